"""Work in a process of its own that is bounded and can be killed."""
