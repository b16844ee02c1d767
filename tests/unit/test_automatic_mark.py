"""Captions that nobody has written are marked as automatic, wherever viewers meet them."""

import json
from dataclasses import replace

import pytest
from test_manifest import TALK

from mediasvc.delivery.languages import Reader, language
from mediasvc.domain.captions import Caption
from mediasvc.domain.manifest import Manifest, TextTrack, manifest_of_json
from mediasvc.web.offline import offline_page
from mediasvc.web.pages import text_page
from workers.steps.language_names import automatic_name

MARK = "Captions written automatically"


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("en", "English (automatic)"),
        ("pt-BR", "Português (Brasil) (automático)"),
        ("ar", "العربية (تلقائي)"),
        ("sw", "Kiswahili (otomatiki)"),
        ("de", "Deutsch (automatic)"),
        ("und", "Captions (automatic)"),
    ],
)
def test_the_mark_is_in_the_language_of_the_captions(tag: str, name: str) -> None:
    assert automatic_name(tag) == name


def talk(*, automatic: bool) -> Manifest:
    chapters = [track for track in TALK.text_tracks if track.kind != "captions"]
    captions = TextTrack("captions", "en", "English", "captions.vtt", 9, automatic=automatic or None)
    return replace(TALK, text_tracks=(*chapters, captions))


def test_the_manifest_says_it_of_automatic_captions_alone() -> None:
    told = [json.loads(talk(automatic=is_so).to_json())["text_tracks"][-1] for is_so in (True, False)]
    assert [track.get("automatic") for track in told] == [True, None]
    again = manifest_of_json(json.loads(talk(automatic=True).to_json()))
    assert again == replace(talk(automatic=True), timeline=again.timeline)


@pytest.mark.parametrize("automatic", [True, False])
def test_the_text_page_and_the_player_say_it(automatic: bool) -> None:
    marked, captions = talk(automatic=automatic), {"en": (Caption(0, 900, "Welcome."),)}
    text = text_page(marked, captions, "/s/a-talk", None, Reader(language("en")))
    assert (MARK in text.html) is automatic
    assert (f"CC: {MARK}" in offline_page(marked)) is automatic
