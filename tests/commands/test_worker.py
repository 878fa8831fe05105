"""The worker delivers each message once, keeps trying, and sends nothing of a demo."""

import asyncio
import os
import signal
import subprocess
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope

from tests.commands.process import PROGRAM, free_port, rows, stepdown, wait_until

QUEUE = (
    "INSERT INTO ledger_outboxmessage (channel, once_key, sender_name, address, subject, body,"
    " calendar, about, at_most_once, due_at, attempts, last_error) VALUES ('mail', '{key}',"
    " 'Harbor Street', '{key}@example.org', 'Appointment', 'Hello', NULL, '', false,"
    " '2026-01-01 00:00:00+00:00', 0, '')"
)
WAITING = (
    "SELECT once_key FROM ledger_outboxmessage WHERE delivered_at IS NULL AND withdrawn_at IS NULL"
)


class Inbox:
    """Refuses the address that says so; keeps the rest, without an answer where it says so."""

    def __init__(self) -> None:
        self.ids: list[str] = []

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: object, session: object, envelope: Envelope
    ) -> str:
        if envelope.rcpt_tos[0].startswith("refused"):
            return "554 no"
        content = envelope.content
        assert isinstance(content, bytes)
        self.ids.append(str(message_from_bytes(content)["Message-ID"]))
        if envelope.rcpt_tos[0].startswith("hangs"):
            await asyncio.sleep(60)
        return "250 OK"


@pytest.fixture
def inbox(clinic: dict[str, str]) -> Iterator[Inbox]:
    kept, port = Inbox(), free_port()
    controller = Controller(kept, hostname="127.0.0.1", port=port)
    controller.start()
    clinic["STEPDOWN_MAIL_URL"] = f"smtp://127.0.0.1:{port}"
    yield kept
    controller.stop()


def test_each_message_goes_out_once_and_a_refused_one_waits(
    clinic: dict[str, str], inbox: Inbox
) -> None:
    for key in ("one", "refused", "two"):
        rows(clinic, QUEUE.format(key=key))
    assert stepdown(clinic, "worker", "--once").returncode == 0
    assert stepdown(clinic, "worker", "--once").returncode == 0
    assert len(inbox.ids) == len(set(inbox.ids)) == 2
    assert rows(clinic, WAITING) == [("refused",)]
    error = rows(clinic, "SELECT last_error FROM ledger_outboxmessage WHERE attempts = 1")
    assert ("SMTPDataError",) in error, "the type alone: the server's words may hold an address"


def test_without_a_mail_server_messages_wait(clinic: dict[str, str]) -> None:
    rows(clinic, QUEUE.format(key="one"))
    assert stepdown(clinic, "worker", "--once").returncode == 0
    assert rows(clinic, WAITING) == [("one",)]
    assert "1 message is waiting" in stepdown(clinic, "check").stdout


def test_a_mail_address_that_cannot_work_stops_the_start(clinic: dict[str, str]) -> None:
    done = stepdown({**clinic, "STEPDOWN_MAIL_URL": "http://mail"}, "worker", "--once")
    assert done.returncode == 2
    assert "STEPDOWN_MAIL_URL" in done.stderr


def test_a_demo_writes_files_and_sends_nothing(demo_clinic: dict[str, str], tmp_path: Path) -> None:
    rows(demo_clinic, QUEUE.format(key="one"))
    environment = {**demo_clinic, "STEPDOWN_MAIL_URL": f"smtp://127.0.0.1:{free_port()}"}
    assert stepdown(environment, "worker", "--once").returncode == 0
    assert rows(demo_clinic, WAITING) == []
    letters = list(Path(demo_clinic["STEPDOWN_DATA_DIR"], "mail").glob("*.eml"))
    assert any("one@example.org" in letter.read_text() for letter in letters)


def test_the_worker_delivers_until_term(clinic: dict[str, str], inbox: Inbox) -> None:
    process = subprocess.Popen([*PROGRAM, "worker"], env=clinic)
    try:
        rows(clinic, QUEUE.format(key="late"))
        wait_until(lambda: inbox.ids, within=30)
        os.kill(process.pid, signal.SIGTERM)
        assert process.wait(timeout=10) == 0
    finally:
        process.kill()
        process.wait()


def test_a_text_is_one_file_for_the_gateway_and_waits_where_none_is_set(
    clinic: dict[str, str], tmp_path: Path
) -> None:
    folder = tmp_path / "texts"
    row = QUEUE.format(key="one").replace("'mail'", "'text'").replace("'Appointment'", "''")
    rows(clinic, row.replace("one@example.org", "+14105550100"))
    assert stepdown(clinic, "worker", "--once").returncode == 0
    assert rows(clinic, WAITING) == [("one",)]
    done = stepdown({**clinic, "STEPDOWN_TEXT_FOLDER": str(folder)}, "worker", "--once")
    assert "555" not in done.stderr + done.stdout
    assert rows(clinic, WAITING) == []
    (file,) = folder.iterdir()
    assert file.read_text() == "To: 14105550100\n\nHello\n"
    assert "555" not in file.name


@pytest.mark.parametrize(("at_most_once", "arrives"), [("true", 1), ("false", 2)])
def test_a_reminder_that_a_killed_worker_sent_is_not_sent_again(
    clinic: dict[str, str], inbox: Inbox, at_most_once: str, arrives: int
) -> None:
    """Killed while the server takes the message. Every other kind is sent again instead, with the
    same id, so that it is never lost."""
    rows(clinic, QUEUE.format(key="hangs").replace("false", at_most_once))
    process = subprocess.Popen([*PROGRAM, "worker"], env=clinic)
    wait_until(lambda: inbox.ids, within=30)
    process.kill()
    process.wait()
    rows(
        clinic,
        "UPDATE ledger_outboxmessage SET claimed_at = '2026-01-01 00:00:00+00:00',"
        " address = 'now@example.org'",
    )
    assert stepdown(clinic, "worker", "--once").returncode == 0
    assert len(inbox.ids) == arrives
    assert len(set(inbox.ids)) == 1
