"""What Stepdown takes: seconds, bytes, queries and memory. `python -m benchmarks --help`."""
