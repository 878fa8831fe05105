"""Words that stay inside a drawn block. A drawing has no layout, so widths are estimated."""

from collections.abc import Iterator

# Widths in parts of the font's size, from a wide sans serif; a narrower one leaves some room.
WIDTHS = {
    **dict.fromkeys("ijl'.,:;|!", 0.29),
    **dict.fromkeys(" ", 0.32),
    **dict.fromkeys("frtI()-/", 0.4),
    **dict.fromkeys("wCGOQDHNU&", 0.8),
    **dict.fromkeys("mMW@%", 0.98),
    "…": 1.0,
}
USUAL = 0.625


def text_width(words: str, size: float) -> float:
    """In the units of `size`."""
    return size * sum(WIDTHS.get(sign, USUAL) for sign in words)


def fitted_lines(words: str, *, width: float, most: int, size: float) -> tuple[str, ...]:
    """`words` in at most `most` lines of at most `width`; what does not fit ends in "…"."""
    lines = list(_wrapped(words.split(), width, size))
    if len(lines) > most:
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])] if most > 0 else []
    return tuple(_clipped(line, width, size) for line in lines)


def _wrapped(words: list[str], width: float, size: float) -> Iterator[str]:
    line = ""
    for word in words:
        longer = f"{line} {word}".strip()
        if line and text_width(longer, size) > width:
            yield line
            longer = word
        line = longer
    if line:
        yield line


def _clipped(line: str, width: float, size: float) -> str:
    if text_width(line, size) <= width:
        return line
    while line and text_width(f"{line}…", size) > width:
        line = line[:-1].rstrip()
    return f"{line}…"
