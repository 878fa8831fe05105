"""Who may be there when a sample is given."""

from enum import StrEnum


class Gender(StrEnum):
    """As the person says it of themselves; asked each time, never assumed from the record."""

    WOMAN = "woman"
    MAN = "man"
    ANOTHER = "another"

    @property
    def label(self) -> str:
        return "Neither of these" if self is Gender.ANOTHER else self.value.capitalize()


def may_collect(
    *, is_observed: bool, is_accepted: bool, person: Gender | None, collector: Gender | None
) -> bool:
    """The person accepts the collector, and an observer is of the person's own gender.

    Whom somebody of another gender lets watch is theirs to say: acceptance is enough.
    """
    if not is_accepted:
        return False
    if not is_observed:
        return True
    if person is None or collector is None:
        return False
    return person is Gender.ANOTHER or person is collector
