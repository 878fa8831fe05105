"""`stepdown timetable`: weeks of whole clinics, in files."""
