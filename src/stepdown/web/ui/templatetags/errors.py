"""Errors of a field as sentences that stand by themselves, beside the field and on top.

A form that gives its own words for an error keeps them; only Django's own are replaced.
"""

from django.core.exceptions import ValidationError
from django.forms import BoundField, ChoiceField, Field

SENTENCES = {
    "required": "Fill in: {label}",
    "invalid_choice": "Choose one of the answers shown: {label}",
    "invalid_list": "Choose from the answers shown: {label}",
    "max_length": "{label} must have {limit_value} characters or fewer",
    "min_length": "{label} must have {limit_value} characters or more",
    "min_value": "{label} must be {limit_value} or more",
    "max_value": "{label} must be {limit_value} or less",
    "max_decimal_places": "{label}: too many digits after the point, the most is {max}",
    "max_digits": "{label}: too many digits, the most is {max}",
    "max_whole_digits": "{label}: too many digits before the point, the most is {max}",
    "null_characters_not_allowed": "{label} has signs that cannot be saved. Type it again by hand.",
}


def error_sentences(bound: BoundField) -> list[str]:
    return [
        _sentence(bound, error, str(text))
        for error, text in zip(bound.errors.as_data(), bound.errors, strict=True)
    ]


def _sentence(bound: BoundField, error: ValidationError, text: str) -> str:
    code = error.code or ""
    if _has_own_words(bound.field, code):
        return text
    if code == "required" and isinstance(bound.field, ChoiceField):
        return f"Choose: {bound.label}"
    if code == "invalid" and text == _django_words(bound.field).get("invalid"):
        return f"{text.rstrip('.').replace('valid', 'real')}: {bound.label}"
    sentence = SENTENCES.get(code, "")
    return sentence.format(label=bound.label, **_limits(error)) if sentence else text


def _has_own_words(field: Field, code: str) -> bool:
    return field.error_messages.get(code) != _django_words(field).get(code)


def _django_words(field: Field) -> dict[str, object]:
    """What Django says for each code where a form says nothing."""
    words: dict[str, object] = {}
    for cls in reversed(type(field).__mro__):
        words |= getattr(cls, "default_error_messages", {})
    return words


def _limits(error: ValidationError) -> dict[str, object]:
    return {"limit_value": "", "max": "", **(error.params or {})}
