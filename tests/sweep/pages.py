"""What stands in an answer: its forms with their fields, links, title, and what is forbidden."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

TEXT = "text"
VOID_OF_TYPE = {"submit", "button", "reset", "image"}


@dataclass
class Field:
    """One control or group of controls with the same name. `choices` of radios and selects."""

    name: str
    kind: str
    value: str = ""
    choices: list[str] = field(default_factory=list)
    mode: str = ""

    @property
    def is_typed(self) -> bool:
        """Whether a person types into it, so that a refused form must show it again."""
        return not self.choices and self.kind not in {"hidden", "checkbox", "file", "password"}


@dataclass
class Form:
    """A form as a browser would send it."""

    method: str
    action: str
    fields: dict[str, Field] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class Page(HTMLParser):
    """One answer, read once."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.title = ""
        self.inline: list[str] = []
        self._form: Form | None = None
        self._elsewhere: dict[str, Field] = {}
        self._inside = ""
        self._area: Field | None = None
        self._select: Field | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._note_inline(tag, given)
        self._inside = tag
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag == "form":
            self._form = Form(given.get("method", "get").lower(), given.get("action", ""))
            self.forms.append(self._form)
            self._elsewhere = {}
        elif self._form is not None:
            self._control(self._form, tag, given)

    def _note_inline(self, tag: str, given: dict[str, str]) -> None:
        """Style and script that the content policy would not run, and that nobody may write."""
        found = [name for name in given if name == "style" or name.startswith("on")]
        is_data = given.get("type") == "application/json"  # read by a script, never run
        if tag == "style" or (tag == "script" and "src" not in given and not is_data):
            found.append(tag)
        self.inline += [f"<{tag}> with {name}" for name in found]

    def _control(self, form: Form, tag: str, given: dict[str, str]) -> None:
        name = given.get("name", "")
        if tag == "option" and self._select is not None:
            self._select.choices.append(given.get("value", ""))
        elif tag == "button" and "formaction" in given:
            pressed = Field(name, "hidden", given.get("value", ""))
            self._elsewhere[given["formaction"].split("#")[0]] = pressed
        elif tag == "button" and name:
            form.buttons.append((name, given.get("value", "")))
        elif not name or given.get("type") in VOID_OF_TYPE:
            return
        elif tag == "textarea":
            self._area = form.fields[name] = Field(name, "textarea")
        elif tag == "select":
            self._select = form.fields[name] = Field(name, "select")
        elif tag == "input":
            self._input(form, name, given)

    def _end_form(self) -> None:
        """A button may send the same fields to an address of its own: that is a form by itself,
        with what the button says as one more field. One button of each address stands for all."""
        if self._form is not None:
            for action, pressed in self._elsewhere.items():
                fields = {**self._form.fields, pressed.name: pressed}
                self.forms.append(Form(self._form.method, action, fields))
        self._form = None

    def _input(self, form: Form, name: str, given: dict[str, str]) -> None:
        kind = given.get("type", TEXT)
        known = form.fields.setdefault(name, Field(name, kind, mode=given.get("inputmode", "")))
        if kind in {"radio", "checkbox"}:
            known.choices.append(given.get("value", "on"))
        else:
            known.value = given.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._inside == "title" and not self.title:
            self.title = data
        if self._area is not None:
            self._area.value += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._end_form()
        elif tag == "textarea":
            self._area = None
        elif tag == "select":
            self._select = None
        self._inside = ""
