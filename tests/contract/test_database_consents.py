"""Consents of speakers, in every database."""

from dataclasses import replace
from datetime import date

import pytest
from records import AT, GONE, add_seminar, stored_seminar

from mediasvc.domain.consent import Consent, ConsentMethod, RecordedConsent
from mediasvc.domain.errors import NotFound
from mediasvc.domain.seminar import SeminarId
from mediasvc.domain.seminar_filter import SeminarFilter
from mediasvc.ports import Database

ABEBA = RecordedConsent(Consent("አበበ", date(2026, 6, 18), ConsentMethod.SIGNED, "<b>🎓"), "person:a", AT)
HANA = RecordedConsent(Consent("hana", date(1, 1, 1), ConsentMethod.SPOKEN), "operator", AT)
SECOND = RecordedConsent(replace(HANA.consent, namesake=2), "token:Ä", AT)
LUKASZ = RecordedConsent(Consent("Łukasz", date(9999, 12, 31), ConsentMethod.WRITTEN), "operator", AT)


def put(database: Database, seminar_id: SeminarId, *consents: RecordedConsent) -> None:
    with database.transaction() as catalogue:
        catalogue.consents.replace(seminar_id, consents)


def of_seminar(database: Database, seminar_id: SeminarId) -> list[RecordedConsent]:
    with database.reading() as catalogue:
        return list(catalogue.consents.of_seminar(seminar_id))


def test_consents_come_back_as_they_were_kept_in_one_order(database: Database) -> None:
    seminar, other = add_seminar(database), add_seminar(database, "other")
    put(database, seminar.id, ABEBA, LUKASZ, SECOND, HANA)
    put(database, other.id, HANA)
    assert of_seminar(database, seminar.id) == [HANA, SECOND, LUKASZ, ABEBA]
    put(database, seminar.id, ABEBA)
    assert (of_seminar(database, seminar.id), of_seminar(database, other.id)) == ([ABEBA], [HANA])


def test_consents_change_their_talk_and_no_page_of_it(database: Database) -> None:
    seminar = add_seminar(database)
    with database.reading() as catalogue:
        before = catalogue.talks.by_id(seminar.id).change
    put(database, seminar.id, HANA)
    with database.reading() as catalogue:
        assert catalogue.talks.by_id(seminar.id).change > before
    assert stored_seminar(database, seminar) == seminar


def test_consents_are_of_a_seminar_and_go_with_it(database: Database) -> None:
    with pytest.raises(NotFound):
        put(database, GONE, HANA)
    seminar = add_seminar(database)
    put(database, seminar.id, HANA)
    with database.transaction() as catalogue:
        catalogue.seminars.remove_draft(seminar.id)
    assert of_seminar(database, seminar.id) == []


def test_a_talk_for_streaming_only_is_found_as_such(database: Database) -> None:
    seminar, other = add_seminar(database), add_seminar(database, "other")
    with database.transaction() as catalogue:
        catalogue.seminars.limit_to_streaming(seminar.id, True)
    assert stored_seminar(database, seminar) == replace(seminar, streaming_only=True)
    with database.reading() as catalogue:
        found = {only: catalogue.seminars.all(SeminarFilter(streaming_only=only)) for only in (True, False, None)}
    assert {only: [each.id for each in each_of] for only, each_of in found.items()} == {
        True: [seminar.id],
        False: [other.id],
        None: [other.id, seminar.id],
    }


def test_a_notice_goes_where_the_withdrawal_ends(database: Database) -> None:
    seminar = add_seminar(database)
    with database.transaction() as catalogue:
        catalogue.seminars.withdraw(seminar.id)
        catalogue.seminars.give_notice(seminar.id, "سُحبت <b>")
    assert stored_seminar(database, seminar).withdrawal_notice == "سُحبت <b>"
    with database.transaction() as catalogue:
        catalogue.seminars.bring_back(seminar.id)
    assert stored_seminar(database, seminar) == seminar
    with pytest.raises(NotFound), database.transaction() as catalogue:
        catalogue.seminars.give_notice(GONE, None)
    with pytest.raises(NotFound), database.transaction() as catalogue:
        catalogue.seminars.limit_to_streaming(GONE, True)
