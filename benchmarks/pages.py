"""The pages that are measured, and as whom."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Page:
    """`path` may hold {code} (somebody in the counselor's care), {session} (one they led, closed),
    {roll} (one whose roll is open) and {starts} (a Monday).

    `layout` is that of the plain page it is compared with; `letters` are typed into its form.
    """

    name: str
    role: str
    path: str
    layout: str = "staff"
    letters: str = ""

    def filled(self, places: dict[str, str]) -> "Page":
        return replace(self, path=self.path.format(**places))


PAGES = (
    Page("front door", "", "/", "plain"),
    Page("is this right for me", "", "/right-for-me", "plain"),
    Page("cost", "", "/cost", "plain"),
    Page("ask for a call", "", "/ask/me", "plain"),
    Page("today, counselor", "counselor", "/today"),
    Page("today, director", "director", "/today"),
    Page("today, intake", "intake", "/today"),
    Page("people, counselor", "counselor", "/people"),
    Page("people, director", "director", "/people"),
    Page("inquiries", "intake", "/inquiries"),
    Page("find, two letters", "intake", "/find", letters="an"),
    Page("chart", "counselor", "/p/{code}"),
    Page("assessment", "counselor", "/p/{code}/assessment"),
    Page("vital signs", "counselor", "/p/{code}/assessment/vitals"),
    Page("use history", "counselor", "/p/{code}/assessment/history"),
    Page("examination, one part", "counselor", "/p/{code}/assessment/told/physical"),
    Page("examination, all answers", "counselor", "/p/{code}/assessment/told"),
    Page("rating of six areas", "counselor", "/p/{code}/assessment/areas"),
    Page("advice", "counselor", "/p/{code}/advice"),
    Page("care", "counselor", "/p/{code}/care"),
    Page("week", "counselor", "/p/{code}/week"),
    Page("week builder", "counselor", "/p/{code}/week?starts={starts}"),
    Page("progress", "counselor", "/p/{code}/progress"),
    Page("chart timeline", "counselor", "/p/{code}/record"),
    Page("roll call", "counselor", "/s/{roll}"),
    Page("session", "counselor", "/s/{session}"),
    Page("clinic week", "counselor", "/timetable"),
    Page("hours", "biller", "/hours"),
    Page("own home", "patient", "/me", "patient"),
    Page("own week", "patient", "/me/week", "patient"),
    Page("own progress", "patient", "/me/progress", "patient"),
)
OF_THE_WEEK = (
    "front door",
    "today, counselor",
    "today, director",
    "chart timeline",
    "week builder",
    "roll call",
    "clinic week",
    "own home",
)
PAGES_OF_THE_WEEK = tuple(page for page in PAGES if page.name in OF_THE_WEEK)
ROLES = tuple(dict.fromkeys(page.role for page in PAGES if page.role))

# (name, role, path) of what a phone must load quickly the first time
FIRST_VIEWS = (
    *((page.name, page.role, page.path) for page in PAGES if not page.role),
    ("own home", "patient", "/me"),
)
