"""Slides without a title, as pages call them: by their number, once."""

import re
from dataclasses import replace

import pytest
from test_manifest import TALK
from test_page_words import EMBED, WATCH, Visitor, put_talk, service, storage, visitor

from mediasvc.bootstrap import Service
from mediasvc.delivery.languages import TAGS, language
from mediasvc.web.offline import offline_page

__all__ = ["service", "storage", "visitor"]

UNTITLED = replace(TALK, slides=tuple(replace(slide, title="") for slide in TALK.slides))


def numbers(html: str, name: str) -> list[str]:
    """The numbers of slides that the text of each row is to have, and no other text but times."""
    rows = re.findall(r'<(?:a|div) class="jump".*?</(?:a|div)>', html, re.DOTALL)
    words = [" ".join(re.sub("<[^>]*>", " ", row).split()) for row in rows]
    found = [re.fullmatch(re.escape(name).replace(r"\{\}", r"(\d+)") + r"(?: \d+:\d\d)?", row) for row in words]
    assert all(found), words
    return [each[1] for each in found if each]


@pytest.mark.parametrize("tag", TAGS)
def test_lists_name_untitled_slides_once(service: Service, visitor: Visitor, tag: str) -> None:
    put_talk(service, UNTITLED)
    name = language(tag).words["talk"]["slide"]
    shown = [str(cue.slide + 1) for cue in TALK.cues]
    never = [str(slide.number) for slide in TALK.slides if str(slide.number) not in shown]
    assert numbers(visitor.ask(f"{WATCH}?lang={tag}").text, name) == shown + never
    assert numbers(visitor.ask(f"{EMBED}?lang={tag}").text, name) == shown
    headings = re.findall(r"<h2[^>]*>(.*?)</h2>", visitor.ask(f"{WATCH}/text?lang={tag}").text)
    assert [re.sub("<[^>]*>", "", each) for each in headings] == [name.format(number) for number in shown + never]


def test_so_does_an_exported_page() -> None:
    shown = len(TALK.cues)
    assert len(numbers(offline_page(replace(UNTITLED, language="fr")), "Diapositive {}")) >= shown
