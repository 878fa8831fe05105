"""How hard a page is to read: our own small count of Flesch and Kincaid's grade."""

import re
from html.parser import HTMLParser

BLOCKS = frozenset(
    ["p", "li", "h1", "h2", "h3", "label", "legend", "td", "th", "dt", "dd", "button", "div", "a"]
)
SILENT = frozenset({"script", "style", "title", "svg", "footer", "header"})
WORD = re.compile(r"[a-z']+")
SENTENCE_END = re.compile(r"[.!?:;]+(?:\s|$)")
VOWELS = re.compile(r"[aeiouy]+")
LONGEST_SENTENCE = 20


class Words(HTMLParser):
    """What a page itself says, a line for each block, without the frame around it.

    A link inside a sentence belongs to it; a link or a button alone is a line.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self._lines: list[str] = [""]
        self._silent = 0
        self.feed(text)

    @property
    def lines(self) -> list[str]:
        return [" ".join(line.split()) for line in self._lines if line.strip()]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in SILENT
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in SILENT
        self._break(tag)

    def _break(self, tag: str) -> None:
        if tag in BLOCKS and not (tag == "a" and self._lines[-1].strip()):
            self._lines.append("")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._lines[-1] += data


def sentences(line: str) -> list[list[str]]:
    """The words of each sentence. Numbers are said quickly and do not count."""
    parts = (WORD.findall(part.casefold()) for part in SENTENCE_END.split(line))
    return [part for part in parts if part]


def syllables(word: str) -> int:
    """Groups of vowels; a silent e at the end does not count."""
    count = len(VOWELS.findall(word))
    if word.endswith("e") and not word.endswith("le") and count > 1:
        count -= 1
    return max(1, count)


def grade(lines: list[str]) -> float:
    """The school grade whose readers understand this: 0.39 words a sentence + 11.8 syllables a
    word - 15.59 (Kincaid and others, 1975)."""
    found = [sentence for line in lines for sentence in sentences(line)]
    words = [word for sentence in found for word in sentence]
    per_word = sum(map(syllables, words)) / len(words)
    return 0.39 * len(words) / len(found) + 11.8 * per_word - 15.59


def long_sentences(lines: list[str]) -> list[str]:
    return [
        " ".join(sentence)
        for line in lines
        for sentence in sentences(line)
        if len(sentence) > LONGEST_SENTENCE
    ]
