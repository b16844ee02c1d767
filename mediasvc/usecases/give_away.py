"""Read what of a talk can be given away: to viewers, to portals and to programs."""

from dataclasses import dataclass

from mediasvc.domain.access import Actor, Right
from mediasvc.domain.release import Release
from mediasvc.domain.seminar import Seminar, SeminarState, Visibility
from mediasvc.ports import Parts
from mediasvc.usecases.find import find_seminar


@dataclass(frozen=True)
class Gift:
    """A talk, and the release of it that anybody may see; None where nobody may."""

    seminar: Seminar
    release: Release | None

    @property
    def is_withdrawn(self) -> bool:
        return self.seminar.state is SeminarState.WITHDRAWN

    @property
    def is_restricted(self) -> bool:
        return self.seminar.visibility is Visibility.RESTRICTED

    @property
    def is_in_feeds(self) -> bool:
        """Return whether the feeds name the talk. Those of its series are there then, too."""
        return self.release is not None and self.seminar.visibility is Visibility.PUBLIC


def give_away(parts: Parts, actor: Actor, slug: str) -> Gift:
    """Return what can be given away of the talk of this slug. Raises NotFound."""
    with parts.database.reading() as catalogue:
        seminar = find_seminar(catalogue, actor, Right.READ, slug)
        if not seminar.is_open or seminar.release is None:
            return Gift(seminar, None)
        return Gift(seminar, catalogue.releases.by_number(seminar.id, seminar.release))
