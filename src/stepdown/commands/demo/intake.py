"""The first days of a story: a call, a booked time, a record that arrives."""

from datetime import date, datetime, timedelta

from stepdown.clinic.chart.arrivals import Sex
from stepdown.clinic.chart.receiving import receive_record
from stepdown.clinic.intake.asking import AskedBy
from stepdown.clinic.intake.operations import (
    book_time,
    booking_to_change,
    chosen_time,
    mark_seen,
    take_call,
)
from stepdown.clinic.intake.queries import open_slots
from stepdown.clinic.intake.referrals import note_referrer
from stepdown.clinic.people.operations import correct_details
from stepdown.commands.demo import words
from stepdown.commands.demo.clinic import Place
from stepdown.commands.demo.front import who_referred
from stepdown.commands.demo.story import Story
from stepdown.fhir.invented import InventedPerson, invented_bundle
from stepdown.fhir.reader import read_bundle


def call(place: Place, story: Story, now: datetime) -> None:
    who, chance = story.who, story.chance
    inquiry = take_call(
        actor=place.actors["intake"],
        site=place.site,
        now=now,
        given_name=who.given_name,
        family_name=who.family_name,
        phone=who.phone,
        email=who.email,
        asked_by=chance.choice(("self", "self", "loved_one", "professional")),
        reason=chance.choice(words.REASONS),
        last_use=chance.choice(words.LAST_USE),
        danger_signs=[],
        work_hours=story.work[0],
        payer=chance.choice(words.PAYERS),
        may_leave_message=chance.random() < 0.8,
        email_is_ok=chance.random() < 0.7,
        birth_on=who.birth_on,
    )
    story.patient = inquiry.patient
    if inquiry.asked_by == AskedBy.PROFESSIONAL:
        said = who_referred(inquiry.pk)
        note_referrer(actor=place.actors["intake"], inquiry=inquiry, now=now, **said)
    correct_details(
        actor=place.actors["intake"],
        patient=story.patient,
        expected_version=story.patient.version,
        now=now,
        sex=who.sex,
    )


def book(place: Place, story: Story, on: date, now: datetime) -> None:
    """Books the first free time of that day, or the next one after it."""
    slots = open_slots(place.site.pk, now=now, days=21)
    slot = next(slot for slot in slots if slot.on >= on)
    time = chosen_time(place.site, slot.time_id)
    book_time(actor=place.actors["intake"], patient=story.patient, time=time, now=now)


def come(place: Place, story: Story, now: datetime) -> None:
    booking = booking_to_change(story.patient, now=now)
    mark_seen(
        actor=place.actors["intake"],
        booking=booking,
        expected_version=booking.version,
        now=now,
    )


def receive(place: Place, story: Story, now: datetime) -> None:
    """A record of the stay before, for the person known here or for one nobody confirmed yet."""
    who = story.who
    person = InventedPerson(
        given_name=who.given_name,
        family_name=who.family_name,
        birth_on=who.birth_on,
        sex=Sex(who.sex),
        phone=who.phone,
        email=who.email,
        death_on=story.died_on,
    )
    raw = invented_bundle(
        story.chance.randint(1, 10_000),
        today=now.date() - timedelta(days=1),
        person=person,
        resources=story.chance.randint(72, 110),
    )
    received = receive_record(
        actor=place.actors["intake"],
        site=place.site,
        patient=story.patient,
        arrived=read_bundle(raw),
        raw=raw,
        source="Brookfield Recovery House",
        now=now,
    )
    story.patient = received.patient
