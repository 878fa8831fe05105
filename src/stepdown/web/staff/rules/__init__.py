"""The rules of placement as a clinic reads, changes and approves them."""
