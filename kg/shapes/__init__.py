"""Validation: SHACL shapes compiled to SPARQL, pySHACL as the authority, findings for people."""
