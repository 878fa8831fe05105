"""What the clinic knows, in pure Python: no Django, no database, no clock.

Frozen dataclasses go in and come out. Whoever calls passes the time; texts for people are
made elsewhere from the codes and short reasons found here.
"""
