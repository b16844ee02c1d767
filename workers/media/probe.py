"""What a recording is: its container's claims, and what a full decode finds."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from mediasvc.domain.errors import (
    ConversionFailed,
    RecordingEmpty,
    RecordingTooLong,
    RecordingUnreadable,
    RecordingUnsupported,
)
from mediasvc.domain.limits import Limits
from workers.media.clock import NOTICED_S, parse_leaps_ms
from workers.media.ffmpeg import FAR, UPLOADS, Probed, run_ffmpeg, run_ffprobe
from workers.media.recording import Claims, Decoded, Level, Track, TrackSource
from workers.media.sound import measure_channels, see_to_the_end

# ffprobe takes random bytes for "AMR" or the like; real files score higher (AVPROBE_SCORE_RETRY is 25).
LEAST_PROBE_SCORE = 25
# Their tracks are known when something of each was read.
HEADLESS = ("flv", "mpeg", "mpegts")
NO_TRACK = Track(0, "", is_decodable=False, sample_rate_hz=0, channels=0)
LONGEST_NAME = 80
UNKNOWN = "unknown"
NO_TAG = "0x0000"
# What is no letter of a tag is written as a number in brackets.
NUMBERS_IN_TAG = r"\[\d*"
UNDETERMINED = "und"  # ISO 639-2
TAGGED_LENGTH = r"(\d{1,4}):(\d\d):(\d\d\.\d+)"
CODING_OF_MATROSKA = r"^\[matroska,webm @ \w+\] Unknown/unsupported AVCodecID (A_.+)\.$"
CODING_OF_AIFF = r"^\[aiff @ \w+\] unknown or unsupported codec tag: (.+?) is not implemented\."
# What is no longer than this is no talk, and too short for what measures and codes sound.
NO_SOUND_MS = 10
# What ffprobe prints of a stranger's file may be anything, if the file took it over.
NOT_AS_EXPECTED = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
MOST_STREAMS = 100
# ffmpeg counts time in microseconds of 64 bits.
LONGEST_S = 2**63 / 1_000_000
LARGEST_NUMBER = 2**31 - 1
NUMBER_OF_DB = r"(-?\d{1,4}(?:\.\d{1,3})?) dB"
OUR_DEMUXERS = {".webm": "matroska", ".mp3": "mp3", ".mp4": "mp4", ".flac": "flac"}


def read_claims(path: Path, folder: Path) -> Claims | None:
    """The container's claims, or None where the file is no media that ffmpeg knows with some certainty.

    Raises:
        RecordingUnsupported: it has more streams than any recording.
    """
    probed = _probe(path, folder, **UPLOADS)
    if probed.answer is None:
        return _unknown_coding(probed.printed)
    claims = claims_of(probed.answer)
    if claims is None:
        return None
    claims = _with_names(claims, probed.printed)
    if probed.answer["format"]["format_name"] in HEADLESS and not all(
        track.channels for track in claims.tracks or [NO_TRACK]
    ):
        further = claims_of(_probe(path, folder, **UPLOADS, **FAR).answer)
        claims = claims if further is None else replace(further, is_found_late=True)
    return claims if claims.tracks or claims.has_picture else None


def claims_of(answer: Any) -> Claims | None:
    """The claims of whatever ffprobe answered, or None where that is too uncertain, or nothing that ffprobe answers.

    Raises:
        RecordingUnsupported: it has more streams than any recording.
    """
    try:
        if answer["format"].get("probe_score", 0) < LEAST_PROBE_SCORE:
            return None
        if (count := len(answer["streams"])) <= MOST_STREAMS:
            return parse_claims(answer)
    except NOT_AS_EXPECTED:
        return None
    raise RecordingUnsupported(f"it has {count} streams, {MOST_STREAMS} are allowed")


def parse_claims(answer: dict[str, Any]) -> Claims:
    """The container's claims, from what ffprobe answered."""
    form, streams = answer["format"], answer["streams"]
    audio = [stream for stream in streams if stream.get("codec_type") == "audio"]
    return Claims(
        duration_ms=_length_ms(form, streams),
        tracks=tuple(_track(number, stream) for number, stream in enumerate(audio, start=1)),
        has_picture=any(stream.get("codec_type") == "video" for stream in streams if not _is_cover(stream)),
        begins_at_zero=_begins_at_zero(form, [stream for stream in streams if not _is_cover(stream)]),
        starts_ms=round(1000 * _seconds(form.get("start_time", 0))),
    )


def decode(
    source: TrackSource,
    track: Track,
    said_ms: int | None,
    folder: Path,
    limits: Limits,
    on_share: Callable[[float], None],
) -> Decoded:
    """Decode all of a track, and say how long it is and how loud each channel is.

    Raises:
        RecordingEmpty: a sound container, and nothing in it, or next to nothing.
        RecordingUnreadable: nothing in it can be decoded.
        RecordingTooLong: it alone is over the limit; decoding stopped there.
    """
    ended_us = [0]
    done = run_ffmpeg(
        measure_channels(source, track.channels, limits.recording_ms),
        folder=folder,
        reads=[source.path],
        duration_ms=said_ms or 0,
        on_share=on_share,
        on_time_us=ended_us.append,
        check=False,
    )
    levels, duration_ms = parse_levels(done.last_words), (ended_us[-1] + 500) // 1000
    if duration_ms <= NO_SOUND_MS or not levels:
        broken = done.exit_status != 0 or "Error while decoding" in done.last_words
        raise RecordingUnreadable("no sound in it can be decoded") if broken else RecordingEmpty
    if duration_ms > limits.recording_ms:
        raise RecordingTooLong(f"{limits.recording_ms / 3_600_000:g} hours are allowed")
    mix = levels.pop() if track.channels == 2 and len(levels) == 3 else None
    # Where channels or rate change, ffmpeg begins to measure anew.
    is_even = len(re.findall(r"volumedetect@0 @ \w+\] max_volume", done.last_words)) == 1
    return Decoded(duration_ms, tuple(levels), mix, is_even, parse_leaps_ms(done.last_words))


def read_picture_end_ms(source: TrackSource, folder: Path) -> int:
    """Where the picture of a recording ends, in about: its packets are read, and not decoded."""
    ended_us = [0]
    run_ffmpeg(see_to_the_end(source), folder=folder, reads=[source.path], on_time_us=ended_us.append, check=False)
    return (ended_us[-1] + 500) // 1000


def refuse_unusable(track: Track, limits: Limits) -> None:
    """Raise what is wrong with a track as far as its container tells: RecordingEmpty or RecordingUnsupported."""
    if track.codec and not track.channels and not track.sample_rate_hz:
        raise RecordingEmpty
    if not track.is_decodable:
        codec = track.codec or "something unknown"
        raise RecordingUnsupported(f"its sound is coded as {codec}, which cannot be decoded here")
    if not limits.sample_rate_min_hz <= track.sample_rate_hz <= limits.sample_rate_max_hz:
        raise RecordingUnsupported(f"its sample rate is {track.sample_rate_hz} Hz")
    if not 1 <= track.channels <= limits.channels:
        raise RecordingUnsupported(f"it has {track.channels} channels, {limits.channels} are allowed")


def parse_levels(said: str) -> list[Level]:
    """Each channel's level, from what ffmpeg's volumedetect printed."""

    def said_of(what: str) -> dict[int, float]:
        found = re.findall(rf"volumedetect@(\d{{1,3}}) @ \w+\] {what}: {NUMBER_OF_DB}", said)
        return {int(channel): float(value) for channel, value in found}

    peaks, means = said_of("max_volume"), said_of("mean_volume")
    return [Level(peaks[channel], means[channel]) for channel in sorted(peaks.keys() & means.keys())]


def read_duration_ms(path: Path, folder: Path) -> int:
    """How long one of our own files says it lasts. Raises ConversionFailed where it is not what its name says."""
    # Frames of one size that repeat, as in a tone's MP3, look like another format.
    return duration_of(_probe(path, folder, f=OUR_DEMUXERS[path.suffix]).answer, path.name)


def duration_of(answer: Any, name: str) -> int:
    """The length in whatever ffprobe answered of our own file of this name. Raises ConversionFailed without one."""
    try:
        if (lasts_s := _seconds(answer["format"]["duration"])) >= 0:
            return round(lasts_s * 1000)
    except NOT_AS_EXPECTED:
        pass
    raise ConversionFailed(f"{name} cannot be read back")


def _probe(path: Path, folder: Path, **form: str) -> Probed:
    """What ffprobe found; no answer where what it printed is no JSON, or nested too deep."""
    try:
        return run_ffprobe(path, folder, **form)
    except (RecursionError, ValueError):
        return Probed(None, "")


def _seconds(value: Any) -> float:
    seconds = float(value)
    if not abs(seconds) <= LONGEST_S:
        raise ValueError("no time of ffmpeg's")
    return seconds


def _number(value: Any) -> int:
    number = int(value)
    if not 0 <= number <= LARGEST_NUMBER:
        raise ValueError("no number of a stream's")
    return number


def _unknown_coding(printed: str) -> Claims | None:
    """Return the claims of a file that ffprobe only gave up because of its coding, as far as they are known."""
    if not (found := re.search(CODING_OF_AIFF, printed, re.MULTILINE)):
        return None
    track = Track(1, _clean(found[1]), is_decodable=False, sample_rate_hz=0, channels=1)
    return Claims(None, (track,))


def _with_names(claims: Claims, printed: str) -> Claims:
    """Return the claims with the names of codings that ffprobe does not know and only prints."""
    names = [_clean(name) for name in re.findall(CODING_OF_MATROSKA, printed, re.MULTILINE)]
    nameless = [track.number for track in claims.tracks if not track.codec]
    if len(set(names)) == 1:
        # The same line is not printed twice.
        names = names[:1] * len(nameless)
    if len(names) != len(nameless):
        return claims
    named = dict(zip(nameless, names, strict=True))
    tracks = (replace(track, codec=named.get(track.number, track.codec)) for track in claims.tracks)
    return replace(claims, tracks=tuple(tracks))


def _track(number: int, stream: dict[str, Any]) -> Track:
    tags = {name.lower(): value for name, value in stream.get("tags", {}).items()}
    handler, language = tags.get("handler_name", ""), _clean(tags.get("language", ""))
    return Track(
        number=number,
        codec=_codec(stream),
        # ffprobe opens the decoder, which sets the format of samples.
        is_decodable=stream.get("sample_fmt", UNKNOWN) != UNKNOWN,
        sample_rate_hz=_number(stream.get("sample_rate", 0)),
        channels=_number(stream.get("channels", 0)),
        is_default=bool(stream.get("disposition", {}).get("default")),
        language=None if language in ("", UNDETERMINED) else language,
        title=_clean(tags.get("title", "") or ("" if "handler" in handler.lower() else handler)) or None,
        ends_ms=_ends_ms(stream, tags),
    )


def _ends_ms(stream: dict[str, Any], tags: dict[str, str]) -> int | None:
    if _is_timed(stream):
        return round(1000 * (_seconds(stream["start_time"]) + _seconds(stream["duration"])))
    # Matroska has no lengths of tracks, but writers tag them.
    written = next((value for name, value in tags.items() if name.startswith("duration")), "")
    if not (found := re.fullmatch(TAGGED_LENGTH, written)):
        return None
    hours, minutes, seconds = found.groups()
    return round(1000 * (int(hours) * 3600 + int(minutes) * 60 + float(seconds)))


def _codec(stream: dict[str, Any]) -> str:
    name, tag = stream.get("codec_name", UNKNOWN), stream.get("codec_tag_string", "[")
    if re.search(NUMBERS_IN_TAG, tag):
        number = stream.get("codec_tag", NO_TAG)
        return _clean(name if name != UNKNOWN else number if number != NO_TAG else "")
    return _clean(tag if name == UNKNOWN else f"{name} ({tag})")


def _clean(text: str) -> str:
    """What may stand in a sentence."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())[:LONGEST_NAME]


def _length_ms(form: dict[str, Any], streams: Sequence[dict[str, Any]]) -> int | None:
    if "duration" not in form:
        return None
    lengths_s = [_seconds(form["duration"])]
    if form["format_name"] == "asf":
        # Each track has the file's length here, and the format's begins to count where the last track begins.
        lengths_s += [_seconds(stream["duration"]) for stream in streams if "duration" in stream]
    return round(min(lengths_s) * 1000) if min(lengths_s) >= 0 else None


def _is_cover(stream: dict[str, Any]) -> bool:
    return bool(stream.get("disposition", {}).get("attached_pic"))


def _begins_at_zero(form: dict[str, Any], streams: Sequence[dict[str, Any]]) -> bool:
    """Whether time passes before the first timestamp: in an MP4 whose length counts it, as an edit list says."""
    ends_s = [_seconds(each["start_time"]) + _seconds(each["duration"]) for each in streams if _is_timed(each)]
    said_s = _seconds(form.get("duration", 0))
    return "mp4" in form["format_name"] and bool(ends_s) and abs(max(ends_s) - said_s) < NOTICED_S


def _is_timed(stream: dict[str, Any]) -> bool:
    return "start_time" in stream and "duration" in stream
