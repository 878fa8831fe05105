"""Prices on what people share, the cheapest week of each person under them, and the bound that
follows. No solver has a part in it: the minima are found by dynamic programming, in integers."""
