"""The languages of the pages: every one has every word, and each reader gets the best."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from html import unescape
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_manifest import TALK
from test_page_words import EMBED, WATCH, Visitor, put_talk, service, storage, visitor

from mediasvc.bootstrap import Service
from mediasvc.console.list_filters import STATES
from mediasvc.console.table import COLUMNS
from mediasvc.delivery.figures import day, size
from mediasvc.delivery.languages import TAGS, language, language_for
from mediasvc.domain.audit import Action
from mediasvc.domain.build import Notes
from mediasvc.domain.link import LinkKind
from mediasvc.domain.listed_talk import TalkOrder
from mediasvc.domain.listing import place_of
from mediasvc.domain.mail import MailKind, MailState
from mediasvc.domain.person import Role
from mediasvc.domain.release_changes import CLEANED, WANTED, Changed
from mediasvc.domain.remedies import REMEDIES
from mediasvc.domain.seminar import SeminarId
from mediasvc.domain.slide_changes import SlideState
from mediasvc.domain.stage import Stage
from mediasvc.domain.steps import Step
from mediasvc.domain.timeline import METHODS_TO_COME, TimingMethod
from mediasvc.domain.token import Scope
from mediasvc.usecases.bulk_actions import BulkAction
from mediasvc.usecases.note import SERVICE
from mediasvc.web.modules import QUIET, TOOLS
from mediasvc.web.offline import offline_page

__all__ = ["service", "storage", "visitor"]

PLAYER = Path(__file__).resolve().parents[2] / "player" / "src"
# Looked up by names that the talk, the address or a list gives.
BY_NAME = (
    *("service", "ways", "files", "sorry", "settings", "help", "name"),
    *("stage", "newer", "order", "work", "methods", "warnings", "errors"),
)
# Said by the pages for organisers, and by their scripts.
OF_CONSOLE = (
    *("console", "sign_in", "forgotten", "invited", "talks", "one", "times", "draft"),
    *("kept", "consent", "removal", "merging", "approval", "versions", "changes", "compare", "give", "series"),
    *("people", "tokens", "activity", "account", "mail", "mails", "state", "bulk", "table"),
)
OF_ITS_SCRIPTS = ("upload", "time", "draft")


def told(words: str | Mapping[str, Any] | list[Any], place: str = "") -> Iterator[tuple[str, str]]:
    """Each sentence, with where it stands."""
    if isinstance(words, str):
        yield place, words
        return
    parts = words.items() if isinstance(words, Mapping) else enumerate(words)
    for name, inside in parts:
        yield from told(inside, f"{place}.{name}".removeprefix("."))


@pytest.mark.parametrize("tag", TAGS)
def test_every_language_has_every_word(tag: str) -> None:
    """With the same gaps for values, and none that is English by oversight."""
    english, words = dict(told(language("en").words)), dict(told(language(tag).words))
    assert list(words) == list(english)
    assert {place: text.count("{}") for place, text in words.items()} == {
        place: text.count("{}") for place, text in english.items()
    }
    assert all(text.strip() == text and text for text in words.values())
    same = [place for place in words if words[place] == english[place]]
    assert tag == "en" or len(same) < len(english) / 10, same


def test_every_word_is_said_somewhere() -> None:
    folders = [resources.files(package).joinpath("templates") for package in ("mediasvc.web", "mediasvc.delivery")]
    pages = "".join(each.read_text(encoding="utf-8") for folder in folders for each in folder.iterdir())
    pages += resources.files("mediasvc.web").joinpath("pages.py").read_text(encoding="utf-8")
    scripts = "".join(path.read_text(encoding="utf-8") for path in PLAYER.glob("*.js"))
    unsaid: list[str] = []
    for place, _ in told(language("en").words):
        section, _, name = place.partition(".")
        if section in (*BY_NAME, *OF_CONSOLE, *OF_ITS_SCRIPTS) or name == "name":
            continue
        by_script = section in ("player", *TOOLS, *QUIET)
        said = re.search(rf"words\.{name}\b", scripts) if by_script else re.search(rf"\b{name}\b", pages)
        unsaid += [] if said or (section == "search" and name in ("said", "picture", "notes")) else [place]
    assert unsaid == []


def test_every_word_of_the_console_is_said_somewhere() -> None:
    package = resources.files("mediasvc.console")
    templates, code, scripts = (
        "".join(path.read_text(encoding="utf-8") for path in folder.iterdir() if path.name.endswith(ending))
        for folder, ending in (
            (package.joinpath("templates"), ".html"),
            (package, ".py"),
            (package.joinpath("src"), ".js"),
        )
    )
    code += resources.files("mediasvc.delivery").joinpath("letters.py").read_text(encoding="utf-8")
    by_value = {each.name.lower() for each in Action} | {
        *Scope,
        *LinkKind,
        *Role,
        *Changed,
        *Notes,
        *SlideState,
        CLEANED,
        WANTED,
        SERVICE,
        *MailState,
        *MailKind,
        *(f"{kind}_subject" for kind in MailKind),
    }
    unsaid: list[str] = []
    for section in {*OF_CONSOLE, *OF_ITS_SCRIPTS} & set(language("en").words):
        for name in language("en").words[section]:
            is_said = re.search(rf"words\.{section}\.{name}\b", templates) or f'"{name}"' in code + templates
            by_script = section in OF_ITS_SCRIPTS and re.search(rf'words\.{name}\b|"{name}"', scripts)
            unsaid += [] if is_said or by_script or name in by_value else [f"{section}.{name}"]
    assert unsaid == []


@pytest.mark.parametrize("tag", TAGS)
def test_whatever_happens_to_a_talk_has_a_word(tag: str) -> None:
    words = language(tag).words
    assert set(words["stage"]) == set(Stage)
    assert set(words["work"]) >= {*Step, "beginning"}
    assert list(words["state"]) == ["all", *STATES]
    assert set(words["order"]) == set(TalkOrder)
    assert set(words["bulk"]["done"]) == set(BulkAction) <= set(words["bulk"])
    assert tuple(words["table"]) == COLUMNS
    assert set(words["errors"]) >= set(REMEDIES)
    assert set(words["changes"]) >= {*Changed, *Notes}
    assert set(words["methods"]) == {*TimingMethod, *METHODS_TO_COME} - {TimingMethod.AUTO}


@pytest.mark.parametrize(
    ("asked", "accepted", "spoken", "tag"),
    [
        (None, "", None, "en"),
        ("fr", "es", "ar", "fr"),
        ("xx", "es", "ar", "es"),
        (None, "de, pt-BR;q=0.8, es;q=0.9", None, "es"),
        (None, "de;q=0.9, *;q=0.1", "sw-KE", "sw"),
        (None, "fr;q=0, en;q=0.1", None, "en"),
        (None, "FR-ca", None, "fr"),
        (None, "ar;q=soon, es;level=1", "pt", "es"),
        (None, "sw;q=0.5, ar;q=1.0;level=1", None, "ar"),
        (None, "es;q=0.8, pt ; Q = 0.9, fr;Q=0", None, "pt"),
        (None, "ar;q=nan, fr;level=1;q=0", "sw", "sw"),
    ],
)
def test_a_reader_gets_the_best(asked: str | None, accepted: str, spoken: str | None, tag: str) -> None:
    assert language_for(asked, accepted, spoken).tag == tag


@given(st.text(), st.text())
def test_whatever_a_browser_says_there_is_a_language(asked: str, accepted: str) -> None:
    assert language_for(asked, accepted, None).tag in TAGS


def test_dates_and_figures_are_written_as_in_the_language() -> None:
    assert day(date(2026, 11, 21), language("en").locale) == "21 November 2026"
    assert day(date(2026, 11, 21), language("fr").locale) == "21 novembre 2026"
    assert size(7_640_000, language("fr").locale).replace("\u202f", " ").replace("\xa0", " ") == "7,6 Mo"
    assert size(7_640_000, language("sw").locale) == "MB 7.6"


@pytest.mark.parametrize("path", ["/", WATCH, EMBED, f"{WATCH}/text", "/s/none"])
@pytest.mark.parametrize("tag", TAGS)
def test_every_page_speaks_every_language(service: Service, visitor: Visitor, path: str, tag: str) -> None:
    put_talk(service)
    for answer in (visitor.ask(f"{path}?lang={tag}"), visitor.ask(path, accept_language=tag)):
        direction = "rtl" if tag == "ar" else "ltr"
        assert f'<html lang="{tag}" dir="{direction}"' in answer.text
    asked, accepted = visitor.ask(f"{path}?lang={tag}").text, visitor.ask(path, accept_language=tag).text
    # Who has asked for a language in the address keeps it from page to page.
    links = re.findall(r'href="(/(?:s/[^"#]*)?)[#"]', asked)
    assert all("lang=" in link or "zip" in link for link in links), links
    assert "?lang=" not in re.sub(r'<nav class="languages".*?</nav>', "", accepted, flags=re.DOTALL)


@pytest.mark.parametrize(
    "path", ["/", WATCH, f"{WATCH}/text", "/?q=savings", "/?after={place}", "/?q=savings&after={place}"]
)
def test_every_page_leads_to_itself_in_every_language(service: Service, visitor: Visitor, path: str) -> None:
    put_talk(service)
    place = place_of(date(2027, 1, 1), datetime(2027, 1, 1, tzinfo=UTC), SeminarId("1"))
    address = urlsplit(path.format(place=place))
    page = visitor.ask(address.geturl()).text
    links = re.findall(r'<a href="([^"]+)" lang="\w+" hreflang="(\w+)"', page)
    assert [tag for _, tag in links] == list(TAGS)
    for link, tag in links:
        leads_to = urlsplit(urljoin(address.geturl(), unescape(link)))
        assert leads_to.path == address.path
        assert parse_qs(leads_to.query) == {"lang": [tag], **parse_qs(address.query)}


def test_the_exported_page_speaks_the_talks_language() -> None:
    for spoken, tag in (("ar", "ar"), ("pt-BR", "pt"), ("am", "en"), (None, "en")):
        assert f'<html lang="{tag}"' in offline_page(replace(TALK, language=spoken))
