"""What the database in memory holds."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from mediasvc.domain.build import Build, BuildId, Source
from mediasvc.domain.outcome import Outcome
from mediasvc.domain.release import Release
from mediasvc.domain.seminar import Seminar, SeminarId, Series
from mediasvc.domain.token import Token


@dataclass
class State:
    """All that is known. The values are frozen, so a copy of the dicts is a copy of everything."""

    seminars: dict[SeminarId, Seminar] = field(default_factory=dict[SeminarId, Seminar])
    series: dict[str, Series] = field(default_factory=dict[str, Series])
    builds: dict[BuildId, Build] = field(default_factory=dict[BuildId, Build])
    releases: dict[BuildId, Release] = field(default_factory=dict[BuildId, Release])
    words: dict[tuple[SeminarId, int], Sequence[str]] = field(
        default_factory=dict[tuple[SeminarId, int], Sequence[str]]
    )
    sources: dict[tuple[SeminarId, str], Source] = field(default_factory=dict[tuple[SeminarId, str], Source])
    tokens: dict[str, Token] = field(default_factory=dict[str, Token])
    outcomes: dict[BuildId, Outcome] = field(default_factory=dict[BuildId, Outcome])
    version: int = 0

    def copy(self) -> "State":
        return State(
            dict(self.seminars),
            dict(self.series),
            dict(self.builds),
            dict(self.releases),
            dict(self.words),
            dict(self.sources),
            dict(self.tokens),
            dict(self.outcomes),
            self.version,
        )
