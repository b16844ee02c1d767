"""Consents of speakers: what is taken, who has recorded it, and who saved at the same time."""

from datetime import UTC, date, datetime, timedelta

import pytest
from parts_of import parts_of
from who_may_table import ADMIN

from mediasvc.domain.access import Operator
from mediasvc.domain.audit import Action
from mediasvc.domain.consent import MOST_CONSENTS, Consent, ConsentMethod, checked_consent, checked_consents, version_of
from mediasvc.domain.detail_changes import DetailChanges
from mediasvc.domain.errors import ConsentsChanged, NotFound, Usage
from mediasvc.ports import Parts
from mediasvc.usecases.consents import ConsentEdit, SpeakerConsent, edit_consents, read_consents
from mediasvc.usecases.describe import describe
from mediasvc.usecases.drafts import create_draft
from mediasvc.usecases.purge import purge
from mediasvc.usecases.remove import remove

# In the far west of UTC's day it is still the 21st; where the sun rises first it is the 22nd already.
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
DAY = date(2026, 6, 18)
HANA = Consent("Hana", DAY, ConsentMethod.SIGNED, "in the folder of 2026")
AMINA = Consent("أمينة", DAY, ConsentMethod.RECORDED)


@pytest.fixture
def parts() -> Parts:
    parts = parts_of()
    with parts.database.transaction() as catalogue:
        catalogue.people.add(ADMIN.person)
    create_draft(parts, Operator(), DetailChanges("A talk", speakers=("Hana", "أمينة", "Hana")), "talk")
    return parts


def record(parts: Parts, *consents: Consent, versions: set[str] | None = None) -> None:
    edit_consents(parts, ADMIN, "talk", ConsentEdit(versions, consents))


def told(parts: Parts) -> list[tuple[str, int, bool, Consent | None]]:
    def one(each: SpeakerConsent) -> tuple[str, int, bool, Consent | None]:
        return each.speaker, each.namesake, each.is_named, each.recorded and each.recorded.consent

    return [one(each) for each in read_consents(parts, Operator(), "talk").speakers]


def logged(parts: Parts) -> list[tuple[str, str]]:
    with parts.database.reading() as catalogue:
        entries = catalogue.audit.some(99)
        return [(each.who, each.detail) for each in entries if each.action is Action.CONSENTS_RECORDED]


def refused(consent: Consent) -> str | None:
    with pytest.raises(Usage) as caught:
        checked_consent(consent, NOW)
    return caught.value.reason


def test_each_speaker_has_a_consent_of_their_own_or_none(parts: Parts) -> None:
    second = Consent("Hana", DAY, ConsentMethod.SPOKEN, namesake=2)
    record(parts, AMINA, second)
    assert told(parts) == [("Hana", 1, True, None), ("أمينة", 1, True, AMINA), ("Hana", 2, True, second)]
    assert read_consents(parts, Operator(), "talk").missing == 1


def test_a_consent_stays_where_its_speaker_is_not_named_any_more(parts: Parts) -> None:
    record(parts, HANA, AMINA)
    describe(parts, Operator(), "talk", DetailChanges(speakers=("Amina",)))
    assert told(parts) == [("Amina", 1, True, None), ("Hana", 1, False, HANA), ("أمينة", 1, False, AMINA)]
    assert read_consents(parts, Operator(), "talk").missing == 1


def test_who_has_recorded_it_stays_for_what_stays(parts: Parts) -> None:
    record(parts, HANA)
    [first, *_] = read_consents(parts, Operator(), "talk").speakers
    edit_consents(parts, Operator(), "talk", ConsentEdit(None, [HANA, AMINA]))
    again, later, _ = read_consents(parts, Operator(), "talk").speakers
    assert (again, again.recorded_by) == (first, "person:Admin")
    assert later.recorded_by == "operator"
    record(parts, AMINA)
    who = f"person:{ADMIN.person.id}"
    assert logged(parts) == [
        (who, "Hana: taken away"),
        ("operator", "أمينة: recorded, 2026-06-18"),
        (who, "Hana: signed, 2026-06-18"),
    ]


def test_what_is_saved_once_more_changes_nothing(parts: Parts) -> None:
    record(parts, HANA)
    # Also where the page of before sends it, which does not know of it.
    record(parts, HANA, versions={version_of([])})
    assert len(logged(parts)) == 1


def test_nobody_replaces_what_they_have_not_read(parts: Parts) -> None:
    read = read_consents(parts, Operator(), "talk").version
    record(parts, HANA, versions={read})
    with pytest.raises(ConsentsChanged):
        record(parts, AMINA, versions={read})
    assert [consent for *_, consent in told(parts)] == [HANA, None, None]
    record(parts, AMINA, versions={version_of([HANA])})
    assert [consent for *_, consent in told(parts)] == [None, AMINA, None]


def test_a_change_that_cannot_be_made_leaves_all_as_it_was(parts: Parts) -> None:
    tomorrow = Consent("Hana", datetime.now(UTC).date() + timedelta(days=3), ConsentMethod.SIGNED)
    for edit in ([tomorrow], [HANA, HANA]):
        with pytest.raises(Usage):
            edit_consents(parts, ADMIN, "talk", ConsentEdit(None, edit), DetailChanges(streaming_only=True))
    assert read_consents(parts, Operator(), "talk").missing == 3
    assert not read_consents(parts, Operator(), "talk").seminar.streaming_only


def test_consents_go_with_a_talk_that_is_purged(parts: Parts) -> None:
    record(parts, HANA)
    remove(parts, Operator(), "talk", 0)
    purge(parts, datetime.now(UTC))
    with pytest.raises(NotFound):
        read_consents(parts, Operator(), "talk")


def test_a_day_is_to_come_where_it_has_begun_nowhere() -> None:
    begun = Consent("Hana", date(2026, 11, 22), ConsentMethod.SIGNED)
    assert checked_consent(begun, NOW) == begun
    assert refused(Consent("Hana", date(2026, 11, 23), ConsentMethod.SIGNED)) == "consent_to_come"


@pytest.mark.parametrize("note", ["a" * 10_000, "\u202eturned", "\0", "\ud800"])
def test_a_note_is_held_to_what_names_are(note: str) -> None:
    assert refused(Consent("Hana", DAY, ConsentMethod.SIGNED, note)) in ("name_too_long", "name_unusable")


def test_what_is_typed_comes_in_tidy_form() -> None:
    untidy = Consent(" Hana\n", DAY, ConsentMethod.SIGNED, "  ")
    assert checked_consent(untidy, NOW) == Consent("Hana", DAY, ConsentMethod.SIGNED)


def test_there_is_room_for_all_speakers_and_not_for_any_number() -> None:
    many = [Consent("Hana", DAY, ConsentMethod.SIGNED, namesake=number + 1) for number in range(MOST_CONSENTS)]
    assert len(checked_consents(many, NOW)) == MOST_CONSENTS
    with pytest.raises(Usage):
        checked_consents([*many, AMINA], NOW)
    for number in (0, MOST_CONSENTS + 1):
        assert refused(Consent("Hana", DAY, ConsentMethod.SIGNED, namesake=number)) is None


def test_every_part_of_a_consent_is_part_of_its_version() -> None:
    others = [
        Consent("Hana T.", DAY, ConsentMethod.SIGNED, HANA.note),
        Consent("Hana", date(2026, 6, 19), ConsentMethod.SIGNED, HANA.note),
        Consent("Hana", DAY, ConsentMethod.SPOKEN, HANA.note),
        Consent("Hana", DAY, ConsentMethod.SIGNED),
        Consent("Hana", DAY, ConsentMethod.SIGNED, HANA.note, 2),
    ]
    assert len({version_of([each]) for each in [HANA, *others]}) == 6
    assert version_of([HANA, AMINA]) == version_of([AMINA, HANA])
