"""Whatever a converter that was taken over prints is read, or refused with a code."""

import json
from contextlib import suppress
from copy import deepcopy
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from mediasvc.domain.captions import Caption
from mediasvc.domain.errors import ConversionFailed, RecordingUnsupported
from mediasvc.domain.limits import Limits
from workers.inside import MOST_VALUES, read_json
from workers.media import probe
from workers.media.clock import parse_leaps_ms
from workers.media.ffmpeg import Probed, last_times
from workers.media.loudness import HIGHEST_LUFS, parse_ebur128, parse_momentary
from workers.media.probe import LONGEST_S, MOST_STREAMS, claims_of, duration_of, parse_levels, read_claims
from workers.timed_text.captions_file import CaptionsFromFile

SOUND = {
    "codec_type": "audio",
    "codec_name": "aac",
    "codec_tag_string": "mp4a",
    "codec_tag": "0x1",
    "sample_fmt": "fltp",
    "sample_rate": "44100",
    "channels": 2,
    "start_time": "0.0",
    "duration": "16.0",
    "disposition": {"default": 1, "attached_pic": 0},
    "tags": {"title": "Hall", "language": "eng", "handler_name": "Microphone", "DURATION": "00:00:16.0"},
}
ANSWER = {
    "format": {"format_name": "mov,mp4", "start_time": "0.0", "duration": "16.0", "probe_score": 100},
    "streams": [SOUND],
}
NUMBERS = st.one_of(st.floats().map(str), st.integers().map(str), st.sampled_from(["nan", "inf", "-1", "9" * 400]))
ANYTHING: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | NUMBERS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
PLACES = [
    *(("format", name) for name in ANSWER["format"]),
    *(("streams", 0, name) for name in SOUND),
    *(("streams", 0, "tags", name) for name in ("title", "language", "handler_name", "DURATION")),
    *(("streams", 0, "disposition", name) for name in ("default", "attached_pic")),
    ("format",),
    ("streams",),
    ("streams", 0),
]
LOUD = "lavfi.r128.M="
RECORDING_MS = LONGEST_S * 1000


def with_change(place: tuple[Any, ...], value: Any) -> dict[str, Any]:
    answer = deepcopy(ANSWER)
    inner: Any = answer
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    return answer


def test_an_ordinary_answer_is_read() -> None:
    claims = claims_of(ANSWER)
    assert claims is not None
    assert (claims.duration_ms, len(claims.tracks), duration_of(ANSWER, "x.mp3")) == (16_000, 1, 16_000)


@given(st.sampled_from(PLACES), ANYTHING)
@example(("format", "duration"), "nan")
@example(("format", "start_time"), "1e300")
@example(("streams", 0, "channels"), "9" * 4_000)
@example(("streams", 0, "channels"), -1)
@example(("streams",), "9" * 400)
@example(("streams", 0, "tags"), [])
def test_claims_are_numbers_within_bounds_or_there_are_none(place: tuple[Any, ...], value: Any) -> None:
    claims = None
    with suppress(RecordingUnsupported):  # more streams than any recording has
        claims = claims_of(with_change(place, value))
    if claims is None:
        return
    assert claims.duration_ms is None or 0 <= claims.duration_ms <= RECORDING_MS
    assert abs(claims.starts_ms) <= RECORDING_MS
    for track in claims.tracks:
        assert 0 <= track.channels < 2**31
        assert 0 <= track.sample_rate_hz < 2**31


@pytest.mark.parametrize("answer", [None, [], "x", 1, {}, {"format": {}}, {"format": None, "streams": None}])
def test_what_is_no_answer_claims_nothing(answer: Any) -> None:
    assert claims_of(answer) is None
    with pytest.raises(ConversionFailed):
        duration_of(answer, "x.mp3")


@pytest.mark.parametrize("lasts", ["nan", "inf", "-1", "1e300", "N/A", None, []])
def test_our_own_file_of_no_length_is_a_failure(lasts: Any) -> None:
    with pytest.raises(ConversionFailed, match=r"x\.mp3"):
        duration_of(with_change(("format", "duration"), lasts), "x.mp3")


def test_a_length_below_nothing_is_none() -> None:
    claims = claims_of(with_change(("format", "duration"), "-5.0"))
    assert claims is not None
    assert claims.duration_ms is None


def test_more_streams_than_any_recording_has_are_refused() -> None:
    claims = claims_of(with_change(("streams",), [SOUND] * MOST_STREAMS))
    assert claims is not None
    assert len(claims.tracks) == MOST_STREAMS
    with pytest.raises(RecordingUnsupported, match=f"{MOST_STREAMS + 1} streams"):
        claims_of(with_change(("streams",), [SOUND] * (MOST_STREAMS + 1)))


@pytest.mark.parametrize("printed", ["[" * 1_000_000, "", "{", '{"format": ' + "9" * 5_000 + "}"])
def test_what_is_no_json_claims_nothing(printed: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def run_ffprobe(path: Path, folder: Path, **form: str) -> Probed:
        return Probed(json.loads(printed), "")

    monkeypatch.setattr(probe, "run_ffprobe", run_ffprobe)
    assert read_claims(tmp_path / "x", tmp_path) is None
    with pytest.raises(ConversionFailed):
        probe.read_duration_ms(tmp_path / "x.mp3", tmp_path)


@pytest.mark.parametrize(
    "printed",
    [
        *(f"[{value}{f',{value}' * MOST_VALUES}]" for value in ("{}", "[]", "1", '""', '"]"', r'"\""', r'"\\"')),
        "[" * (MOST_VALUES + 1),
        '"' * (4 * MOST_VALUES + 1),
    ],
)
def test_more_values_than_any_answer_has_are_not_read(printed: str) -> None:
    with pytest.raises(ValueError, match="too many"):
        read_json(printed.encode())


def test_no_value_hides_in_another_encoding() -> None:
    with pytest.raises(ValueError, match="Expecting value"):
        read_json(r'["\"", 1, 2, 3]'.encode("utf-16-le"))


def test_as_many_captions_as_there_may_be_are_an_answer() -> None:
    words = 'a, b, {c}, [d], "e", \\f\\'
    captions = tuple(Caption(number, number + 1, words) for number in range(Limits.captions))
    answer = CaptionsFromFile(captions, tuple(f"{words} {number}" for number in range(Limits.captions)))
    printed = json.dumps(answer, default=asdict).encode()
    assert TypeAdapter(CaptionsFromFile).validate_python(read_json(printed)) == answer


def test_progress_is_heard_once_in_each_piece() -> None:
    heard: list[int] = []
    hear = last_times(heard.append)
    hear(b"out_time_us=1\n" * 70_000)
    hear(b"\n" * 1_000_000)
    hear(b"x" * 1_000_000)
    hear(b"\nframe=1\nout_time_us=2")
    hear(b"5\nprogress=continue\n")
    hear(b"out_time_us=N/A\n")
    hear(b"out_time_us=9" + b"9" * 16 + b"\nprogress=end\n")
    assert heard == [1, 25]


@pytest.mark.parametrize(
    "printed",
    [
        "[volumedetect@0 @ 0x5] max_volume: 1.2.3 dB",
        "[volumedetect@0 @ 0x5] max_volume: -1.0 dB",
        "[volumedetect@0 @ 0x5] mean_volume: -1.0 dB",
        f"[volumedetect@{'9' * 5_000} @ 0x5] max_volume: -1.0 dB",
        f"[volumedetect@0 @ 0x5] max_volume: {'9' * 5_000} dB\n[volumedetect@0 @ 0x5] mean_volume: -1.0 dB",
    ],
)
def test_what_is_no_level_is_none(printed: str) -> None:
    assert parse_levels(printed) == []


def test_what_is_no_leap_is_none() -> None:
    assert parse_leaps_ms("9" * 5_000 + ".000000\n3600.000000\nnan\n-1.000000") == (3_600_000,)


@given(st.lists(st.one_of(NUMBERS, st.text(max_size=8)), max_size=8))
@example(["0", "0", "0", "inf"])
@example(["0", "0", "0", "1e300"])
@example(["0", "0", "0", "loud"])
def test_the_loudness_of_moments_is_finite_or_a_failure(values: list[str]) -> None:
    with suppress(ConversionFailed):
        moments = parse_momentary("".join(f"{LOUD}{value}\n" for value in values))
        assert np.all(np.isfinite(moments))
        assert np.all(moments <= HIGHEST_LUFS)


@pytest.mark.parametrize("printed", ["", "I: 1.2.3 LUFS", "I: loud LUFS", f"I: {'9' * 5_000} LUFS"])
def test_a_loudness_that_was_not_measured_is_a_failure(printed: str) -> None:
    with pytest.raises(ConversionFailed):
        parse_ebur128(printed)
