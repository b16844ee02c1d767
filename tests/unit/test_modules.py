"""What the player fetches when it is first wanted, as it goes over the wire."""

import re
from dataclasses import replace

import brotli
import pytest
from test_manifest import TALK
from test_page_words import EMBED, WATCH, Visitor, put_talk, service, storage, visitor
from test_player_modules import run_node

from mediasvc.bootstrap import Service
from mediasvc.delivery.headers import FOR_EVER
from mediasvc.delivery.languages import TAGS, language
from mediasvc.delivery.rendering import module
from mediasvc.domain.manifest import Manifest, TextTrack
from mediasvc.web.modules import QUIET, TOOLS, modules_path, tools_of

__all__ = ["service", "storage", "visitor"]

BUDGET_BYTES = 25_000
SAID = replace(TALK, text_tracks=(*TALK.text_tracks, TextTrack("captions", "en", "Captions", "captions.vtt")))


def test_the_pages_lead_to_their_modules(service: Service, visitor: Visitor) -> None:
    put_talk(service)
    for page in (WATCH, EMBED):
        text = visitor.ask(f"{page}?lang=sw").text
        assert f'"modules":"{modules_path(language("sw"))}"' in text
        assert re.findall(r'data-tool="(\w+)"', text) == tools_of(TALK)


def _without_words(manifest: Manifest) -> Manifest:
    slides = tuple(replace(slide, title="", text="", notes=None) for slide in manifest.slides)
    return replace(manifest, slides=slides, text_tracks=())


@pytest.mark.parametrize(
    ("manifest", "missing"),
    [
        (SAID, set[str]()),
        (TALK, {"transcript"}),
        (replace(_without_words(TALK), text_tracks=SAID.text_tracks), {"notes"}),
        (_without_words(TALK), {"search", "transcript", "notes"}),
    ],
)
def test_no_tool_opens_an_empty_panel(manifest: Manifest, missing: set[str]) -> None:
    assert tools_of(manifest) == [name for name in TOOLS if name not in missing]


@pytest.mark.parametrize("tag", TAGS)
def test_all_modules_are_within_their_bytes(visitor: Visitor, tag: str) -> None:
    answers = [
        visitor.ask(f"{modules_path(language(tag))}{name}.js", accept_encoding="br") for name in (*TOOLS, *QUIET)
    ]
    for answer in answers:
        assert (answer.status, answer.headers["cache-control"]) == (200, FOR_EVER)
        assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
        # A frame that is a sandbox asks as nobody.
        assert answer.headers["access-control-allow-origin"] == "*"
        # Its address has the language.
        assert answer.headers["vary"] == "Accept-Encoding"
    assert sum(len(answer.content) for answer in answers) < BUDGET_BYTES


@pytest.mark.parametrize(
    ("path", "media_type", "kept"),
    [
        ("/player/seminar-player.js", "text/javascript; charset=utf-8", "public, max-age=3600"),
        (f"/oembed?url=https://talks.example{WATCH}", "application/json", "public, max-age=3600"),
        (f"/oembed?format=xml&url=https://talks.example{WATCH}", "text/xml; charset=utf-8", "public, max-age=3600"),
        (f"/feeds/{TALK.slug}/chapters.json", "application/json+chapters", "no-cache"),
    ],
)
def test_what_programs_ask_for_is_packed_and_sent_once(
    service: Service, visitor: Visitor, path: str, media_type: str, kept: str
) -> None:
    put_talk(service)
    answer = visitor.ask(path, accept_encoding="br")
    assert (answer.status, answer.headers["content-encoding"]) == (200, "br")
    assert (answer.headers["content-type"], answer.headers["cache-control"]) == (media_type, kept)
    assert (answer.headers["access-control-allow-origin"], answer.headers["vary"]) == ("*", "Accept-Encoding")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert visitor.ask(path, if_none_match=answer.headers["etag"]).status == 304
    assert answer.text == visitor.ask(path).text


def test_the_data_budget_weighs_a_kilobyte() -> None:
    """Everybody who watches loads what counts. What asks comes when there is something to ask."""
    assert len(brotli.compress(module("budget.js").encode())) <= 1024


def test_a_page_of_before_finds_the_modules_of_now(visitor: Visitor) -> None:
    old = visitor.ask("/player/0123456789abcdef/fr/search.js")
    assert (old.status, old.headers["cache-control"]) == (200, "no-cache")
    assert language("fr").words["search"]["nothing"] in old.text


@pytest.mark.parametrize("path", ["xx/search.js", "en/talk.js", "en/..%2Ftalk.js", "en/search.css", "en/"])
def test_nothing_else_is_a_module(visitor: Visitor, path: str) -> None:
    assert visitor.ask(f"/player/0/{path}").status == 404


@pytest.mark.parametrize("name", [*TOOLS, *QUIET])
def test_a_module_exports_what_opens_it_its_words_and_its_style(visitor: Visitor, name: str) -> None:
    text = visitor.ask(f"{modules_path(language('ar'))}{name}.js").text
    assert re.search(r"\bexport\{[^}]*\bas default\b", text)
    assert re.findall(r"\bexport const (\w+)=", text) == ["words", "style"]
    done = run_node("--input-type=module", "--eval", text)
    assert done.returncode == 0, done.stderr
