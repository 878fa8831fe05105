"""One signed entry: its page, and its correction. Drawn with the forms of the other stations."""
