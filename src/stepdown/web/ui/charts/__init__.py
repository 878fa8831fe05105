"""Drawings as plain data: a presenter works out the geometry, a template draws the SVG.

Every drawing has `finding` (its heading), `note`, `spoken` (what a screen reader hears),
`numbers` (the table behind it, or None), `source` and `template`. Show one with {% chart it %}.
"""

from stepdown.web.ui.charts.attendance import AttendanceGrid, AttendanceRow, Mark
from stepdown.web.ui.charts.day_list import Day, DayList, Slot
from stepdown.web.ui.charts.numbers import Numbers
from stepdown.web.ui.charts.score_line import Reading, ScoreLine
from stepdown.web.ui.charts.steps import StepBlock, Steps, StepState
from stepdown.web.ui.charts.tones import TONES, tone_of
from stepdown.web.ui.charts.week_grid import BlockLook, WeekBlock, WeekGrid

__all__ = [
    "TONES",
    "AttendanceGrid",
    "AttendanceRow",
    "BlockLook",
    "Day",
    "DayList",
    "Mark",
    "Numbers",
    "Reading",
    "ScoreLine",
    "Slot",
    "StepBlock",
    "StepState",
    "Steps",
    "WeekBlock",
    "WeekGrid",
    "tone_of",
]
