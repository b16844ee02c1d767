"""A closed talk stays closed, and viewers see what was asked for last, in whatever order things happen."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from parts_of import parts_of

from mediasvc.domain.access import Anonymous, Operator
from mediasvc.domain.build import Build, BuildId, BuildRequest
from mediasvc.domain.errors import NotFound, Withdrawn
from mediasvc.domain.seminar import SeminarDetails, SeminarState, Visibility
from mediasvc.usecases.publish import publish
from mediasvc.usecases.restore import restore
from mediasvc.usecases.watch import file_key, talks, watch
from mediasvc.usecases.withdraw import withdraw

FILE = "manifest.json"
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
        self.unfinished: list[Build] = []
        self.handed_in: dict[BuildId, int] = {}
        self.overruled = 0
        self.release: int | None = None
        self.title = "As it was announced"
        self.is_withdrawn = False
        self.visibility = Visibility.PUBLIC
        self.series: str | None = None
        self.shown: set[int] = set()

    @rule(at=TIMES)
    def hand_in(self, at: datetime) -> None:
        title = f"Build {len(self.handed_in) + 1}"
        request = BuildRequest((), SeminarDetails(title))
        with self.database.transaction() as catalogue:
            build = catalogue.builds.add(Build(BuildId(uuid4().hex), self.seminar.id, request, at))
        self.unfinished.append(build)
        self.handed_in[build.id] = len(self.handed_in) + 1

    @precondition(lambda self: self.unfinished)
    @rule(data=st.data())
    def end_a_build(self, data: st.DataObject) -> None:
        build = self.unfinished.pop(data.draw(st.integers(0, len(self.unfinished) - 1)))
        publish(self.database, build, lambda _seminar, number: {FILE: f"{build.id}/{number}"}, [])
        self.titles.append(build.request.details.title)
        if self.handed_in[build.id] > self.overruled:
            self.overruled, self.release = self.handed_in[build.id], len(self.titles)
            self.title = build.request.details.title

    @precondition(lambda self: self.release)
    @rule(data=st.data())
    def go_back(self, data: st.DataObject) -> None:
        number = data.draw(st.integers(1, len(self.titles)))
        restore(self.parts, Operator(), "talk", number)
        if not self.is_withdrawn or number != self.release:
            self.overruled, self.release = len(self.handed_in), number
            self.title = self.titles[number - 1]
        self.is_withdrawn = False

    @precondition(lambda self: self.release)
    @rule()
    def end_the_withdrawal(self) -> None:
        restore(self.parts, Operator(), "talk")
        self.is_withdrawn = False

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
