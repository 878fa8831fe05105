"""Files handed out for the reader's own disk: what came from outside, and what is to be kept. No
page of ours opens one."""

from django.http import HttpResponse

SUFFIXES = {"pdf": "pdf", "fhir": "json", "page": "html"}


def as_download(raw: bytes, kind: str, name: str = "file") -> HttpResponse:
    """An answer that no browser renders, under a name that says nothing (with `nosniff`, which
    every answer of ours carries). `kind` is pdf, fhir or page."""
    response = HttpResponse(raw, content_type="application/octet-stream")
    disposition = f'attachment; filename="{name}.{SUFFIXES[kind]}"'
    response.headers["Content-Disposition"] = disposition
    return response
