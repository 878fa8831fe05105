"""The clinic's own figures as a director reads and changes them."""
