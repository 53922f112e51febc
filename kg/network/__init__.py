"""The partner graph: groups, paths, chains of claims, cards."""
