"""Attached files, known by what is in them; the sender's name and type of a file count nothing."""

from django.core.exceptions import ValidationError

from stepdown.clinic.intake.asking import AttachedFile, FileKind
from stepdown.fhir.reader import UnableToReadRecord, read_bundle

PDF_START, PDF_END = b"%PDF-", b"%%EOF"
PDF_END_WITHIN = 1024  # bytes; writers may leave a little after the mark
NEITHER = "This is neither a whole PDF nor a FHIR file. Choose another, or send it by mail"


def checked_file(raw: bytes) -> AttachedFile:
    """The file with its kind. Raises ValidationError with a sentence for every other content."""
    if raw.startswith(PDF_START):
        if PDF_END not in raw[-PDF_END_WITHIN:]:
            raise ValidationError("This PDF is cut off. Save it again and choose it once more")
        return AttachedFile(FileKind.PDF, raw)
    if raw.lstrip()[:1] != b"{":
        raise ValidationError(NEITHER)
    try:
        read_bundle(raw)
    except UnableToReadRecord as error:
        raise ValidationError(str(error)) from error
    return AttachedFile(FileKind.FHIR, raw)
