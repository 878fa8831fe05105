"""Names and numbers as they are compared: however they were written down."""

import unicodedata

# letters that Unicode does not take apart into a plain letter and a sign
_PLAIN = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "þ": "th"})


def plain(text: str) -> str:
    """Lower case, without accents and signs: "D'Angelo-Núñez " reads "dangelo nunez"."""
    spread = unicodedata.normalize("NFKD", text.casefold()).translate(_PLAIN)
    letters = (sign for sign in spread if not unicodedata.combining(sign))
    parted = (" " if sign in "-/.," else sign for sign in letters)
    return " ".join("".join(s for s in parted if s.isalnum() or s.isspace()).split())


def digits_of(text: str) -> str:
    """The digits of a phone number: "(410) 555-0142" reads "4105550142"."""
    return "".join(sign for sign in text if sign.isascii() and sign.isdigit())


def is_slip_of(one: str, other: str) -> bool:
    """Whether one letter is wrong, missing or extra, or two neighbors changed places."""
    if one == other or abs(len(one) - len(other)) > 1:
        return one == other
    start = next(
        (at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]),
        min(len(one), len(other)),
    )
    a, b = one[start:], other[start:]
    turned = a[:2] == b[:2][::-1] and a[2:] == b[2:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or turned
