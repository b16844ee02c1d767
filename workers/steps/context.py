"""A build as its steps see it."""

from dataclasses import dataclass, field
from typing import Any

from mediasvc.domain.build import Build, BuildRequest, Translation
from mediasvc.domain.limits import Limits
from mediasvc.domain.speech import Span
from mediasvc.domain.steps import DURATION_KNOWN_AFTER, Node, Step
from mediasvc.domain.timeline import Timeline
from mediasvc.domain.variants import Picture, Sound, Variant
from mediasvc.ports import Database, Storage
from workers.steps.artifacts import Artifacts, KeptFile
from workers.steps.encode_picture import PictureTrack
from workers.steps.encode_sound import SoundTrack
from workers.steps.hear_words import HeardWords, Recogniser
from workers.steps.ingest import Ingested
from workers.steps.master_audio import Master
from workers.steps.measure_sound import MeasuredSound
from workers.steps.mux import MuxedFile
from workers.steps.plan_timeline import Planned
from workers.steps.read_slides import ReadDeck
from workers.steps.render_slides import RenderedDeck
from workers.timed_text.captions_file import ReadCaptions
from workers.timing.seen import Seen


@dataclass(frozen=True)
class BuildContext:
    """What a step may look at: the build, what it is made with, and the `results` of the nodes that are done.

    There may be no `recogniser` of words.
    A property raises KeyError where the step that it comes from is not done.
    """

    database: Database
    storage: Storage
    artifacts: Artifacts
    limits: Limits
    build: Build
    results: dict[Node, Any] = field(default_factory=dict[Node, Any])
    recogniser: Recogniser | None = None

    @property
    def request(self) -> BuildRequest:
        return self.build.request

    @property
    def duration_ms(self) -> int:
        """The talk's duration, from the one node that knows it."""
        return self.results[Node(DURATION_KNOWN_AFTER)].duration_ms

    @property
    def ingested(self) -> Ingested:
        return self.results[Node(Step.INGEST)]

    @property
    def decks(self) -> tuple[ReadDeck, ...]:
        return self.results[Node(Step.READ_SLIDES)]

    @property
    def rendered(self) -> tuple[RenderedDeck, ...]:
        return self.results[Node(Step.RENDER_SLIDES)]

    @property
    def bound(self) -> KeptFile:
        return self.results[Node(Step.BIND_SLIDES)]

    @property
    def picture_texts(self) -> tuple[str, ...]:
        """Return what was read from the picture of every slide beside its own text."""
        return self.results[Node(Step.READ_PICTURES)]

    @property
    def sound(self) -> MeasuredSound:
        return self.results[Node(Step.MEASURE_SOUND)]

    @property
    def master(self) -> Master:
        return self.results[Node(Step.MASTER_AUDIO)]

    def read_captions(self, language: Translation | None = None) -> ReadCaptions | None:
        """Return the captions as they were read, if they belong to the build's recordings: maybe without times.

        They are in the talk's language, or else those of the translation.
        """
        return self.results.get(Node(Step.READ_CAPTIONS, language))

    @property
    def has_manuscript(self) -> bool:
        """Return whether captions in some language have no times."""
        read = (result for node, result in self.results.items() if node.step is Step.READ_CAPTIONS)
        return any(captions is not None and captions.manuscript for captions in read)

    @property
    def captions(self) -> ReadCaptions | None:
        """Return the captions in the talk's language, with their times, if there are any."""
        return self.results.get(Node(Step.TIME_CAPTIONS))

    @property
    def translations(self) -> dict[str, ReadCaptions]:
        """Return the captions in other languages that belong to the build's recordings, by language, with times."""
        timed = {each.language: self.results[Node(Step.TIME_CAPTIONS, each)] for each in self.request.translations}
        return {language: captions for language, captions in timed.items() if captions is not None}

    @property
    def speech(self) -> tuple[Span, ...] | None:
        """Return when somebody speaks, if the build looks at that."""
        return self.results.get(Node(Step.HEAR_SPEECH))

    @property
    def words(self) -> HeardWords | None:
        """Return what a recogniser has heard, if the build looks at that."""
        return self.results.get(Node(Step.HEAR_WORDS))

    @property
    def seen(self) -> Seen | None:
        """Return what the talk's video shows, if it has one, and the build looks at it."""
        return self.results.get(Node(Step.WATCH_VIDEO))

    @property
    def planned(self) -> Planned:
        return self.results[Node(Step.PLAN_TIMELINE)]

    @property
    def timeline(self) -> Timeline:
        return self.planned.timeline

    def sound_track(self, sound: Sound) -> SoundTrack:
        return self.results[Node(Step.ENCODE_TRACK, sound)]

    def picture_track(self, picture: Picture) -> PictureTrack:
        return self.results[Node(Step.ENCODE_TRACK, picture)]

    def muxed(self, variant: Variant) -> MuxedFile:
        return self.results[Node(Step.MUX, variant)]

    def rendition(self, variant: Variant) -> MuxedFile:
        return self.results[Node(Step.TAG, variant)]
