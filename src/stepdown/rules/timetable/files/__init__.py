"""The benchmark's JSON, plain or gzipped, as problems, solutions and certificates, and back."""
