"""The official words of forms: what is installed, and a file to install."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.intake.words import day
from stepdown.clinic.measures.operations import UnableToInstall, install_wording
from stepdown.clinic.measures.queries import installed_packs
from stepdown.clinic.people.roles import Permission
from stepdown.fhir.wording import read_pack
from stepdown.rules.instruments import INSTRUMENTS
from stepdown.rules.instruments.wording import OfferedPack, UnableToUseWording
from stepdown.web.ui.access import actor_of, staff_page
from stepdown.web.ui.forms import Line, PageForm, Paragraphs, saved


class WordingForm(PageForm):
    file = forms.FileField(
        label="The file",
        error_messages={"required": "Choose the file"},
        help_text="A FHIR R4 Questionnaire (.json), or a table with the columns item, text,"
        " value, answer (.csv).",
    )
    instrument = forms.ChoiceField(label="Which form it is", required=False)
    source = Line(label="Where the file comes from", most=300, required=False)
    license = Paragraphs(label="By which right you use it", rows=2, most=4000, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(key, one.title) for key, one in INSTRUMENTS.items() if one.is_form]
        field = self.fields["instrument"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "As the file says"), *choices]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > settings.UPLOAD_LIMIT_BYTES:
            raise ValidationError("This file is too large to be the words of one form")
        return file


@dataclass(frozen=True)
class PackRow:
    """One pack in use."""

    title: str
    note: str
    license: str
    digest: str


@staff_page(Permission.SET_UP)
def wording(request: HttpRequest) -> HttpResponse:
    form = WordingForm(request.POST or None, request.FILES or None)
    done: list[Any] = []
    if request.method == "POST" and saved(form, lambda: done.append(_install(request, form))):
        title = INSTRUMENTS[done[0].instrument_key].title
        messages.success(request, f"The wording of {title} is in use.")
        return redirect("setup_wording")
    rows = [
        PackRow(
            pack.title, f"{pack.source}. Since {day(pack.installed_at)}", pack.license, pack.digest
        )
        for pack in installed_packs()
    ]
    worded = {row.title for row in rows}
    missing = [
        one.title
        for one in INSTRUMENTS.values()
        if not one.has_own_words and one.title not in worded
    ]
    context = {"form": form, "rows": rows, "missing": missing}
    return render(request, "staff/setup/wording.html", context, status=form.status)


def _install(request: HttpRequest, form: WordingForm) -> Any:
    raw = form.cleaned_data["file"].read()
    return install_wording(
        actor=actor_of(request),
        pack=_read(raw),
        raw=raw,
        source=form.cleaned_data["source"],
        license=form.cleaned_data["license"],
        instrument_key=form.cleaned_data["instrument"],
        now=timezone.now(),
    )


def _read(raw: bytes) -> OfferedPack:
    try:
        return read_pack(raw)
    except UnableToUseWording as error:
        raise UnableToInstall(f"{error} Nothing was installed.") from error
