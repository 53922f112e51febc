"""The build: from sheets to a published generation, from nothing or from the last one."""
