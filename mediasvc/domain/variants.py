"""The declared kinds of rendition. To offer another one, add a row to VARIANTS."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Opus:
    """Opus speech at a constant rate, mono; frames of 60 ms save 5 % at equal quality."""

    kbps: int
    frame_ms: int = 60


@dataclass(frozen=True)
class Mp3:
    """MP3 at a constant rate, mono: packets of one size need no index."""

    kbps: int
    rate_hz: int


@dataclass(frozen=True)
class Aac:
    """AAC-LC, mono. ffmpeg's encoder comes out at up to a fifth over `kbps` at low rates."""

    kbps: int
    rate_hz: int


Sound = Opus | Mp3 | Aac


@dataclass(frozen=True)
class Picture:
    """H.264 High of a fixed frame size (px) and constant rate; slides of another shape are boxed.

    `level` is ten times the H.264 level. `crf` is x264's quality, lower is better.
    """

    width: int
    height: int
    level: int
    crf: int
    fps: int = 5


@dataclass(frozen=True)
class Variant:
    """One kind of rendition. `chaptered` marks files that carry the slides' titles and a cover picture inside."""

    name: str
    label: str
    sound: Sound
    picture: Picture | None = None
    chaptered: bool = False

    @property
    def kind(self) -> str:
        return "audio" if self.picture is None else "video"

    @property
    def extension(self) -> str:
        if self.picture is not None:
            return "mp4"
        return "webm" if isinstance(self.sound, Opus) else "mp3"

    @property
    def media_type(self) -> str:
        """The MIME type with codecs as RFC 6381 writes them (0x64 is H.264's High profile)."""
        if self.picture is not None:
            return f'video/mp4; codecs="avc1.6400{self.picture.level:02X}, mp4a.40.2"'
        return "audio/webm; codecs=opus" if isinstance(self.sound, Opus) else "audio/mpeg"


VARIANTS = (
    Variant("audio-low", "Audio, smallest", Opus(kbps=16)),
    Variant("audio-basic", "Audio for any phone", Mp3(kbps=24, rate_hz=24_000)),
    Variant("audio-high", "Audio, best", Mp3(kbps=64, rate_hz=48_000), chaptered=True),
    Variant(
        "video-low",
        "Video, small",
        Aac(kbps=28, rate_hz=24_000),
        Picture(width=854, height=480, level=30, crf=27),
    ),
    Variant(
        "video-high",
        "Video, best",
        Aac(kbps=64, rate_hz=48_000),
        Picture(width=1920, height=1080, level=40, crf=22),
    ),
)

SLIDE_WIDTHS = (480, 960, 1920)
