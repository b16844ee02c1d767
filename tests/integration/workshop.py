"""Where the test processes of one run make what they share, each thing once."""

import fcntl
import hashlib
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from makers import Page, make_pdf, make_recording

from mediasvc.adapters.storage.local import LocalStorage
from mediasvc.domain.build import Digest, Source, source_key
from mediasvc.domain.limits import Limits
from mediasvc.ports import Storage
from workers.steps import ingest, master_audio, measure_sound, read_slides, render_slides
from workers.steps.artifacts import Artifacts
from workers.steps.ingest import Ingested, IngestedDeck
from workers.steps.measure_sound import MeasuredSound
from workers.steps.render_slides import RenderedDeck

LIMITS = Limits()
NARROW = (192,)


class Workshop:
    """Steps over one storage and one cache, that all test processes share."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made = folder / "made"
        self._made.mkdir(parents=True, exist_ok=True)
        self.storage = LocalStorage(folder / "storage")
        self.artifacts = Artifacts(self.storage, folder / "cache")

    def once(self, name: str, make: Callable[[Path], object]) -> Path:
        """The file of this name, which `make` makes at a path with that name where no process has made it yet."""
        path = self._made / name
        with self._alone(name):
            if not path.exists():
                with TemporaryDirectory(dir=self._folder) as unfinished:
                    make(Path(unfinished) / name)
                    (Path(unfinished) / name).rename(path)
        return path

    def ingest(self, *files: Path, limits: Limits = LIMITS) -> Ingested:
        """These files as decks and recordings."""
        sources = [hand_in(self.storage, file) for file in files]
        return ingest.run(self.artifacts, sources, limits)

    def ingest_deck(self, deck: Path, limits: Limits = LIMITS) -> IngestedDeck:
        """This deck, of a talk whose recording does not matter."""
        return self.ingest(deck, self.any_recording(), limits=limits).decks[0]

    def measure(self, *recordings: Path, limits: Limits = LIMITS, track: int | None = None) -> MeasuredSound:
        """The sound of these recordings, of a talk whose deck does not matter."""
        ingested = self.ingest(self.any_deck(), *recordings, limits=limits)
        return measure_sound.run(self.artifacts, ingested.recordings, limits, ignore_share, track)

    def render(
        self, *decks: Path, limits: Limits = LIMITS, widths: tuple[int, ...] = NARROW
    ) -> tuple[RenderedDeck, ...]:
        """These decks' slides, in pictures of these widths (px)."""
        ingested = [self.ingest_deck(deck, limits) for deck in decks]
        return self.render_ingested(*ingested, limits=limits, widths=widths)

    def render_ingested(
        self, *ingested: IngestedDeck, limits: Limits = LIMITS, widths: tuple[int, ...] = NARROW
    ) -> tuple[RenderedDeck, ...]:
        """The slides of what was ingested already."""
        with self._alone(ingested[0].source.digest), patch.object(render_slides, "SLIDE_WIDTHS", widths):
            read = read_slides.run(self.artifacts, ingested, limits, [deck.source.digest for deck in ingested])
            return render_slides.run(self.artifacts, read, ignore_share)

    def master(self, *recordings: Path, track: int | None = None) -> master_audio.Master:
        """The master of these recordings."""
        sound = self.measure(*recordings, track=track)
        with self._alone(sound.recordings[0].recording.source.digest):
            return master_audio.run(self.artifacts, sound, ignore_share)

    def read(self, key: str) -> bytes:
        with self.storage.open(key) as file:
            return file.read()

    def any_deck(self) -> Path:

        return self.once("any.pdf", lambda path: make_pdf(path, Page("#336699")))

    def any_recording(self) -> Path:

        return self.once("any.wav", lambda path: make_recording(path, "sine=d=1"))

    @contextmanager
    def _alone(self, name: str) -> Generator[None]:
        with (self._folder / f"lock-{name}").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def hand_in(storage: Storage, file: Path, name: str = "") -> Source:
    """The file as a source that its owner calls `name`, or as the file is called."""
    with file.open("rb") as stream:
        digest = Digest(hashlib.file_digest(stream, "sha256").hexdigest())
        stream.seek(0)
        storage.put(source_key(digest), stream)
    return Source(digest, name or file.name, file.stat().st_size)


def ignore_share(share: float) -> None:
    """Nobody looks at the progress of a test."""
    assert 0 <= share <= 1
