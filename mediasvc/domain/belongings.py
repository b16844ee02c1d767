"""What was given for the recordings of a talk, and goes with them unless somebody says that it fits others, too."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from mediasvc.domain.build import BuildRequest, Source
from mediasvc.domain.file_kinds import FileKinds


@dataclass(frozen=True)
class Belongings:
    """The cues and captions that the next build takes along, each with the files that they were given for.

    `kinds` tell decks from recordings among these, and among the files of the next build.
    """

    kinds: FileKinds
    cues: Source | None = None
    cues_with: tuple[Source, ...] = ()
    captions: Source | None = None
    captions_with: tuple[Source, ...] = ()

    @classmethod
    def of(cls, request: BuildRequest, kinds: FileKinds) -> Self:
        """Return those of the build that the next one follows."""
        return cls(
            kinds,
            request.cues,
            request.cues_with or request.files,
            request.captions,
            request.captions_with or request.files,
        )

    def __bool__(self) -> bool:
        return self.cues is not None or self.captions is not None

    def may_be_of_others(self, files: Sequence[Source]) -> bool:
        """Return whether some of them may be of another recording than that among these decks and recordings."""
        given = ((self.cues, self.cues_with), (self.captions, self.captions_with))
        return any(each is not None and self.kinds.have_other_sound(others, files) for each, others in given)
