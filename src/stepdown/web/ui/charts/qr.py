"""A square code that a phone reads, as one SVG path."""

from dataclasses import dataclass

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

QUIET_ZONE = 4  # light squares around it, as the standard asks


@dataclass(frozen=True)
class SquareCode:
    """`side` squares; `path` draws the dark ones."""

    side: int
    path: str


def square_code(text: str) -> SquareCode:
    code = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_ZONE)
    code.add_data(text)
    code.make()
    rows = code.get_matrix()
    dark = ((x, y) for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    return SquareCode(len(rows), "".join(f"M{x} {y}h1v1h-1z" for x, y in dark))
