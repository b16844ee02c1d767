"""What a container says, from ffprobe's answer."""

from typing import Any

import pytest

from mediasvc.domain.errors import RecordingEmpty, RecordingUnsupported
from mediasvc.domain.limits import Limits
from workers.media.probe import parse_claims, refuse_unusable
from workers.media.recording import Track

PICTURE = {"codec_type": "video", "disposition": {"default": 1, "attached_pic": 0}}
COVER = {"codec_type": "video", "disposition": {"default": 0, "attached_pic": 1}}
DATA = {"codec_type": "data", "disposition": {"default": 0}}
SOUND = {
    "codec_type": "audio",
    "codec_name": "aac",
    "codec_tag_string": "mp4a",
    "sample_fmt": "fltp",
    "sample_rate": "44100",
    "channels": 2,
    "disposition": {"default": 1, "attached_pic": 0},
}
MP4 = {"format_name": "mov,mp4,m4a,3gp,3g2,mj2", "start_time": "0.000000", "duration": "16.000000"}


def answer(*streams: dict[str, Any], **form: str) -> dict[str, Any]:
    return {"format": MP4 | form, "streams": list(streams)}


def test_tracks_are_counted_among_sound_alone() -> None:
    second = SOUND | {"disposition": {}, "tags": {"LANGUAGE": "ara", "title": " قاعة\u2028\n \x07 2 "}, "channels": 1}
    claims = parse_claims(answer(DATA, SOUND, COVER, second))
    assert [(track.number, track.channels, track.is_default) for track in claims.tracks] == [
        (1, 2, True),
        (2, 1, False),
    ]
    assert (claims.tracks[1].language, claims.tracks[1].title) == ("ara", "قاعة 2")
    assert claims.duration_ms == 16_000
    assert not claims.has_picture
    assert parse_claims(answer(PICTURE, SOUND)).has_picture


@pytest.mark.parametrize(
    ("tags", "language", "title"),
    [
        ({}, None, None),
        ({"language": "und", "handler_name": "SoundHandler"}, None, None),
        ({"language": "eng", "handler_name": "Microphone"}, "eng", "Microphone"),
        ({"title": "x" * 500}, None, "x" * 80),
    ],
)
def test_names_of_tracks(tags: dict[str, str], language: str | None, title: str | None) -> None:
    (track,) = parse_claims(answer(SOUND | {"tags": tags})).tracks
    assert (track.language, track.title) == (language, title)


@pytest.mark.parametrize(
    ("name", "tag", "told"),
    [
        ("mpegh_3d_audio", "mhm1", "mpegh_3d_audio (mhm1)"),
        ("unknown", "iamf", "iamf"),
        ("unknown", "[0][0][0][0]", "something unknown"),
        ("cook", "[0][0][0][0]", "cook"),
        ("unknown", "4[18][0][0]", "0x1234"),
    ],
)
def test_a_coding_that_cannot_be_decoded_is_named(name: str, tag: str, told: str) -> None:
    number = {"[0][0][0][0]": "0x0000", "4[18][0][0]": "0x1234"}.get(tag, "0x316d686d")
    stream = SOUND | {
        "codec_name": name,
        "codec_tag_string": tag,
        "codec_tag": number,
        "sample_fmt": "unknown",
        "channels": 0,
    }
    (track,) = parse_claims(answer(stream)).tracks
    with pytest.raises(
        RecordingUnsupported, match=rf"its sound is coded as {told.replace('(', r'.').replace(')', r'.')}, "
    ):
        refuse_unusable(track, Limits())


@pytest.mark.parametrize(
    ("rate_hz", "channels", "told"),
    [
        (7_999, 1, "its sample rate is 7999 Hz"),
        (192_001, 1, "its sample rate is 192001 Hz"),
        (48_000, 9, "it has 9 channels, 8 are allowed"),
        (48_000, 0, "it has 0 channels, 8 are allowed"),
    ],
)
def test_what_is_over_a_limit_is_refused(rate_hz: int, channels: int, told: str) -> None:
    with pytest.raises(RecordingUnsupported, match=told):
        refuse_unusable(Track(1, "aac", True, rate_hz, channels), Limits())
    refuse_unusable(Track(1, "aac", True, 48_000, 8), Limits())


def test_a_track_that_is_only_announced_holds_nothing() -> None:
    with pytest.raises(RecordingEmpty):
        refuse_unusable(Track(1, "aac", is_decodable=False, sample_rate_hz=0, channels=0), Limits())


@pytest.mark.parametrize(
    ("form", "starts_s", "lasts_s", "begins_at_zero"),
    [
        ({"start_time": "5.0"}, "5.0", "11.0", True),
        ({"start_time": "10800.0"}, "10800.0", "16.0", False),
        ({"start_time": "5.0"}, "5.0", None, False),
        ({"start_time": "5.0", "format_name": "mpegts"}, "5.0", "11.0", False),
    ],
    ids=["edit list", "recorded from the middle of a stream", "unknown", "MPEG-TS"],
)
def test_time_begins_at_zero_where_the_length_counts_from_there(
    form: dict[str, str], starts_s: str, lasts_s: str | None, begins_at_zero: bool
) -> None:
    stream = SOUND | {"start_time": starts_s} | ({} if lasts_s is None else {"duration": lasts_s})
    assert parse_claims(answer(stream, **form)).begins_at_zero is begins_at_zero


def test_a_cover_does_not_move_time() -> None:
    sound, cover = (each | {"start_time": "5.0", "duration": "11.0"} for each in (SOUND, COVER))
    assert parse_claims(answer(sound, cover | {"duration": "16.0"}, start_time="5.0")).begins_at_zero


@pytest.mark.parametrize(
    ("told", "ends_ms"),
    [
        ({"start_time": "5.0", "duration": "3.25"}, 8_250),
        ({"start_time": "0.0", "tags": {"DURATION": "01:00:03.021000000"}}, 3_603_021),
        ({"start_time": "0.0", "tags": {"DURATION-eng": "00:00:03.021000000"}}, 3_021),
        ({"start_time": "0.0", "tags": {"DURATION": "long"}}, None),
        ({"duration": "3.25"}, None),
    ],
)
def test_where_a_track_ends(told: dict[str, Any], ends_ms: int | None) -> None:
    assert parse_claims(answer(SOUND | told)).tracks[0].ends_ms == ends_ms


def test_the_length_of_an_asf_is_that_of_its_tracks() -> None:
    late, picture = SOUND | {"start_time": "2.0", "duration": "8.0"}, PICTURE | {"duration": "8.0"}
    assert parse_claims(answer(picture, late, format_name="asf", duration="10.0")).duration_ms == 8_000
    assert parse_claims(answer(picture, late, duration="10.0")).duration_ms == 10_000
