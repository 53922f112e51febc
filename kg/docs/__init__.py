"""The ontology as a page: every term in three languages, with examples from the data and the queries that use it."""
