"""Template tags of the shared parts. `/styleguide` shows each one with the line that makes it."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from uuid import uuid4

from django import template
from django.forms import BaseForm, BoundField
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from lucide.templatetags.lucide import lucide

from stepdown.web.ui.charts import TONES, tone_of
from stepdown.web.ui.templatetags.drawn import drawn_progress, number_rows, week_blocks
from stepdown.web.ui.templatetags.errors import error_sentences
from stepdown.web.ui.templatetags.fields import as_control, look_of, phrase_of

register = template.Library()
register.filter(week_blocks)
register.filter(number_rows)

TONE_ICONS = {"good": "check", "notice": "info", "urgent": "triangle-alert"}
AVATAR_TONES = ("brand", "plum", "clay", "blue", "sage", "slate")
MESSAGE_TONES = {"success": "good", "warning": "notice", "error": "urgent"}


@register.simple_tag
def icon(name: str, size: int = 20, label: str = "") -> SafeString:
    """A Lucide icon: silent beside a word, or read as `label` where no word stands."""
    return _drawn_icon(str(name), size, str(label))


@lru_cache(maxsize=512)
def _drawn_icon(name: str, size: int, label: str) -> SafeString:
    named = {"role": "img", "aria_label": label} if label else {"aria_hidden": "true"}
    drawn = lucide(name, size=size, focusable="false", **named)
    return mark_safe(re.sub(r">\s+<", "><", drawn))


@register.simple_tag
def once() -> SafeString:
    """The hidden key by which an operation recognizes the same form sent twice."""
    return format_html('<input type="hidden" name="once" value="{}">', uuid4())


@register.simple_tag
def version(record_version: int) -> SafeString:
    """The version of the record that the person saw; a stale one is refused on saving."""
    return format_html('<input type="hidden" name="version" value="{}">', record_version)


@register.inclusion_tag("ui/parts/field.html")
def field(
    bound: BoundField,
    hint: str | None = None,
    unit: str = "",
    look: str = "",
    quiet_label: bool = False,
) -> dict[str, Any]:
    """One labelled field of a form with its hint and errors wired to it.

    `look` is pills (default), joined, rollcall or cards, for choices only. `quiet_label` keeps
    the label for screen readers alone, where the row beside it already says it.
    """
    if hint is not None:
        bound.help_text = hint
    return {
        "bound": bound,
        "unit": unit,
        "look": look_of(bound),
        "choices_look": look or "pills",
        "quiet_label": quiet_label,
        "is_optional": not bound.field.required,
        "errors": error_sentences(bound),
        "control": as_control(bound, unit),
        "described_by": phrase_of(bound, unit),
    }


@register.inclusion_tag("ui/parts/error_summary.html")
def error_summary(*forms: BaseForm) -> dict[str, Any]:
    """All errors of the given forms, each a link to its field; nothing when there are none."""
    return {"errors": [line for form in forms if form for line in _error_lines(form)]}


def _error_lines(form: BaseForm) -> Iterator[tuple[str, str]]:
    for text in form.non_field_errors():
        yield "", str(text)
    for bound in form:
        target = bound.id_for_label or bound.auto_id
        if look_of(bound) == "choices":
            target = bound[0].id_for_label or target if len(bound) else target
        for text in error_sentences(bound):
            yield target, text


@register.simple_tag
def avatar(name: str, index: int = 0, size: str = "") -> SafeString:
    """Initials in a tinted circle; the same index always has the same tint."""
    tone = AVATAR_TONES[int(index) % len(AVATAR_TONES)]
    return format_html(
        '<span class="avatar {} tone-{}" aria-hidden="true">{}</span>', size, tone, initials(name)
    )


def initials(name: str) -> str:
    words = [word for word in str(name).split() if word[0].isalpha()]
    first_and_last = [words[0], words[-1]] if len(words) > 1 else words
    return "".join(word[0].upper() for word in first_and_last) or "?"


@register.simple_tag
def tag(tone: str, word: str, symbol: str = "") -> SafeString:
    """A small pill: colour, icon and word together, never colour alone."""
    symbol = symbol or TONE_ICONS.get(tone, "")
    drawn = icon(symbol, 14) if symbol else ""
    return format_html('<span class="tag tone-{}">{}{}</span>', tone, drawn, word)


@register.simple_block_tag
def notice(content: str, tone: str = "quiet", symbol: str = "") -> SafeString:
    """{% notice "good" %}<p>Saved.</p>{% endnotice %}"""
    return format_html(
        '<div class="notice tone-{}">{}<div>{}</div></div>',
        tone,
        icon(symbol or TONE_ICONS.get(tone, "info")),
        content,
    )


@register.inclusion_tag("ui/parts/empty.html")
def empty(
    symbol: str, what: str, when: str = "", url: str = "", action: str = ""
) -> dict[str, str]:
    """An empty place: what will be here, when, and at most one thing to do."""
    return {"symbol": symbol, "what": what, "when": when, "url": url, "action": action}


@register.simple_tag
def progress_bar(value: float, total: float, label: str, words: str = "") -> SafeString:
    """How far something is, with the words beside it: the timetable has one a session."""
    return drawn_progress(value, total, label, words)


@register.inclusion_tag("ui/parts/tabs.html")
def tabs(items: list[Any], label: str = "Parts of this record") -> dict[str, Any]:
    """Tabs of a chart: items with `.label`, `.url` and `.current`."""
    return {"items": items, "label": label}


@register.inclusion_tag("ui/parts/search.html")
def search_box(url: str, query: str = "", label: str = "Find a person or page") -> dict[str, str]:
    return {"url": url, "query": query, "label": label}


@register.inclusion_tag("ui/parts/safety.html")
def safety_banner(heading: str, words: str = "", clinic_phone: str = "") -> dict[str, str]:
    """For danger only: 911 and 988 first and large."""
    return {"heading": heading, "words": words, "clinic_phone": clinic_phone}


@register.simple_tag
def chart(drawn: Any, level: int = 2, card: bool = True) -> SafeString:
    """Any drawing of `stepdown.web.ui.charts` in its frame with heading, numbers and source."""
    return render_to_string("ui/charts/figure.html", {"chart": drawn, "level": level, "card": card})


@register.filter
def tone(kind: str) -> str:
    """The tone of a kind of session; a name of a tone stays as it is."""
    return kind if kind in TONES else tone_of(kind)


@register.filter
def message_tone(level: str) -> str:
    return MESSAGE_TONES.get(level, "quiet")


@register.filter
def dialed(number: object) -> str:
    """A phone number as `tel:` needs it: digits and a leading plus."""
    return "".join(sign for sign in str(number) if sign.isdigit() or sign == "+")
