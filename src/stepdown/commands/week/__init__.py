"""What `stepdown timetable` does with a week that exists already: explain it, repair it."""
