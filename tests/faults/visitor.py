"""A patient browser: it fills in forms, and sends the same one again until it is answered."""

import http.client
import time
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode

GIVE_UP = 60.0  # seconds without any answer


class Form:
    """One form of a page: its address and what a browser would send unchanged."""

    def __init__(self, action: str) -> None:
        self.action = action
        self.values: dict[str, str] = {}
        self.choices: dict[str, list[str]] = {}
        self.texts: list[str] = []


class FormReader(HTMLParser):
    """Collects the forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", "")))
        elif self.forms and (
            name := given.get("name") or (self._select if tag == "option" else "")
        ):
            self._note(self.forms[-1], tag, name, given)

    def _note(self, form: Form, tag: str, name: str, given: dict[str, str]) -> None:
        kind, value = given.get("type", "text"), given.get("value", "")
        if tag == "select":
            self._select = name
        elif tag in {"option", "button"} or kind in {"radio", "checkbox"}:
            form.choices.setdefault(name, []).append(value)
            if "checked" in given or "selected" in given:
                form.values[name] = value
        elif tag == "textarea" or kind == "text":
            form.texts.append(name)
        else:
            form.values[name] = value


@dataclass
class Visitor:
    """Signed in as one account. `acknowledged`: the keys of all forms that were answered."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    acknowledged: list[str] = field(default_factory=list)

    def get(self, path: str) -> tuple[str, str]:
        """(address in the end, page)."""
        status, where, page = self._ask("GET", path, "")
        while status in {301, 302, 303}:
            path = where
            status, where, page = self._ask("GET", path, "")
        assert status == 200, (status, path)
        return path, page

    def forms(self, path: str) -> list[Form]:
        reader = FormReader()
        reader.feed(self.get(path)[1])
        return reader.forms

    def form(self, path: str, action: str) -> Form | None:
        """The form of the page whose address ends so; None where it is not offered."""
        found = [form for form in self.forms(path) if form.action.endswith(action)]
        return found[0] if found else None

    def send(self, form: Form, **changes: str) -> None:
        """Sends the form, the very same again after each lost answer."""
        values = {**form.values, **changes}
        status, _, page = self._ask("POST", form.action, urlencode(values))
        assert status in {302, 303}, (status, form.action, changes, _errors(page))
        self.acknowledged.append(values["once"])

    def sign_in(self, email: str, password: str) -> None:
        form = self.form("/accounts/login/", "/accounts/login/")
        assert form is not None
        values = {**form.values, "login": email, "password": password}
        status, _, _ = self._ask("POST", form.action, urlencode(values))
        assert status == 302

    def _ask(self, method: str, path: str, body: str) -> tuple[int, str, str]:
        until = time.monotonic() + GIVE_UP
        while True:
            try:
                return self._once(method, path, body)
            except (OSError, http.client.HTTPException):
                assert time.monotonic() < until, "the server did not come back"
                time.sleep(0.1)

    def _once(self, method: str, path: str, body: str) -> tuple[int, str, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            page = answer.read().decode()
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.headers.get("Location", ""), page


def _errors(page: str) -> str:
    at = page.find("error")
    return page[at : at + 600]
