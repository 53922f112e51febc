"""A SPARQL server elsewhere, read as if it were here."""
