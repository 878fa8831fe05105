"""What several commands ask for."""

import unicodedata
from typing import IO
from zoneinfo import ZoneInfo, available_timezones

import click
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from stepdown.commands.program import Refused

PASSWORD_FILE = click.option(
    "--password-file",
    type=click.File("r"),
    help='Read the password from a file ("-": from standard input) instead of asking.',
)


class Text(click.ParamType[str]):
    """One line of text that every database keeps."""

    name = "text"

    def __init__(self, most: int) -> None:
        self.most = most

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        text = value.strip()
        if not text or len(text) > self.most:
            self.fail(f"Write 1 to {self.most} characters.", param, ctx)
        if any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in text):
            self.fail("This has signs that cannot be saved.", param, ctx)
        return text


class Email(Text):
    """One e-mail address."""

    name = "e-mail"

    def __init__(self) -> None:
        super().__init__(254)

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        text = super().convert(value, param, ctx)
        try:
            validate_email(text)
        except ValidationError:
            self.fail(f"{text!r} is no e-mail address.", param, ctx)
        return text


class Zone(click.ParamType[str]):
    """A time zone's name, such as America/New_York."""

    name = "zone"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value not in available_timezones():
            self.fail(f"{value!r} is no time zone. Write one like America/New_York.", param, ctx)
        return ZoneInfo(value).key


def read_password(file: IO[str] | None) -> str:
    if file is None:
        asked: str = click.prompt(
            "Password (15 or more characters)", hide_input=True, confirmation_prompt=True
        )
        return asked
    password = file.readline().rstrip("\r\n")
    if not password:
        raise Refused("The password file is empty.")
    return password
