"""What the ontology says, for everything that reads it: its vocabulary and its JSON-LD context."""
