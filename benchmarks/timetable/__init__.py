"""The timetable engine beside a greedy week by hand and a plain CP-SAT model.

Nothing here shares code with the engine, and it reads the benchmark's JSON only.
`python -m benchmarks.timetable --help`.
"""
