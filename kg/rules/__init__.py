"""What follows from claims, and what a change reaches."""
