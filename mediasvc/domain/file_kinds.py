"""What a talk's files are, as far as that is known before or after a worker has read them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mediasvc.domain.build import Digest, Source
from mediasvc.domain.reading import Reading, SourceKind

# By which people know decks. What others hand in under such a name is no deck, and is told so.
DECK_SUFFIXES = (".pptx", ".pptm", ".ppsx", ".ppt", ".pps", ".pot", ".potx", ".odp", ".otp", ".pdf", ".key", ".gslides")


@dataclass(frozen=True)
class FileKinds:
    """The kinds of a talk's decks and recordings, by what was read of them; of one that was not read, by its name."""

    readings: Mapping[Digest, Reading]

    def is_deck(self, source: Source) -> bool:
        """Return whether this deck or recording is a deck."""
        reading = self.readings.get(source.digest)
        if reading is None or reading.kind not in (SourceKind.DECK, SourceKind.RECORDING):
            return source.name.lower().endswith(DECK_SUFFIXES)
        return reading.kind is SourceKind.DECK

    def decks(self, files: Sequence[Source]) -> list[Source]:
        """Return the decks among these files, in order."""
        return [source for source in files if self.is_deck(source)]

    def recordings(self, files: Sequence[Source]) -> list[Source]:
        """Return the recordings among these files, in order."""
        return [source for source in files if not self.is_deck(source)]

    def have_other_sound(self, before: Sequence[Source], now: Sequence[Source]) -> bool:
        """Return whether the sound of a talk of these files may be another one than before.

        Narrated decks without a recording are the sound of their talk. Only a worker knows for sure.
        """
        sounds = [self.recordings(files) or self.decks(files) for files in (before, now)]
        return _digests(sounds[0]) != _digests(sounds[1])


def _digests(files: Sequence[Source]) -> list[Digest]:
    return [source.digest for source in files]
