"""Where six answers lead, in words: what it is, why, and what to do next."""

from dataclasses import dataclass

from stepdown.clinic.intake.questions import Lead, ScreenResult

TITLES = {
    Lead.EMERGENCY: "Get help right now",
    Lead.DOCTOR_FIRST: "See a doctor first",
    Lead.ANOTHER_CARE: "Another kind of care may fit you better",
    Lead.LIKELY_FITS: "This program likely fits you",
}
NEXT = {
    Lead.EMERGENCY: "When you are safe, call us. We will be glad to hear from you.",
    Lead.DOCTOR_FIRST: (
        "Call us. We help you see a doctor soon, and we plan your start here with you."
        " Do not stop on your own before that."
    ),
    Lead.ANOTHER_CARE: (
        "Call us, and we will help you find it. Or call 1-800-662-4357, day and night."
        " It is a free line that knows places all over the country."
    ),
    Lead.LIKELY_FITS: "Call us, or ask us to call you. We book your first visit on that call.",
}
REASONS = {
    "body_in_danger": "You said that someone's life may be in danger. Call 911 now.",
    "thoughts_of_suicide": (
        "You think of ending your life, or of hurting someone. You are not alone."
        " Call or text 988 now. Call 911 if it is about to happen."
    ),
    "sick_now": (
        "You feel sick from stopping. It can turn bad fast. Go to an emergency room today,"
        " or call 911. Let someone drive you."
    ),
    "seizure_before": (
        "You once had a seizure, or saw things. It can come back when you stop."
        " A doctor can make it safe. If you shake or feel confused, call 911."
    ),
    "daily_alcohol": (
        "You drink on most days, and you drank in the last week. It can be dangerous to stop"
        " all at once. If you shake, sweat or see things, call 911."
    ),
    "daily_sedatives": (
        "You take pills to sleep or calm down on most days. It can be dangerous to stop"
        " all at once."
    ),
    "daily_opioids": (
        "You use opioids on most days. A doctor can start a medicine that stops the sickness."
        " You can often start here at the same time."
    ),
    "pregnant": "You are pregnant. You go to the front of our line. Do not stop on your own.",
    "ill": "You are ill or in pain. A doctor should look at that too.",
    "too_young": "Our groups are for adults. There are good places for younger people.",
    "unsafe_home": "You need a safe place to sleep. A place where you can stay may fit better.",
    "too_little_time": "You have little time now. Fewer hours a week may fit better.",
    "danger_not_said": "You did not say if anyone is in danger. That is fine. We ask you first.",
    "use_not_said": "You did not say what you use. That is fine. A nurse asks you first.",
    "last_use_not_said": "You did not say when you last drank. A nurse asks you first.",
    "stopping_not_said": "You did not say what happens when you stop. A nurse asks you first.",
}
BANNERS = {
    Lead.EMERGENCY: "Call now",
    Lead.DOCTOR_FIRST: "If you shake or feel confused, call now",
}
NOTHING_AGAINST = (
    "None of your answers asks for a doctor first.",
    "You can live at home and still come to us.",
)


@dataclass(frozen=True)
class ResultView:
    """`banner` is empty unless 911 and 988 come before everything else on the page.

    `may_send`: the answers may go along with a request; in an emergency nobody should wait.
    """

    title: str
    banner: str
    reasons: tuple[str, ...]
    next_step: str
    may_send: bool


def result_view(result: ScreenResult) -> ResultView:
    is_urgent = result.lead == Lead.EMERGENCY or "seizure_before" in result.reasons
    return ResultView(
        title=TITLES[result.lead],
        banner=BANNERS[result.lead] if is_urgent else "",
        reasons=tuple(REASONS[each] for each in result.reasons) or NOTHING_AGAINST,
        next_step=NEXT[result.lead],
        may_send=result.lead != Lead.EMERGENCY,
    )
