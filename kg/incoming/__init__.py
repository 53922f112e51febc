"""Files of others: RDF, JSON Lines and bulk data, read within limits."""
