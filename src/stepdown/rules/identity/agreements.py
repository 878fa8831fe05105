"""The ways in which two records can agree on who a person is."""

from enum import StrEnum


class Agreement(StrEnum):
    """The value names it in the data; the label is what people read after "Same"."""

    BIRTH_DATE = "birth_date"
    BIRTH_DATE_TURNED = "birth_date_turned"
    PHONE = "phone"
    FAMILY_NAME = "family_name"
    FIRST_NAME = "first_name"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Agreement.BIRTH_DATE: "birth date",
    Agreement.BIRTH_DATE_TURNED: "birth date with day and month changed",
    Agreement.PHONE: "phone",
    Agreement.FAMILY_NAME: "family name",
    Agreement.FIRST_NAME: "first name",
}
