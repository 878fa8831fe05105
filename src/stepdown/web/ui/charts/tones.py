"""Which tone belongs to which kind of session. The colours themselves are in tokens.css."""

TONES = ("brand", "plum", "clay", "blue", "sage", "slate", "good", "notice", "urgent", "quiet")

TONE_OF_KIND = {
    "group": "brand",
    "individual": "plum",
    "counseling": "plum",
    "family": "clay",
    "education": "blue",
    "support": "sage",
    "medical": "slate",
    "test": "slate",
    "assessment": "slate",
}


def tone_of(kind: str) -> str:
    """The tone of a kind of session; slate for one without its own."""
    return TONE_OF_KIND.get(str(kind), "slate")
