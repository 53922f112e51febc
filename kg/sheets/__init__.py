"""Fact sheets: from the bytes of a file to triples, with the place of every value."""
