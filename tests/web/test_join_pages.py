"""Joining with a code, the loved one's page, and its end."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from stepdown.clinic.consents.inviting import invitation_code
from stepdown.clinic.consents.models import Disclosure, Sharing
from stepdown.clinic.consents.sharing import end_sharing
from stepdown.clinic.consents.topics import FOR_LOVED_ONES
from stepdown.clinic.intake.models import Told
from stepdown.clinic.ledger.models import OutboxMessage
from stepdown.clinic.people.actors import THE_PROGRAM
from stepdown.clinic.people.installing import give_own_access
from stepdown.clinic.people.models import Account, Patient
from stepdown.clinic.people.operations import add_account
from stepdown.clinic.people.roles import Role
from stepdown.rules.consent import Topic
from tests.clinic.loved_ones import PASSWORD, connected, invited, share
from tests.clinic.test_inviting import MINUTE
from tests.clinic.test_telling import filed, told
from tests.clinic.world import World, add_member
from tests.sign_in import signed_in_client
from tests.web.front_door import as_role, called, post
from tests.web.reading import Words, grade, long_sentences
from tests.web.test_front_reading import HIGHEST_GRADE
from tests.web.test_tell_pages import TOKENS

pytestmark = pytest.mark.django_db
ALL = {topic.value for topic in Topic}
JOIN = {"first_name": "Rosa"}


def with_page(world: World, patient: Patient) -> Client:
    """The patient, signed in."""
    account = add_account(
        actor=THE_PROGRAM,
        email=f"{patient.code}@example.org",
        name=patient.full_name,
        password=PASSWORD,
        now=timezone.now(),
        is_demo=True,
    )
    give_own_access(actor=THE_PROGRAM, patient=patient, account=account, now=timezone.now())
    return signed_in_client(account)


def agreed(**changes: Any) -> dict[str, Any]:
    return {
        "name": "Rosa Marsh",
        "is_what": "sister",
        "topics": ["attendance"],
        "days": "30",
        "purpose": "",
        **changes,
    }


def mailed_key() -> str:
    mail = OutboxMessage.objects.filter(once_key__startswith="join:").latest("pk")
    return mail.body.split("/join/")[1].split()[0]


def joined(world: World, patient: Patient, **changes: Any) -> tuple[Sharing, Client]:
    sharing, rosa = connected(world, patient, now=timezone.now(), **changes)
    return sharing, signed_in_client(Account.objects.get(pk=rosa.account_id or 0))


def ended(world: World, sharing: Sharing) -> None:
    end_sharing(
        actor=world.actor(Role.COUNSELOR),
        patient=sharing.patient,
        sharing_id=sharing.pk,
        now=timezone.now(),
    )


def test_the_person_invites_and_the_loved_one_joins(world: World) -> None:
    patient = called(world)
    person = with_page(world, patient)
    text = person.get("/me/sharing/new").content.decode()
    assert " checked" not in text
    looked = post(person, "/me/sharing/new", step="check", **agreed()).content.decode()
    assert looked.index("Days spent here") < looked.index("will not see")
    assert looked.index("will not see") < looked.index("If there is an emergency")
    assert not Sharing.objects.exists()
    unsigned = post(person, "/me/sharing/new", step="sign", **agreed(), signed_name=" ")
    assert unsigned.status_code == 422
    assert "Sign with your name" in unsigned.content.decode()
    signed = post(person, "/me/sharing/new", step="sign", **agreed(), signed_name="Dana Marsh")
    sharing = Sharing.objects.get()
    assert signed.headers["Location"] == f"/me/sharing/one?sharing={sharing.pk}"
    code = invitation_code(sharing.invitation)
    assert code in person.get(signed.headers["Location"]).content.decode()

    rosa = Client()
    offer = post(rosa, "/join", code=code, **JOIN).content.decode()
    assert offer.index("You will see") < offer.index("Do you say yes?")
    assert "Days spent here" in offer
    assert not any(words in offer for words in ("How it goes", "Dates of family", "emergency,"))
    sent = post(rosa, "/join", code=code, **JOIN, step="agree", email="rosa@example.org")
    assert sent.headers["Location"] == "/join/sent"
    where = f"/join/{mailed_key()}"
    assert "Choose a password" in rosa.get(where).content.decode()
    weak = post(rosa, where, password="12345678")
    assert weak.status_code == 422
    assert post(rosa, where, password=PASSWORD).headers["Location"] == "/accounts/login/"
    assert "does not open anything" in rosa.get(where).content.decode()
    home = signed_in_client(Account.objects.get(email="rosa@example.org")).get("/family")
    assert "From Dana" in home.content.decode()
    assert "Is here" in person.get("/me/sharing").content.decode()


@pytest.mark.parametrize("typed", [{"code": "aaaa"}, {"first_name": "Max"}])
def test_a_wrong_code_and_a_wrong_name_are_refused_alike(
    world: World, typed: dict[str, str]
) -> None:
    invitation = invited(world, share(world, called(world), now=timezone.now()), timezone.now())
    page = post(Client(), "/join", **{"code": invitation_code(invitation), **JOIN, **typed})
    assert page.status_code == 422
    assert "do not go together" in page.content.decode()


def test_the_answer_does_not_tell_which_addresses_are_known(world: World) -> None:
    answers = []
    for email in ("biller@harbor.example", "nobody@example.org"):
        sharing = share(world, called(world), now=timezone.now())
        code = invitation_code(invited(world, sharing, timezone.now()))
        client = Client()
        page = post(client, "/join", code=code, **JOIN, step="agree", email=email)
        after = TOKENS.sub(b"", client.get(page.headers["Location"]).content)
        mail = OutboxMessage.objects.get(address=email)
        words = re.sub(r"/join/\S+", "", mail.body)
        answers.append((page.status_code, page.headers["Location"], after, mail.subject, words))
    assert answers[0] == answers[1]


def test_whoever_has_an_account_connects_it_when_signed_in(world: World) -> None:
    _, rosa = joined(world, called(world))
    second = share(world, called(world, "Eli"), now=timezone.now())
    code = invitation_code(invited(world, second, timezone.now()))
    post(Client(), "/join", code=code, **JOIN, step="agree", email="rosa@example.org")
    where = f"/join/{mailed_key()}"
    stranger = Client()
    assert "You have an account here" in stranger.get(where).content.decode()
    assert post(stranger, where).status_code == 422
    assert post(rosa, where).headers["Location"] == "/family"
    text = rosa.get("/family").content.decode()
    assert "From Dana" in text
    assert "From Eli" in text


@pytest.mark.parametrize("topics", [[topic] for topic in FOR_LOVED_ONES])
def test_the_page_shows_exactly_what_is_shared(world: World, topics: list[Topic]) -> None:
    _, rosa = joined(world, called(world), topics=topics)
    text = rosa.get("/family").content.decode()
    heads = {
        Topic.ATTENDANCE: "<h3>Days spent here</h3>",
        Topic.PROGRESS: "<h3>How it goes</h3>",
        Topic.FAMILY_DATES: "<h3>Family sessions</h3>",
    }
    assert {topic for topic, head in heads.items() if head in text} == set(topics) & set(heads)
    told_of = Disclosure.objects.filter(how="page").values_list("topic", flat=True)
    assert set(told_of) == {topic.value for topic in set(topics) & set(heads)}


def test_a_revoked_loved_one_sees_what_one_sees_who_was_never_connected(world: World) -> None:
    sharing, rosa = joined(world, called(world))
    add_member(world, Role.LOVED_ONE, "never@example.org")
    never = signed_in_client(Account.objects.get(email="never@example.org"))
    ended(world, sharing)
    Account.objects.update(name="Rosa")
    for path in ("/family", "/family/tell", "/family/told"):
        seen, wanted = rosa.get(path), never.get(path)
        assert seen.status_code == wanted.status_code, path
        assert TOKENS.sub(b"", seen.content) == TOKENS.sub(b"", wanted.content), path
    assert "Dana" not in rosa.get("/family").content.decode()


def test_telling_the_team_is_three_steps_and_waits_in_the_inbox(world: World) -> None:
    _, rosa = joined(world, called(world))
    form = rosa.get("/family/tell").content.decode()
    sharing = re.search(r'name="sharing" value="(\d+)"', form)
    assert sharing
    sent = post(rosa, "/family/tell", sharing=sharing[1], words="He sold his car.")
    assert sent.headers["Location"] == "/family/told"
    message = Told.objects.get()
    assert (message.teller, message.may_say_who, message.is_danger) == (
        "Rosa (sister)",
        False,
        False,
    )
    text = as_role(world, Role.INTAKE).get("/told").content.decode()
    assert "A loved one who is connected" in text
    assert post(rosa, "/family/tell", sharing=sharing[1], words=" ").status_code == 422


def test_a_loved_one_tells_only_about_who_shares_with_them(world: World) -> None:
    _, rosa = joined(world, called(world))
    other, _ = joined(world, called(world, "Eli"), email="max@example.org")
    assert post(rosa, "/family/tell", sharing=str(other.pk), words="x").status_code == 422
    assert not Told.objects.exists()


def test_staff_answer_within_a_consent_and_see_it_first(world: World) -> None:
    patient = called(world)
    sharing, rosa = joined(world, patient, topics=[Topic.PROGRESS])
    medical, where = as_role(world, Role.MEDICAL), f"/p/{patient.code}/told/tell"
    form = medical.get(f"{where}?sharing={sharing.pk}").content.decode()
    assert "How it goes" in form
    assert 'value="attendance"' not in form
    words = {"sharing": str(sharing.pk), "topic": "progress", "words": "Step 2 from Monday."}
    looked = post(medical, where, step="look", **words).content.decode()
    assert "They will read this on their page" in looked
    assert not Disclosure.objects.filter(how="message").exists()
    assert post(medical, where, step="send", **words).headers["Location"].endswith("/told")
    assert "Step 2 from Monday." in rosa.get("/family").content.decode()
    beside = post(medical, where, step="send", **{**words, "topic": "attendance"})
    assert beside.status_code == 422
    account = medical.get(f"/p/{patient.code}/sharing").content.decode()
    assert "Rosa (sister): How it goes" in account
    ended(world, sharing)
    assert post(medical, where, step="send", **words).status_code == 200
    assert Disclosure.objects.filter(how="message").count() == 1
    told = medical.get(f"/p/{patient.code}/told").content.decode()
    assert "Nobody. No consent that holds now" in told
    assert f"{patient.short_name}." not in told, "a name that ends with a dot ends no sentence"


def test_the_person_sees_and_ends_it_at_any_time(world: World) -> None:
    patient = called(world)
    person = with_page(world, patient)
    sharing, rosa = joined(world, patient)
    filed(world, told(world, may_say_who=True, words="We laughed."), patient)
    filed(world, told(world, words="Keep this from her."), patient)
    rosa.get("/family")
    text = person.get("/me/sharing").content.decode()
    assert "Rosa (sister)" in text
    assert "We laughed." in text
    assert "Keep this from her." not in text
    assert "Looked at their own page" in text
    one = f"/me/sharing/one?sharing={sharing.pk}"
    assert "This is what Rosa (sister) sees today" in person.get(one).content.decode()
    gone = post(person, "/me/sharing/one", sharing=str(sharing.pk), step="end")
    assert gone.headers["Location"] == "/me/sharing"
    assert "Nothing is shared with you now" in rosa.get("/family").content.decode()
    again = post(person, "/me/sharing/one", sharing=str(sharing.pk), step="end")
    assert again.status_code == 422
    assert "ended already" in again.content.decode()


def test_the_code_is_sent_by_mail_and_made_anew(world: World) -> None:
    patient = called(world)
    person = with_page(world, patient)
    sharing = share(world, patient, now=timezone.now() - MINUTE)
    invited(world, sharing, timezone.now())
    first = invitation_code(Sharing.objects.get().invitation)
    one = {"sharing": str(sharing.pk)}
    assert post(person, "/me/sharing/one", **one, step="send", email="x").status_code == 422
    post(person, "/me/sharing/one", **one, step="send", email="rosa@example.org")
    assert first in OutboxMessage.objects.get(address="rosa@example.org").body
    post(person, "/me/sharing/one", **one, step="code")
    second = invitation_code(Sharing.objects.get().invitation)
    assert second != first
    assert post(Client(), "/join", code=first, **JOIN).status_code == 422
    assert post(Client(), "/join", code=second, **JOIN).status_code == 200


def test_nobody_reaches_the_consents_of_another_person(world: World) -> None:
    dana, eli = called(world), called(world, "Eli")
    sharing = share(world, dana, now=timezone.now())
    neighbor = with_page(world, eli)
    page = neighbor.get(f"/me/sharing/one?sharing={sharing.pk}").content.decode()
    assert "Rosa" not in page
    for step in ("end", "code", "send"):
        data = {"sharing": str(sharing.pk), "step": step, "email": "x@example.org"}
        assert post(neighbor, "/me/sharing/one", **data).status_code == 422
    sharing.refresh_from_db()
    assert sharing.ended_at is None
    intake = as_role(world, Role.INTAKE)
    for path in ("sharing", "sharing/new", "told"):
        assert intake.get(f"/p/{dana.code}/{path}").status_code == 404


def test_staff_help_and_the_person_signs(world: World) -> None:
    patient = called(world)
    counselor = as_role(world, Role.COUNSELOR)
    where = f"/p/{patient.code}/sharing/new"
    assert "they sign with their own name" in counselor.get(where).content.decode()
    signed = post(counselor, where, step="sign", **agreed(), signed_name="Dana Marsh")
    sharing = Sharing.objects.get()
    assert signed.headers["Location"] == f"/p/{patient.code}/sharing/one?sharing={sharing.pk}"
    assert (sharing.signed_name, sharing.entry.signed_as) == ("Dana Marsh", "counselor")
    technician = as_role(world, Role.TECHNICIAN)
    assert post(technician, where, step="sign", **agreed(), signed_name="D").status_code == 422


def test_a_consent_that_runs_out_ends_the_page(world: World) -> None:
    past = timezone.now() - timedelta(days=31)
    _, actor = connected(world, called(world), now=past)
    rosa = signed_in_client(Account.objects.get(pk=actor.account_id or 0))
    assert "Nothing is shared with you now" in rosa.get("/family").content.decode()


def test_the_pages_of_the_person_and_the_loved_one_are_easy_to_read(world: World) -> None:
    patient = called(world)
    person = with_page(world, patient)
    topics = list(FOR_LOVED_ONES)
    sharing, rosa = joined(world, patient, topics=topics)
    pages = {
        path: person.get(path)
        for path in (
            "/me/sharing",
            "/me/sharing/new",
            f"/me/sharing/one?sharing={sharing.pk}",
        )
    }
    pages["check"] = post(person, "/me/sharing/new", step="check", **agreed())
    pages |= {path: rosa.get(path) for path in ("/family", "/family/tell", "/family/told")}
    ended(world, sharing)
    pages["nothing shared"] = rosa.get("/family")
    for where, page in pages.items():
        lines = Words(page.content.decode()).lines
        assert grade(lines) <= HIGHEST_GRADE, f"{where}: {grade(lines):.1f}"
        assert long_sentences(lines) == [], where
