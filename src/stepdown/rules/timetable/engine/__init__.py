"""How a clinic's week is solved: a lattice of what can be placed where, a start, improvement by
small exact models around the best week so far, and prices that prove how good it is."""
