"""How a person agreed to be reached, in words for whoever calls them."""

from stepdown.clinic.people.reaching import Reach
from stepdown.web.ui.reach import times_words


def way_words(reach: Reach) -> str:
    if not reach.phone:
        return "No phone number is known. Ask who saw them last."
    times = times_words(reach.times)
    by_phone = f"By phone, {times}." if times else "By phone."
    if not reach.is_asked:
        return f"{by_phone} Leave no message: nobody asked yet."
    return (
        f"{by_phone} A neutral word is fine." if reach.may_leave_word else f"{by_phone} No message."
    )
