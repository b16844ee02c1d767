"""A closed talk stays closed, and viewers see what was asked for last and is due, in whatever order things happen."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from parts_of import parts_of

from mediasvc.domain.access import Anonymous, Operator
from mediasvc.domain.build import Build, BuildId, BuildRequest
from mediasvc.domain.errors import Conflict, NotFound, Withdrawn
from mediasvc.domain.event import EventKind
from mediasvc.domain.publishing import AT_ONCE, ON_REQUEST, Publishing, planned
from mediasvc.domain.seminar import SeminarDetails, SeminarState, Visibility
from mediasvc.usecases.plan import ReleasePlan, plan
from mediasvc.usecases.preview import preview
from mediasvc.usecases.publish import publish
from mediasvc.usecases.publish_due import publish_due
from mediasvc.usecases.restore import restore
from mediasvc.usecases.watch import file_key, talks, watch
from mediasvc.usecases.withdraw import withdraw

FILE = "manifest.json"
# No test's clock comes here: what is planned for one of these is due when the test says so.
FUTURE = [datetime(2100 + number, 1, 1, tzinfo=UTC) for number in range(4)]
# Its time has passed when its build ends.
LATE = planned(datetime(2020, 1, 1, tzinfo=UTC))
PUBLISHINGS = st.sampled_from([AT_ONCE, ON_REQUEST, LATE, *map(planned, FUTURE)])
# What hosts take for the time, right or wrong.
TIMES = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds


class Events(RuleBasedStateMachine):
    """Any order of events for one talk, beside a model of what has to be true after each of them."""

    def __init__(self) -> None:
        super().__init__()
        self.parts = parts_of()
        self.database = self.parts.database
        with self.database.transaction() as catalogue:
            self.seminar = catalogue.seminars.add("talk", SeminarDetails("As it was announced"))
        self.titles: list[str] = []
        # The build that made each release, as they were handed in, and until when the release waits.
        self.builds: list[int] = []
        self.plans: list[datetime | None] = []
        self.seen: list[int] = []
        self.unfinished: list[Build] = []
        self.handed_in: dict[BuildId, int] = {}
        self.overruled = 0
        self.release: int | None = None
        self.title = "As it was announced"
        self.is_withdrawn = False
        self.visibility = Visibility.PUBLIC
        self.series: str | None = None
        self.shown: set[int] = set()

    @rule(at=TIMES, publishing=PUBLISHINGS)
    def hand_in(self, at: datetime, publishing: Publishing) -> None:
        title = f"Build {len(self.handed_in) + 1}"
        request = BuildRequest((), SeminarDetails(title), publishing=publishing)
        with self.database.transaction() as catalogue:
            build = catalogue.builds.add(Build(BuildId(uuid4().hex), self.seminar.id, request, at))
        self.unfinished.append(build)
        self.handed_in[build.id] = len(self.handed_in) + 1

    @precondition(lambda self: self.unfinished)
    @rule(data=st.data())
    def end_a_build(self, data: st.DataObject) -> None:
        build = self.unfinished.pop(data.draw(st.integers(0, len(self.unfinished) - 1)))
        publish(self.database, build, lambda _seminar, number: {FILE: f"{build.id}/{number}"}, [])
        publishing = build.request.publishing
        self.titles.append(build.request.details.title)
        self.builds.append(self.handed_in[build.id])
        self.plans.append(publishing.at)
        number = len(self.titles)
        is_due = publishing == AT_ONCE or (publishing == LATE and number == self.newest_waiting)
        if is_due and self.waits(number):
            self.point(number)
        else:
            self.take_plans([older for older in self.waiting if older != self.newest_waiting])

    @precondition(lambda self: self.titles)
    @rule(data=st.data())
    def publish_or_go_back(self, data: st.DataObject) -> None:
        number = data.draw(st.integers(1, len(self.titles)))
        restore(self.parts, Operator(), "talk", number)
        was, returns = self.visible, self.is_withdrawn and number == self.release
        if not returns:
            self.release, self.title = number, self.titles[number - 1]
            self.overruled = self.builds[number - 1] if self.waits(number) else len(self.handed_in)
        self.is_withdrawn = False
        self.note(was)

    @precondition(lambda self: self.titles)
    @rule(data=st.data(), at=st.sampled_from([None, *FUTURE]))
    def plan(self, data: st.DataObject, at: datetime | None) -> None:
        number = data.draw(st.integers(1, len(self.titles)))
        if not self.waits(number) or (at is not None and number != self.newest_waiting):
            with pytest.raises(Conflict):
                plan(self.parts, Operator(), "talk", ReleasePlan(number, at))
            return
        assert plan(self.parts, Operator(), "talk", ReleasePlan(number, at)).publish_at == at
        self.plans[number - 1] = at

    @rule(now=st.sampled_from(FUTURE), hosts=st.integers(1, 2))
    def time_has_come(self, now: datetime, hosts: int) -> None:
        due = [number for number in self.waiting if (at := self.plans[number - 1]) is not None and at <= now]
        for host in range(hosts):
            assert publish_due(self.database, now) == (1 if due and not host else 0)
        if due:
            assert due == [self.newest_waiting]
            self.point(due[0])

    def point(self, number: int) -> None:
        was = self.visible
        self.overruled, self.release, self.title = self.builds[number - 1], number, self.titles[number - 1]
        self.note(was)

    def take_plans(self, numbers: list[int]) -> None:
        for number in numbers:
            self.plans[number - 1] = None

    def waits(self, number: int) -> bool:
        return self.builds[number - 1] > self.overruled

    @property
    def waiting(self) -> list[int]:
        return [number for number in range(1, len(self.titles) + 1) if self.waits(number)]

    @property
    def newest_waiting(self) -> int | None:
        return max(self.waiting, key=lambda number: self.builds[number - 1], default=None)

    @property
    def visible(self) -> int | None:
        return None if self.is_withdrawn else self.release

    def note(self, was: int | None) -> None:
        """Viewers see another release than before, or something again: others are to hear of it."""
        if self.visible not in (None, was):
            self.seen.append(self.visible or 0)

    @precondition(lambda self: self.release)
    @rule()
    def end_the_withdrawal(self) -> None:
        restore(self.parts, Operator(), "talk")
        was, self.is_withdrawn = self.visible, False
        self.note(was)

    @precondition(lambda self: self.release)
    @rule()
    def withdraw(self) -> None:
        withdraw(self.parts, Operator(), "talk")
        self.is_withdrawn = True

    @rule(visibility=st.sampled_from(Visibility), title=st.sampled_from(["Friday", "Monday", None]))
    def place(self, visibility: Visibility, title: str | None) -> None:
        with self.database.transaction() as catalogue:
            series = None if title is None else catalogue.series.of_title(title, "series")
            catalogue.seminars.place(self.seminar.id, series, visibility)
        self.visibility, self.series = visibility, title

    @property
    def is_open(self) -> bool:
        return self.release is not None and not self.is_withdrawn and self.visibility is not Visibility.RESTRICTED

    @invariant()
    def only_what_was_asked_for_has_changed(self) -> None:
        with self.database.reading() as catalogue:
            seminar = catalogue.seminars.by_slug("talk")
        assert (seminar.visibility, seminar.series and seminar.series.title) == (self.visibility, self.series)
        assert (seminar.release, seminar.details.title) == (self.release, self.title)
        assert (seminar.state is SeminarState.WITHDRAWN) == self.is_withdrawn

    @invariant()
    def what_waits_is_known_to_its_people(self) -> None:
        with self.database.reading() as catalogue:
            waiting = catalogue.releases.waiting([self.seminar.id])
            events = catalogue.events.first(1_000)
        assert {(each.number, each.publish_at) for each in waiting} == {(n, self.plans[n - 1]) for n in self.waiting}
        assert [each.release for each in events if each.kind is EventKind.RELEASE_PUBLISHED] == self.seen
        if self.waiting:
            shown = preview(self.parts, Operator(), "talk")
            assert shown.release.number == self.newest_waiting
            assert (shown.waits, shown.is_public) == (True, False)

    @invariant()
    def what_is_closed_is_closed_to_everybody(self) -> None:
        if self.is_open:
            assert watch(self.parts, Anonymous(), "talk").release.number == self.release
        else:
            with pytest.raises((NotFound, Withdrawn)):
                watch(self.parts, Anonymous(), "talk")
        listed = self.is_open and self.visibility is Visibility.PUBLIC
        assert [seminar.slug for seminar in talks(self.parts, Anonymous(), 9)] == (["talk"] if listed else [])

    @invariant()
    def files_are_those_of_releases_that_were_shown(self) -> None:
        if self.is_open and self.release is not None:
            self.shown.add(self.release)
        numbers = range(1, len(self.titles) + 1)
        assert {number for number in numbers if self._is_served(number)} == (self.shown if self.is_open else set())

    def _is_served(self, number: int) -> bool:
        try:
            file_key(self.parts, Anonymous(), "talk", number, FILE)
        except (NotFound, Withdrawn):
            return False
        return True


TestEvents = Events.TestCase
TestEvents.settings = settings(max_examples=settings().max_examples // 2, stateful_step_count=20)
