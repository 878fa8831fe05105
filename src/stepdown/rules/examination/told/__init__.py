"""One file for each part of an examination: the questions in our own words."""
