"""Detox first: the hand-over to a place, and the way back."""
