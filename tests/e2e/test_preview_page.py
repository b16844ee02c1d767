"""A release that is not public yet, in a real Chromium: its people watch it with all that belongs to it."""

import re
from collections.abc import Generator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from browsing import DESKTOP, PHONE, Open, agree, assert_shows, play_by_key, seek, slow_down, wait_until
from playwright.sync_api import Page, Response, expect
from served_talk import publish_talk

from mediasvc.bootstrap import Service, open_service
from mediasvc.delivery.askers import SESSION_COOKIE
from mediasvc.domain.access import Operator
from mediasvc.domain.manifest import Manifest
from mediasvc.domain.person import Person, PersonId
from mediasvc.domain.publishing import ON_REQUEST
from mediasvc.settings import Settings
from mediasvc.usecases.restore import restore
from mediasvc.usecases.sessions import begin_session

AMINA = Person(PersonId("amina"), "amina@example.org", "Amina", None, True, {}, datetime(2026, 11, 21, tzinfo=UTC))


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, folder: Path, talk: Manifest) -> Generator[Service]:
    """One that has a talk, `a-talk`, which waits, at an address where people can sign in without HTTPS."""
    with open_service(Settings(data_dir=tmp_path_factory.mktemp("data"), public_url="http://localhost")) as service:
        publish_talk(service, folder, talk, publishing=ON_REQUEST)
        yield service


@pytest.fixture(scope="module")
def session(service: Service) -> str:
    """The token of a session of Amina, who may publish."""
    with service.database.transaction() as catalogue:
        catalogue.people.add(AMINA)
        return begin_session(catalogue, AMINA)[1]


def open_preview(open_page: Open, root: str, session: str, window: tuple[int, int] = DESKTOP) -> Page:
    """Open the preview as somebody who has signed in."""
    page = open_page("/", window)
    page.context.add_cookies([{"name": SESSION_COOKIE, "value": session, "url": root}])
    page.goto(f"{root}/s/a-talk/preview")
    return page


def assert_pressed_above_the_player(page: Page) -> None:
    bar = page.get_by_role("region", name="Not public yet")
    expect(bar.get_by_role("link", name="Manage this talk")).to_be_in_viewport()
    expect(bar.get_by_role("button", name="Publish now")).to_be_in_viewport()
    expect(page.get_by_role("button", name="Play")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_its_people_watch_it_then_it_is_published_and_everybody_does(
    open_page: Open, root: str, session: str, service: Service, complaints: list[str]
) -> None:
    answers: list[Response] = []
    assert_pressed_above_the_player(open_preview(open_page, root, session, PHONE))
    page = open_preview(open_page, root, session)
    assert_pressed_above_the_player(page)
    page.on("response", lambda answer: answers.append(answer))
    page.reload()
    play_by_key(page)
    slow_down(page)
    seek(page, 7.3)
    assert_shows(page, 1)
    wait_until(page, 7.4)
    page.get_by_role("button", name="Transcript").click()
    expect(page.get_by_role("group", name="Transcript").get_by_role("link").first).to_be_visible()
    page.get_by_role("radio", name="Video, small").check()
    agree(page)
    video = page.locator("#stage video[src]")
    expect(video).to_have_js_property("paused", False)
    wait_until(page, 7.5)
    expect(page.locator("#trouble")).to_be_hidden()
    page.wait_for_load_state("networkidle")
    ours = [answer for answer in answers if answer.url.startswith(f"{root}/s/")]
    kinds = {re.sub(r"\d+-\d+", "N", answer.url.rpartition("/")[2]) for answer in ours}
    assert {"preview", "text", "audio-low.webm", "video-low.mp4", "N.avif"} <= kinds
    assert {answer.headers["cache-control"] for answer in ours} == {"private, no-store"}
    assert not [
        answer.url for answer in answers if answer.url not in {each.url for each in ours} and "/media/" in answer.url
    ]
    # A page that plays would go on asking, and complain.
    context = page.context
    page.close()
    context.clear_cookies()
    assert context.request.get(ours[-1].url, max_redirects=0).status == 404
    assert context.request.get(f"{root}/s/a-talk/preview", max_redirects=0).status == 303
    assert context.request.get(f"{root}/s/a-talk").status == 404
    restore(service, Operator(), "a-talk", 1)
    public = open_page("/s/a-talk#t=4.2")
    play_by_key(public)
    wait_until(public, 4.4)
    expect(public.get_by_text("Not public yet")).to_have_count(0)
    complaints.clear()
