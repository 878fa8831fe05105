"""How one form field becomes a control: which look, which attributes, what describes it."""

from typing import Any

from django.forms import BoundField, widgets
from django.utils.safestring import SafeString

CHOICE_WIDGETS = (widgets.RadioSelect, widgets.CheckboxSelectMultiple)
PICKERS: dict[type[widgets.Widget], str] = {
    widgets.DateInput: "date",
    widgets.TimeInput: "time",
    widgets.DateTimeInput: "datetime-local",
}


def look_of(bound: BoundField) -> str:
    """The kind of markup a field needs: choices, tick, or a plain control."""
    widget = bound.field.widget
    if isinstance(widget, CHOICE_WIDGETS):
        return "choices"
    return "tick" if isinstance(widget, widgets.CheckboxInput) else "control"


def phrase_of(bound: BoundField, unit: str) -> str:
    """The ids of everything that describes the field, in reading order."""
    ids = [bound.aria_describedby or "", f"{bound.auto_id}_unit" if unit else ""]
    return " ".join(one for one in ids if one)


def as_control(bound: BoundField, unit: str) -> SafeString | str:
    """The bare control; choices are laid out one by one by the template instead."""
    if look_of(bound) == "choices":
        return ""
    attributes: dict[str, Any] = {"placeholder": False}  # it vanishes while one types
    attributes["aria-describedby"] = phrase_of(bound, unit) or False
    return bound.as_widget(attrs=attributes | _set_type(bound.field.widget, bool(bound.errors)))


def _set_type(widget: widgets.Widget, is_wrong: bool) -> dict[str, Any]:
    """Gives the widget its type, and answers with the attributes that belong to it."""
    if isinstance(widget, widgets.NumberInput):
        # A number box drops what it cannot read and changes under a mouse wheel.
        widget.input_type = "text"
        keys = "numeric" if widget.attrs.get("step", "1") == "1" else "decimal"
        without = {"min": False, "max": False, "step": False}
        return {"inputmode": keys, "autocomplete": "off", "class": "short", **without}
    if isinstance(widget, tuple(PICKERS)):
        # A picker shows nothing for a date it cannot read: then the typed text stays visible.
        kind = next(kind for cls, kind in PICKERS.items() if isinstance(widget, cls))
        widget.input_type = "text" if is_wrong else kind  # type: ignore[attr-defined] # an Input
    if isinstance(widget, widgets.Textarea):
        return {"cols": False, "rows": widget.attrs.get("rows", 3)}
    return {}
