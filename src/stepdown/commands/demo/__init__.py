"""A demo clinic of invented people, built through the operations that a real one uses."""
