"""Changes to what people say about a seminar."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from mediasvc.domain.errors import Usage
from mediasvc.domain.seminar import SeminarDetails, Visibility, checked_details, checked_name, checked_visibility

# Details that a seminar can be without, each with the value that it has then.
OPTIONAL: Mapping[str, Any] = {"speakers": (), "held_on": None, "language": None, "series": None, "license": None}


@dataclass(frozen=True)
class DetailChanges:
    """New values of details. None keeps a detail as it is; one that is among `cleared` is taken away.

    `series`, by its title, `visibility` and `streaming_only` change the seminar itself; its releases carry the others.

    Raises:
        Usage: as `checked_details` does, of any value that is given.
        NotSupported: a visibility other than public.
    """

    title: str | None = None
    speakers: tuple[str, ...] | None = None
    held_on: date | None = None
    language: str | None = None
    series: str | None = None
    visibility: Visibility | None = None
    license: str | None = None
    streaming_only: bool | None = None
    cleared: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        for name in self.cleared:
            if getattr(self, name):
                raise Usage(f"no {name}, and {name} to be given, exclude each other")
        self.onto(SeminarDetails("A title"))
        if self.series is not None:
            checked_name("series", self.series)
        if self.visibility is not None:
            checked_visibility(self.visibility)

    @property
    def given(self) -> dict[str, Any]:
        """The details that are to change, each with its new value."""
        new = {name: getattr(self, name) for name in DETAILS if getattr(self, name) is not None}
        return new | {name: OPTIONAL[name] for name in sorted(self.cleared)}

    def onto(self, details: SeminarDetails) -> SeminarDetails:
        """Return the details with these changes, in tidy form. What does not change is not looked at again."""
        given: dict[str, Any] = {name: value for name, value in self.given.items() if name in _OF_RELEASES}
        new = checked_details(replace(SeminarDetails("A title"), **given))
        return replace(details, **{name: getattr(new, name) for name in given})


DETAILS = tuple(field.name for field in fields(DetailChanges) if field.name != "cleared")
_OF_RELEASES = frozenset(field.name for field in fields(SeminarDetails))
NO_CHANGES = DetailChanges()
