"""What was given for the recordings of a talk, and goes with them unless somebody says that it fits others, too."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

from mediasvc.domain.build import BuildRequest, Source
from mediasvc.domain.file_kinds import FileKinds
from mediasvc.domain.translations import Given, captions_of


@dataclass(frozen=True)
class Belongings:
    """The cues and captions that the next build takes along, each with the files that they were given for.

    `captions` are by language, OWN for the talk's; `automatic_captions` says whether such are asked for, of whatever
    recording. `kinds` tell decks from recordings among the files that were given, and among those of the next build.
    """

    kinds: FileKinds
    cues: Given | None = None
    captions: Mapping[str, Given] = field(default_factory=dict[str, Given])
    automatic_captions: bool = False

    @classmethod
    def of(cls, request: BuildRequest, kinds: FileKinds) -> Self:
        """Return those of the build that the next one follows."""
        cues = None if request.cues is None else (request.cues, request.cues_with or request.files)
        return cls(kinds, cues, captions_of(request), request.automatic_captions)

    def __bool__(self) -> bool:
        return self.cues is not None or bool(self.captions)

    def may_be_of_others(self, files: Sequence[Source]) -> bool:
        """Return whether some of them may be of another recording than that among these decks and recordings."""
        given = [*([] if self.cues is None else [self.cues]), *self.captions.values()]
        return any(self.kinds.have_other_sound(others, files) for _, others in given)
