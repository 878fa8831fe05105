"""The pages on which a person says who may know what: theirs, and staff's beside them."""
