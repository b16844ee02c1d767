"""The declared kinds of rendition. To offer another one, add a row to VARIANTS."""

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class Opus:
    """Opus speech, mono, at a rate that goes with the voice: about `kbps`, and `most_kbps` with the container at most.

    `rate_hz` is that of what is encoded, which decides the band; `complexity`, 0 to 10, is effort. Frames of 60 ms save
    5 % at equal quality.
    """

    kbps: int
    most_kbps: float
    rate_hz: int = 16_000
    complexity: int = 4
    frame_ms: int = 60


@dataclass(frozen=True)
class Mp3:
    """MP3 at a constant rate, mono: packets of one size need no index. `effort`, 0 to 9, is less for higher numbers."""

    kbps: int
    rate_hz: int
    effort: int = 7


@dataclass(frozen=True)
class Aac:
    """AAC-LC, mono: about `kbps`, and `most_kbps` with the container at most."""

    kbps: int
    most_kbps: float
    rate_hz: int


@dataclass(frozen=True)
class Flac:
    """The master as it is, mono, 48 kHz, lossless."""


Sound = Opus | Mp3 | Aac | Flac


@dataclass(frozen=True)
class Picture:
    """H.264 High of a fixed frame size (px) and constant rate; slides of another shape are boxed.

    `level` is ten times the H.264 level. `qp` is the constant quantiser of key frames, lower is better. There is a key
    frame every `key_frame_every_s` at least, as seeks decode so much at the most. Key frames are nearly all that
    weighs: they are further apart where a talk of photographs would weigh more than `most_kbps`.
    """

    width: int
    height: int
    level: int
    qp: int
    most_kbps: float
    fps: int = 5
    key_frame_every_s: int = 60


@dataclass(frozen=True)
class Variant:
    """One kind of rendition.

    `chaptered` marks files that carry the slides' titles and a cover picture inside. `on_demand` ones are made only
    where they are asked for; they are for other programs and places, not for this service's players.
    """

    name: str
    label: str
    sound: Sound
    picture: Picture | None = None
    chaptered: bool = False
    on_demand: bool = False

    @property
    def kind(self) -> str:
        return "audio" if self.picture is None else "video"

    @property
    def extension(self) -> str:
        return "mp4" if self.picture is not None else _EXTENSIONS[type(self.sound)]

    @property
    def media_type(self) -> str:
        """The MIME type with codecs as RFC 6381 writes them (0x64 is H.264's High profile)."""
        if self.picture is not None:
            return f'video/mp4; codecs="avc1.6400{self.picture.level:02X}, mp4a.40.2"'
        return _AUDIO_TYPES[type(self.sound)]


_EXTENSIONS: dict[type[Sound], str] = {Opus: "webm", Mp3: "mp3", Flac: "flac"}
_AUDIO_TYPES: dict[type[Sound], str] = {Opus: "audio/webm; codecs=opus", Mp3: "audio/mpeg", Flac: "audio/flac"}

VARIANTS = (
    Variant("audio-low", "Audio, smallest", Opus(kbps=17, most_kbps=17.2)),
    Variant("audio-basic", "Audio for any phone", Mp3(kbps=24, rate_hz=24_000)),
    Variant("audio-high", "Audio, best", Mp3(kbps=64, rate_hz=48_000), chaptered=True),
    Variant(
        "video-low",
        "Video, small",
        Aac(kbps=28, most_kbps=32, rate_hz=24_000),
        Picture(width=854, height=480, level=30, qp=27, most_kbps=8),
    ),
    Variant(
        "video-high",
        "Video, best",
        Aac(kbps=64, most_kbps=68, rate_hz=32_000),
        Picture(width=1920, height=1080, level=40, qp=22, most_kbps=64, key_frame_every_s=30),
    ),
    Variant(
        "video-upload",
        "Video for other sites",
        Aac(kbps=128, most_kbps=144, rate_hz=48_000),
        Picture(width=1920, height=1080, level=40, qp=22, most_kbps=2_000, fps=25, key_frame_every_s=10),
        on_demand=True,
    ),
    Variant("audio-master", "Audio, lossless", Flac(), on_demand=True),
)

ON_DEMAND = tuple(variant.name for variant in VARIANTS if variant.on_demand)

SLIDE_WIDTHS = (480, 960, 1920)


def wanted(also: Collection[str] = ()) -> tuple[Variant, ...]:
    """The variants of one build: every row but those on demand, which are made where `also` names them."""
    return tuple(variant for variant in VARIANTS if not variant.on_demand or variant.name in also)
