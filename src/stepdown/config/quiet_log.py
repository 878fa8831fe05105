"""Log lines without personal data: what failed and where, never with which values."""

import logging
import re
import traceback
from types import TracebackType

# Whoever has such an address may read what is behind it. Calendar programs try methods and
# addresses that are refused, and a refusal is logged with its path.
SECRET_ADDRESS = re.compile(r"(/(?:cal|join)/)[^\s'\"]+")


class QuietFormatter(logging.Formatter):
    """Names the exception's type and its frames; messages and values may hold personal data."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        return SECRET_ADDRESS.sub(r"\1...", super().format(record))

    def formatException(  # noqa: N802 - the standard library's name
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        kind, _, trace = ei
        frames = traceback.extract_tb(trace)
        lines = [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
        return "\n".join([*lines, f"  {kind.__name__ if kind else 'unknown'}"])
