"""What a database promises of uploads and of orders that wait for them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from records import AT, EMPTY, GONE, add_seminar

from mediasvc.domain.build import Digest
from mediasvc.domain.detail_changes import DetailChanges
from mediasvc.domain.errors import NotFound
from mediasvc.domain.order import Order
from mediasvc.domain.seminar import SeminarId, Visibility
from mediasvc.domain.timeline import TimingMethod
from mediasvc.domain.upload import KEPT, Piece, Staged, Upload, UploadId, upload_id
from mediasvc.domain.variants import ON_DEMAND
from mediasvc.domain.waiting import WaitingOrder
from mediasvc.ports import Database

ORDER = Order(
    files=("شرائح.pdf", "talk.mp3"),
    details=DetailChanges("مجموعات", ("Hana",), visibility=Visibility.PUBLIC, cleared=frozenset({"license"})),
    timing=TimingMethod.CUES,
    cues="times.csv",
    also=tuple(ON_DEMAND)[:1],
    cleared=frozenset({"captions"}),
)


def new_upload(seminar: SeminarId, secret: str, owner: str = "token:Amina's laptop") -> Upload:
    return Upload(upload_id(secret), seminar, "شرائح.pdf", owner, 5_000_000_000, AT, AT + KEPT, Digest("a" * 64))


def test_an_upload_is_kept_as_it_is(database: Database) -> None:
    seminar = add_seminar(database)
    with database.transaction() as catalogue:
        added = catalogue.uploads.add(new_upload(seminar.id, "one"))
        assert (added.number, catalogue.uploads.by_id(added.id)) == (1, added)
        staged = Staged((Piece("x", 3_000_000_000), Piece("y", 7)))
        changed = added.taken().wanted().advanced(staged, AT + timedelta(days=1))
        catalogue.uploads.replace(changed)
    with database.reading() as catalogue:
        assert catalogue.uploads.by_id(added.id) == changed
        assert changed.offset_bytes == 3_000_000_007
    with database.transaction() as catalogue:
        catalogue.uploads.remove(added.id)
        catalogue.uploads.remove(added.id)
        for ask in (lambda: catalogue.uploads.by_id(added.id), lambda: catalogue.uploads.replace(added)):
            with pytest.raises(NotFound):
                ask()
        with pytest.raises(NotFound):
            catalogue.uploads.add(new_upload(GONE, "two"))


def test_uploads_are_found_while_they_are_unfinished(database: Database) -> None:
    seminar, other = add_seminar(database), add_seminar(database, "other")
    with database.transaction() as catalogue:
        uploads = catalogue.uploads
        one, two, three = (
            uploads.add(new_upload(seminar.id, "one")),
            uploads.add(new_upload(other.id, "two")),
            uploads.add(new_upload(seminar.id, "three", "person:7")),
        )
        assert list(uploads.unfinished()) == [one, two, three]
        assert list(uploads.unfinished(seminar.id)) == [one, three]
        assert list(uploads.unfinished(owner="token:Amina's laptop")) == [one, two]
        uploads.replace(one.finished(Digest("b" * 64)))
        assert list(uploads.unfinished(seminar.id)) == [three]
        assert set(uploads.known([one.id, three.id, UploadId("none")])) == {three.id}
        uploads.replace(three.advanced(three.staged, AT + timedelta(seconds=1)))
        assert [each.id for each in uploads.expired(AT + KEPT + timedelta(seconds=1))] == [one.id, two.id]
        assert uploads.by_id(one.id).is_finished
        assert uploads.add(new_upload(seminar.id, "four")).number == 4


def test_an_order_waits_for_its_seminar(database: Database) -> None:
    seminar, other = add_seminar(database), add_seminar(database, "other")
    asked = WaitingOrder(seminar.id, ORDER, "person:7", AT, ("شرائح.pdf",))
    with database.transaction() as catalogue:
        catalogue.waiting_orders.put(asked)
        later = replace(asked, seminar_id=other.id, asked_at=AT + timedelta(seconds=1))
        catalogue.waiting_orders.put(later)
    with database.reading() as catalogue:
        assert catalogue.waiting_orders.of_seminar(seminar.id) == asked
        assert list(catalogue.waiting_orders.all()) == [asked, later]
    with database.transaction() as catalogue:
        failed = replace(asked, order=Order(), awaits=(), failure=EMPTY)
        catalogue.waiting_orders.put(failed)
        assert catalogue.waiting_orders.of_seminar(seminar.id) == failed
        catalogue.waiting_orders.remove(seminar.id)
        catalogue.waiting_orders.remove(seminar.id)
        assert catalogue.waiting_orders.of_seminar(seminar.id) is None
        with pytest.raises(NotFound):
            catalogue.waiting_orders.put(replace(asked, seminar_id=GONE))


def test_uploads_and_orders_go_with_their_draft(database: Database) -> None:
    seminar = add_seminar(database)
    with database.transaction() as catalogue:
        catalogue.uploads.add(new_upload(seminar.id, "one"))
        catalogue.waiting_orders.put(WaitingOrder(seminar.id, ORDER, "operator", AT))
        catalogue.seminars.remove_draft(seminar.id)
        assert not catalogue.uploads.unfinished()
        assert not catalogue.waiting_orders.all()
