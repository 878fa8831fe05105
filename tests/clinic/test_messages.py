"""No message that leaves the building tells what kind of place it comes from, or names anybody.

Every place in the code that queues a message is enumerated in tests/clinic/messages.py. What is
read is the message as it goes out: sender, subject, every part, file names, headings.
"""

import ast
import re
from email.message import EmailMessage
from pathlib import Path

import pytest

from stepdown.adapters.mail import Mail, compose
from stepdown.clinic.ledger.models import OutboxMessage
from stepdown.clinic.people.models import Account, Patient
from stepdown.web.ui.words import revealing_words
from tests.architecture.house import SOURCE
from tests.clinic.messages import MESSAGES
from tests.clinic.world import World

QUEUES = {"queue_mail", "queue_text", "message_patient", "tell_person"}
LINK = re.compile(r"https?://\S+")
SHORTEST = 4  # letters; shorter names are found in ordinary words
HEADINGS = {"From", "To", "Subject", "Message-ID", "Auto-Submitted", "MIME-Version"}
HEADINGS |= {"Content-Type", "Content-Transfer-Encoding", "Content-Disposition"}


def places() -> set[str]:
    """Every function that queues a message, by file and name."""
    found = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and _queues(node):
                found.add(f"{path.relative_to(SOURCE)}:{node.name}")
    return found


def _queues(function: ast.FunctionDef) -> bool:
    calls = (node for node in ast.walk(function) if isinstance(node, ast.Call))
    return any(isinstance(call.func, ast.Name) and call.func.id in QUEUES for call in calls)


@pytest.mark.once
def test_every_place_that_queues_a_message_is_enumerated() -> None:
    assert places() == set(MESSAGES), "add the new kind to tests/clinic/messages.py"


@pytest.mark.once
def test_nothing_else_writes_into_the_outbox_or_speaks_to_a_mail_server() -> None:
    """The test above would not see it."""
    writes = re.compile(
        r"(?<!class )OutboxMessage\(|OutboxMessage\.objects\.(create|bulk_create|get_or)"
    )
    sends = re.compile(r"smtplib|EmailMessage\(|send_mail\(|mail_admins|mail_managers")
    assert _files_with(writes) == {"clinic/ledger/operations.py"}
    assert _files_with(sends) == {"adapters/mail.py", "adapters/health.py"}


def _files_with(pattern: re.Pattern[str]) -> set[str]:
    files = SOURCE.rglob("*.py")
    return {str(each.relative_to(SOURCE)) for each in files if pattern.search(each.read_text())}


def composed(message: OutboxMessage) -> EmailMessage:
    mail = Mail(
        once_key=message.once_key,
        address=message.address,
        subject=message.subject,
        body=message.body,
        sender_name=message.sender_name,
        calendar=message.calendar,
    )
    return compose(mail, sender="office@harbor.example")


def shown_in(message: EmailMessage) -> str:
    """All that a mail server, a lock screen and a calendar could show: every heading but the
    address it goes to, the words, and each attached file with its name."""
    headings = [f"{name}: {value}" for name, value in message.items() if name != "To"]
    parts = [part.get_content() for part in message.walk() if not part.is_multipart()]
    names = [part.get_filename() or "" for part in message.walk()]
    return LINK.sub("", "\n".join([*headings, *map(str, parts), *names]))


def names_of_people() -> list[str]:
    people = Patient.objects.values_list("given_name", "family_name")
    staff = Account.objects.values_list("name", flat=True)
    words = {word for pair in people for word in pair} | {w for name in staff for w in name.split()}
    return [word for word in words if len(word) >= SHORTEST]


@pytest.mark.django_db
@pytest.mark.parametrize("place", MESSAGES)
def test_a_message_as_it_goes_out_is_quiet(world: World, place: str) -> None:
    MESSAGES[place](world)
    messages = OutboxMessage.objects.all()
    assert messages, "this kind was not caused at all"
    for message in messages:
        text = message.body
        if message.channel == "mail":
            text = shown_in(composed(message))
            assert set(composed(message).keys()) <= HEADINGS
        assert revealing_words(text, outside=True) == [], text
        found = [name for name in names_of_people() if re.search(rf"\b{name}\b", text)]
        assert found == [], text
        assert "tepdown" not in text
        assert len(message.subject) < 60


@pytest.mark.django_db
def test_all_four_words_on_an_appointment_were_read(world: World) -> None:
    MESSAGES["clinic/intake/reminding.py:_tell"](world)
    messages = list(OutboxMessage.objects.order_by("pk")[:4])
    assert [each.subject.split()[0] for each in messages] == [
        "Appointment",
        "Appointment",
        "Reminder",
        "Change",
    ]
    for message in messages:
        (file,) = composed(message).iter_attachments()
        assert file.get_filename() == "appointment.ics"
        assert "SUMMARY:Appointment" in file.get_content()
        assert "DESCRIPTION:Appointment" in file.get_content() or "CANCELLED" in file.get_content()


@pytest.mark.django_db
def test_the_reader_sees_a_word_wherever_it_stands(world: World) -> None:
    """Were a sender, a subject, a body or a place to reveal something, this test would say so."""
    MESSAGES["clinic/intake/reminding.py:_tell"](world)
    message = OutboxMessage.objects.order_by("pk")[0]
    for field in ("sender_name", "subject", "body"):
        loud = OutboxMessage.objects.get(pk=message.pk)
        setattr(loud, field, "Detox group")
        assert revealing_words(shown_in(composed(loud)), outside=True), field
    loud = OutboxMessage.objects.get(pk=message.pk)
    loud.calendar = {**(loud.calendar or {}), "place": "Detox group"}
    assert revealing_words(shown_in(composed(loud)), outside=True)


@pytest.mark.once
def test_no_template_of_mail_lies_outside_the_folders_that_are_read() -> None:
    found = {path.parent for path in SOURCE.rglob("*.txt") if "templates" in path.parts}
    assert {Path(*path.parts[-2:]) for path in found} <= {
        Path("account/email"),
        Path("account/messages"),
        Path("mfa/email"),
        Path("mfa/messages"),
    }
