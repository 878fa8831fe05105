"""The words about people are kind ones, and addresses and titles tell nothing."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from stepdown.web.ui.words import FOLDER, revealing_words, unkind_words
from tests.architecture.house import SOURCE, files_named, name_of, phrases_in, tree_of

TITLE = re.compile(r"{% block title %}(.*?){% endblock", re.DOTALL)
TEMPLATE_CODE = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}|{% comment %}.*?{% endcomment %}", re.DOTALL)


def shown_texts() -> Iterator[tuple[str, str]]:
    """(place, text) of everything we wrote that a person reads."""
    for path in files_named(".html", ".txt", ".js", ".toml", ".json", under=SOURCE):
        if path.parent != FOLDER:
            yield name_of(path), path.read_text()
    for path in files_named(".md"):
        yield name_of(path), path.read_text()
    for path in files_named(".py", under=SOURCE):
        for line, text in phrases_in(path):
            yield f"{name_of(path)}:{line}", text


def test_nothing_we_wrote_holds_a_word_from_the_person_first_list() -> None:
    faults = [
        f"{place}: {finding.word!r}; say: {finding.say}"
        for place, text in shown_texts()
        for finding in unkind_words(text)
    ]
    assert faults == []


@pytest.mark.parametrize(
    "text",
    [
        "He is an addict.",
        "Two no-shows tonight",
        "a Relapse\n happened",
        "dropped  out in May",
        "She was non-compliant",
        "on MAT since June",
        "a substance abuse problem",
        "You failed to attend",
    ],
)
def test_the_lint_finds_a_planted_word(text: str) -> None:
    assert unkind_words(text)


@pytest.mark.parametrize(
    "text",
    [
        "Relapse prevention, Tuesdays",
        "Substance abuse technician",
        "The mat by the door",
        "cleaned_data",
        "Alcoholics Anonymous",
    ],
)
def test_the_lint_leaves_what_is_right(text: str) -> None:
    assert unkind_words(text) == []


def test_no_address_tells_of_the_kind_of_care() -> None:
    found = {route: revealing_words(route) for route in routes(get_resolver())}
    assert found, "no address was found"
    assert {route: words for route, words in found.items() if words} == {}


def routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from routes(pattern, route)


def test_no_page_title_tells_of_the_kind_of_care() -> None:
    faults = [
        f"{name_of(path)}: {words}"
        for path in files_named(".html", under=SOURCE)
        for title in TITLE.findall(path.read_text())
        if (words := revealing_words(TEMPLATE_CODE.sub(" ", title)))
    ]
    assert faults == []


def test_no_log_line_tells_of_the_kind_of_care() -> None:
    faults = [
        f"{name_of(path)}:{line}: {words}"
        for path in files_named(".py", under=SOURCE)
        for line, text in logged_texts(path)
        if (words := revealing_words(text))
    ]
    assert faults == []


def logged_texts(path: Path) -> Iterator[tuple[int, str]]:
    """(line, text) of each literal given to a logger."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = ast.unparse(node.func.value)
            if owner in {"log", "logger", "logging"}:
                for argument in node.args:
                    if isinstance(argument, ast.Constant):
                        yield node.lineno, str(argument.value)


@pytest.mark.parametrize(
    ("text", "outside", "tells"),
    [
        ("Appointment", True, False),
        ("Reminder for Monday, 6:00 pm", True, False),
        ("18 Harbor St", True, False),
        ("Your group tonight", True, True),
        ("Your test on Friday", True, True),
        ("Chart", False, False),
        ("p/<str:code>/placement/", False, True),
        ("Recovery codes", False, False),
        ("In recovery", False, True),
        ("accounts/2fa/recovery-codes/", False, False),
    ],
)
def test_what_tells_and_what_does_not(text: str, outside: bool, tells: bool) -> None:
    assert bool(revealing_words(text, outside=outside)) is tells
