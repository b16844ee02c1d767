"""Captions as a release has them: written as WebVTT, and read again."""

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_manifest import TALK

from mediasvc.adapters.storage.memory import MemoryStorage
from mediasvc.domain.build import BuildId
from mediasvc.domain.captions import Caption, read_webvtt, to_webvtt
from mediasvc.domain.manifest import TextTrack
from mediasvc.domain.release import Release
from mediasvc.domain.seminar import SeminarId
from mediasvc.usecases.watch import captions_of

times_ms = st.integers(0, 400_000_000)
lines = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1)
texts = st.lists(lines, min_size=1, max_size=4).map("\n".join)
captions = st.builds(Caption, times_ms, times_ms, texts)


@given(st.lists(captions))
def test_captions_are_read_as_they_were_written(written: list[Caption]) -> None:
    assert read_webvtt(to_webvtt(written)) == tuple(written)


def test_webvtt_has_a_header_and_a_block_for_each_caption() -> None:
    said = [Caption(0, 1_500, "One & two"), Caption(3_601_000, 3_602_250, "a --> <b>\nنعم")]
    assert to_webvtt(said) == (
        "WEBVTT\n"
        "\n"
        "00:00:00.000 --> 00:00:01.500\n"
        "One &amp; two\n"
        "\n"
        "01:00:01.000 --> 01:00:02.250\n"
        "a --&gt; &lt;b&gt;\n"
        "نعم\n"
    )


@pytest.mark.parametrize("text", ["", "1\n00:00:01,000 --> 00:00:02,000\nOne", "WEBVTT\n\nNOTE\n", "WEBVTT\n\n\n\n"])
def test_what_is_not_of_that_form_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not WebVTT of ours"):
        read_webvtt(text)


def test_a_release_has_the_captions_that_its_manifest_names() -> None:
    storage, said = MemoryStorage(), (Caption(0, 1_000, "مرحبا"), Caption(500, 2_000, "Hello"))
    storage.put("releases/1/captions.vtt", BytesIO(to_webvtt(said).encode()))
    files = {"captions.vtt": "releases/1/captions.vtt"}
    release = Release(SeminarId("s"), 1, BuildId("b"), files, datetime(2026, 11, 21, tzinfo=UTC))
    captions = TextTrack("captions", "ar", "Captions", "captions.vtt")
    assert captions_of(storage, release, replace(TALK, text_tracks=(*TALK.text_tracks, captions))) == {"ar": said}
    assert captions_of(storage, release, TALK) == {}
