"""What is tried on demand: evidence against documents, coverage, validation."""
