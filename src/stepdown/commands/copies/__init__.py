"""A copy of a whole clinic in one file, and a clinic from a copy."""
