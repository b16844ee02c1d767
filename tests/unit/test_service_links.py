"""Links of the pages to those who run the service."""

from dataclasses import replace
from typing import Any

import pytest
from test_manifest import TALK
from test_page_words import EMBED, WATCH, Visitor, put_talk, service, storage

from mediasvc.bootstrap import Service
from mediasvc.delivery.languages import TAGS, language
from mediasvc.domain.errors import Usage
from mediasvc.settings import load_settings
from mediasvc.web.app import create_pages

__all__ = ["service", "storage"]

CHOSEN = {
    "report_problems_to": "help@example.org",
    "imprint_url": "https://example.org/imprint?a=1&b=2",
    "privacy_url": "https://example.org/privacy",
}
LINKS = {
    "report": "mailto:help@example.org",
    "imprint": "https://example.org/imprint?a=1&amp;b=2",
    "privacy": "https://example.org/privacy",
}


def asking(service: Service, **settings: Any) -> Visitor:
    put_talk(service, replace(TALK, language="en"))
    return Visitor(create_pages(replace(service, settings=service.settings.model_copy(update=settings))))


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize("path", ["/", WATCH, f"{WATCH}/text", "/s/there-is-none"])
def test_every_page_links_to_those_who_run_the_service(service: Service, path: str, tag: str) -> None:
    page = asking(service, **CHOSEN).ask(f"{path}?lang={tag}").text
    for name, address in LINKS.items():
        assert f'<a href="{address}">{language(tag).words["service"][name]}</a>' in page


@pytest.mark.parametrize("path", ["/", WATCH, f"{WATCH}/text", "/s/there-is-none"])
def test_nothing_is_linked_that_is_not_set(service: Service, path: str) -> None:
    page = asking(service, report_problems_to="https://example.org/help").ask(path).text
    assert '<a href="https://example.org/help">Report a problem</a>' in page
    assert not any(language("en").words["service"][name] in page for name in ("imprint", "privacy"))


def test_the_frame_has_no_room_for_it_and_what_is_said_in_one_opens_outside(service: Service) -> None:
    visitor = asking(service, **CHOSEN)
    assert "example.org" not in visitor.ask(EMBED).text
    gone = visitor.ask("/s/there-is-none/embed").text
    assert '<a href="https://example.org/privacy" target="_blank" rel="noopener">Privacy</a>' in gone


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REPORT_PROBLEMS_TO", "help"),
        ("REPORT_PROBLEMS_TO", "javascript://example.org/%0aalert(1)"),
        ("IMPRINT_URL", "/imprint"),
        ("IMPRINT_URL", "javascript:alert(1)"),
        ("PRIVACY_URL", "https://"),
        ("PRIVACY_URL", "https://example.org/a b"),
        ("PRIVACY_URL", "https://[/"),
    ],
)
def test_what_is_no_address_is_refused_by_its_name(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"MEDIASVC_{name}", value)
    with pytest.raises(Usage, match=f"MEDIASVC_{name}: "):
        load_settings()
