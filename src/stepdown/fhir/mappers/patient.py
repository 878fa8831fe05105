"""Patient: hl7.org/fhir/R4/patient. Whoever cannot be read here refuses the whole record."""

from collections.abc import Iterable, Sequence

from stepdown.clinic.chart.arrivals import (
    ArrivedAddress,
    ArrivedIdentifier,
    ArrivedPerson,
    Sex,
)
from stepdown.fhir.document import Json
from stepdown.fhir.elements import (
    Unreadable,
    child,
    children,
    concept,
    line,
    lines,
    moment,
    truth,
)

LIMIT_NAME = 150

# Identity-theft keys that care does not need (HL7 v2-0203 types): they stay in the original only.
_NOT_TAKEN = frozenset({"SS", "DL", "PPN", "SB", "TAX"})


def map_patient(resource: Json) -> ArrivedPerson:
    """The person of the record. Raises Unreadable with the field that cannot be taken."""
    names = _by_use(children(resource, "name"), ("official", "usual", "", "temp"))
    if not names:
        raise Unreadable("it gives no name")
    family_name, given_name = _name(names[0])
    death_on = moment(resource, "deceasedDateTime")
    return ArrivedPerson(
        family_name=family_name,
        given_name=given_name,
        used_name=_used_name(resource),
        birth_on=moment(resource, "birthDate"),
        is_deceased=bool(death_on) or bool(truth(resource, "deceasedBoolean")),
        death_on=death_on,
        sex=_sex(resource),
        phone=_contact(resource, "phone"),
        email=_contact(resource, "email"),
        address=_address(resource),
        language=_language(resource),
        identifiers=tuple(_identifiers(resource)),
    )


def _by_use(nodes: Iterable[Json], order: Sequence[str]) -> list[Json]:
    """The nodes whose ``use`` is in ``order``, best first; others (old, maiden) are left out."""
    usable = [node for node in nodes if line(node, "use") in order]
    return sorted(usable, key=lambda node: order.index(line(node, "use")))


def _name(name: Json) -> tuple[str, str]:
    family_name = line(name, "family", limit=LIMIT_NAME)
    given_name = " ".join(lines(name, "given", limit=LIMIT_NAME))
    if family_name or given_name:
        return family_name, given_name
    # A name written as one text is not split: where it parts differs from people to people.
    whole = line(name, "text", limit=LIMIT_NAME)
    if not whole:
        raise Unreadable("it gives no name")
    return whole, ""


def _used_name(resource: Json) -> str:
    nicknames = _by_use(children(resource, "name"), ("nickname",))
    return " ".join(filter(None, _name(nicknames[0])[::-1])) if nicknames else ""


def _sex(resource: Json) -> Sex:
    written = line(resource, "gender")
    if not written:
        return Sex.UNKNOWN
    try:
        return Sex(written)
    except ValueError:
        raise Unreadable("its gender is not one of male, female, other, unknown") from None


def _contact(resource: Json, system: str) -> str:
    telecom = (each for each in children(resource, "telecom") if line(each, "system") == system)
    usable = _by_use(telecom, ("mobile", "home", "", "work", "temp"))
    return next((line(each, "value") for each in usable if each.get("value")), "")


def _address(resource: Json) -> ArrivedAddress:
    usable = _by_use(children(resource, "address"), ("home", "", "temp", "billing"))
    if not usable:
        return ArrivedAddress()
    address = usable[0]
    return ArrivedAddress(
        lines=lines(address, "line") or tuple(filter(None, (line(address, "text"),))),
        city=line(address, "city"),
        state=line(address, "state"),
        postal_code=line(address, "postalCode"),
        country=line(address, "country"),
    )


def _language(resource: Json) -> str:
    spoken = children(resource, "communication")
    preferred = [each for each in spoken if truth(each, "preferred")] or spoken
    return concept(preferred[0], "language").code if preferred else ""


def _identifiers(resource: Json) -> Iterable[ArrivedIdentifier]:
    for each in children(resource, "identifier"):
        kind = _kind(each)
        value = line(each, "value")
        if value and kind not in _NOT_TAKEN:
            yield ArrivedIdentifier(line(each, "system"), value, kind)


def _kind(identifier: Json) -> str:
    return concept(identifier, "type").code or line(child(identifier, "type"), "text")
