"""Visits to a running server over one connection that stays open, as one person at a time."""

import http.client
import re
import time
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from types import TracebackType
from urllib.parse import urlencode
from uuid import uuid4

HIDDEN = re.compile(r'<(?:input|select)[^>]* name="([^"]+)"(?:[^>]* value="([^"]*)")?')
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
LINKED = re.compile(r'(?:href|src)="(/static/[^"]+)"')
FROM_STYLES = re.compile(r'url\(["\']?(/static/[^"\')]+|[^"\':)]+)["\']?\)')


@dataclass(frozen=True)
class Answer:
    """`size`: bytes of head and body as they went over the wire."""

    status: int
    seconds: float
    size: int
    text: str


@dataclass
class Visitor:
    """Somebody with a cookie jar and one open connection to 127.0.0.1."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    connection: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def __enter__(self) -> "Visitor":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.connection.close()

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None)

    def post(self, path: str, form: dict[str, str], token: str) -> Answer:
        fields = {**form, "csrfmiddlewaretoken": token, "once": str(uuid4())}
        return self._ask("POST", path, urlencode(fields))

    def token_on(self, path: str) -> str:
        """The key of the forms on that page."""
        found = TOKEN.search(self.get(path).text)
        return found.group(1) if found else ""

    def form_on(self, path: str) -> dict[str, str]:
        """The hidden fields of the page's forms, and the first choice of each list."""
        return dict(HIDDEN.findall(self.get(path).text))

    def come_from(self, address: str) -> None:
        """As a proxy in front would say it."""
        self.headers["X-Forwarded-For"] = address

    def enter_as(self, account_id: int) -> None:
        """Walks into a demo as one of its people."""
        token = self.token_on("/accounts/login/")
        self.post("/demo/enter", {"account": str(account_id)}, token)

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        headers |= {
            **self.headers,
            "Accept-Encoding": "gzip, br",
            "Origin": f"http://127.0.0.1:{self.port}",
        }
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        begun = time.perf_counter()
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        content = response.read()
        seconds = time.perf_counter() - begun
        self._keep_cookies(response)
        head = sum(len(name) + len(value) + 4 for name, value in response.getheaders())
        is_plain = response.getheader("Content-Encoding") is None
        text = content.decode(errors="replace") if is_plain else ""
        return Answer(response.status, seconds, head + len(content), text)

    def _keep_cookies(self, response: http.client.HTTPResponse) -> None:
        for line in response.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value


def first_view(visitor: Visitor, path: str) -> dict[str, int]:
    """Bytes of the page and of every style, script, font and picture that it links, by kind."""
    page = visitor.get(path)
    sizes, waiting = {"page": page.size}, list(dict.fromkeys(LINKED.findall(page.text)))
    for file in waiting:  # grows while it is walked through
        found = visitor.get(file)
        kind = file.rsplit(".", 1)[-1]
        sizes[kind] = sizes.get(kind, 0) + found.size
        linked = [_beside(file, name) for name in FROM_STYLES.findall(found.text)]
        waiting += [name for name in linked if kind == "css" and name not in waiting]
    return {**sizes, "total": sum(sizes.values())}


def _beside(file: str, name: str) -> str:
    return name if name.startswith("/") else f"{file.rsplit('/', 1)[0]}/{name}"
