"""Terms and how they are written: namespaces, canonical numbers, dates and spellings, reading of stores, Turtle."""
