"""Organisers hand a talk in from a bad link, in a real Chromium, at a service that runs as its operators run it."""

import hashlib
import re
import sqlite3
import time
from collections.abc import Callable, Generator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from browsing import SMALL_PHONE, play_by_key, wait_until
from command_line import Mediasvc
from playwright.sync_api import Browser, BrowserContext, Dialog, Locator, Page, Request, expect
from serving import Served, served

from mediasvc.bootstrap import open_service
from mediasvc.delivery.askers import SESSION_COOKIE
from mediasvc.domain.person import Person, PersonId, Role
from mediasvc.settings import load_settings
from mediasvc.usecases.sessions import begin_session

MEGABYTE = 1_000_000
# So slow that an upload is at its middle however slow the machine is, and so fast that nobody waits for the middle.
LENGTH, BYTES_PER_SECOND = 12 * MEGABYTE, 400_000
LONGEST_MS = 120_000
LINK = re.compile(r"http\S+/console/link/\S+")
SENT = "document.querySelector('#uploads progress')?.value ?? 0"


@dataclass
class Clicks:
    """Counts what somebody presses."""

    count: int = 0

    def __call__(self, button: Locator) -> None:
        self.count += 1
        button.click()


@dataclass
class Watched:
    """Where the pieces begin that a page sends, by the addresses of their uploads."""

    offsets: list[tuple[str, int]] = field(default_factory=list[tuple[str, int]])

    def __call__(self, request: Request) -> None:
        if request.method == "PATCH":
            self.offsets.append((request.url, int(request.headers["upload-offset"])))


@dataclass
class Service:
    """A service that can be killed, and started again at the same address."""

    mediasvc: Mediasvc
    session: str
    stack: ExitStack
    running: Served

    @property
    def address(self) -> str:
        return self.running.address

    def kill(self) -> None:
        self.running.process.kill()
        self.running.process.wait()

    def start(self) -> None:
        port = urlsplit(self.address).port or 0
        self.running = self.stack.enter_context(served(self.mediasvc, "", command="api", port=port))

    def rows(self, question: str, *values: str) -> list[tuple[int, ...]]:
        """Return the answer of the database, which the service has open as well."""
        with closing(sqlite3.connect(self.mediasvc.data_dir / "mediasvc.sqlite3")) as connection:
            return connection.execute(question, values).fetchall()

    def offset(self, path: Path) -> int:
        """Return how much of the file's only upload is kept."""
        [(offset,)] = self.rows("SELECT offset_bytes FROM uploads WHERE name = ?", path.name)
        return int(offset)

    def kept(self) -> set[str]:
        return {path.name for path in (self.mediasvc.data_dir / "storage/sources").glob("*")}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Generator[Service]:
    mediasvc = Mediasvc(tmp_path_factory.mktemp("data"))
    amina = Person(PersonId("amina"), "amina@example.org", "Amina", None, True, {}, datetime.now(UTC))
    with open_service(load_settings(mediasvc.data_dir)) as opened, opened.database.transaction() as catalogue:
        catalogue.people.add(amina)
        session = begin_session(catalogue, amina)[1]
    with ExitStack() as stack:
        running = stack.enter_context(served(mediasvc, "", command="api"))
        yield Service(mediasvc, session, stack, running)


@pytest.fixture
def context(browser: Browser, service: Service) -> Generator[BrowserContext]:
    """A browser of its own, in which Amina is signed in."""
    width, height = SMALL_PHONE
    context = browser.new_context(viewport={"width": width, "height": height})
    context.set_default_timeout(LONGEST_MS)
    context.add_cookies([{"name": SESSION_COOKIE, "value": service.session, "url": service.address}])
    yield context
    context.close()


@pytest.fixture
def big_file(tmp_path: Path) -> Path:
    path = tmp_path / f"{tmp_path.name}.mp3"
    path.write_bytes(hashlib.shake_256(path.name.encode()).digest(LENGTH))
    return path


class ThinLink:
    """The link of one page, whose speed can be changed."""

    def __init__(self, page: Page) -> None:
        self._session: Any = page.context.new_cdp_session(page)

    def set(self, bytes_per_second: int = -1, *, lost: bool = False) -> None:
        """Let so much through from now on, upwards; -1 stands for everything."""
        conditions = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": bytes_per_second}
        self._session.send("Network.emulateNetworkConditions", {"offline": lost, **conditions})


def new_talk(context: BrowserContext, service: Service, path: Path) -> tuple[Page, ThinLink]:
    """Open the page for a new talk, over a slow link, and choose a file there."""
    page = context.new_page()
    page.goto(f"{service.address}console/new")
    link = ThinLink(page)
    link.set(BYTES_PER_SECOND)
    page.wait_for_selector(".scripted")
    page.set_input_files("#files", path)
    return page, link


def expect_here(page: Page, path: Path) -> None:
    """The whole file is with the service, and the page says so."""
    expect(page.locator("#listed")).to_contain_text(path.name, timeout=LONGEST_MS)
    expect(page.locator("#uploads li")).to_have_count(0, timeout=LONGEST_MS)


def expect_lost(page: Page) -> None:
    expect(page.locator("#uploads")).to_contain_text("The connection is lost.", timeout=LONGEST_MS)


def second_tab(context: BrowserContext, service: Service, path: Path) -> tuple[Page, ThinLink, Watched]:
    """Choose a file that another tab is sending, and wait until the page says so."""
    page, link = new_talk(context, service, path)
    watched = Watched()
    page.on("request", watched)
    expect(page.locator("#uploads")).to_contain_text("Another tab or device", timeout=LONGEST_MS)
    return page, link, watched


def wait_for_part(page: Page, least: float = 0.05) -> None:
    """Wait until so much of the only file is sent."""
    page.wait_for_function(f"least => {SENT} >= least", arg=least)


def wait(until: Callable[[], bool]) -> None:
    ends_at = time.monotonic() + LONGEST_MS / 1000
    while not until():
        assert time.monotonic() < ends_at
        time.sleep(0.05)


def test_an_upload_goes_on_in_another_tab_and_after_the_service_was_killed(
    context: BrowserContext, service: Service, big_file: Path
) -> None:
    [(drafts,)] = service.rows("SELECT count(*) FROM seminars")
    page, _ = new_talk(context, service, big_file)
    wait_for_part(page)
    page.fill("#title", "A long recording")
    page.click("#make")
    expect(page.locator("#note")).to_contain_text("keep this page open", timeout=LONGEST_MS)
    page.close()
    # What has come is kept when the service notices that the link is gone.
    wait(lambda: service.offset(big_file) > 0)
    page, link = new_talk(context, service, big_file)
    watched = Watched()
    page.on("request", watched)
    wait_for_part(page, 0.3)
    service.kill()
    kept = service.offset(big_file)
    assert 0 < kept < LENGTH
    expect_lost(page)
    service.start()
    page.evaluate("window.wasHereBefore = true")
    link.set()
    expect_here(page, big_file)
    assert page.evaluate("window.wasHereBefore")
    addresses, offsets = zip(*watched.offsets, strict=True)
    assert len(set(addresses)) == 1
    assert offsets[0] > 0
    assert kept in offsets
    assert hashlib.sha256(big_file.read_bytes()).hexdigest() in service.kept()
    # The draft has the name that was typed before the first cut, and there is no other.
    assert page.url.endswith("/console/talks/a-long-recording/files")
    assert service.rows("SELECT count(*) FROM seminars") == [(drafts + 1,)]


def test_a_link_that_is_lost_for_a_while_costs_no_reload(
    context: BrowserContext, service: Service, big_file: Path
) -> None:
    page, link = new_talk(context, service, big_file)
    page.evaluate("window.wasHereBefore = true")
    wait_for_part(page)
    link.set(lost=True)
    expect_lost(page)
    link.set()
    expect_here(page, big_file)
    assert page.evaluate("window.wasHereBefore")
    assert hashlib.sha256(big_file.read_bytes()).hexdigest() in service.kept()


def test_files_chosen_without_a_link_are_sent_when_it_is_back(
    context: BrowserContext, service: Service, big_file: Path
) -> None:
    page = context.new_page()
    page.goto(f"{service.address}console/new")
    page.wait_for_selector(".scripted")
    context.set_offline(True)
    page.set_input_files("#files", big_file)
    expect(page.locator("#uploads .wrong")).to_contain_text("There is no connection.", timeout=LONGEST_MS)
    context.set_offline(False)
    page.get_by_role("button", name="Try again").click()
    expect_here(page, big_file)


def test_two_tabs_send_one_file_once(context: BrowserContext, service: Service, big_file: Path) -> None:
    first, first_link = new_talk(context, service, big_file)
    wait_for_part(first)
    second, second_link, watched = second_tab(context, service, big_file)
    wait_for_part(first, 0.2)
    for link in (first_link, second_link):
        link.set()
    for page in (first, second):
        expect_here(page, big_file)
    assert watched.offsets == []
    assert first.url == second.url
    assert hashlib.sha256(big_file.read_bytes()).hexdigest() in service.kept()


def test_a_tab_goes_on_where_another_one_was_closed(context: BrowserContext, service: Service, big_file: Path) -> None:
    first, _ = new_talk(context, service, big_file)
    wait_for_part(first)
    second, link, watched = second_tab(context, service, big_file)
    first.close()
    link.set()
    expect_here(second, big_file)
    assert watched.offsets[0][1] > 0
    assert hashlib.sha256(big_file.read_bytes()).hexdigest() in service.kept()


def test_leaving_while_files_are_on_their_way_is_warned_about(
    context: BrowserContext, service: Service, big_file: Path
) -> None:
    page, _ = new_talk(context, service, big_file)
    warned: list[str] = []

    def stay(dialog: Dialog) -> None:
        warned.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    wait_for_part(page)
    # Browsers ask only those who have done something on the page.
    page.click("#title")
    page.close(run_before_unload=True)
    wait_for_part(page, 0.08)
    assert warned == ["beforeunload"]


def test_the_talk_is_asked_for_at_once_while_its_files_are_only_chosen(
    context: BrowserContext, service: Service, big_file: Path
) -> None:
    page = context.new_page()
    page.goto(f"{service.address}console/new")
    page.wait_for_selector(".scripted")
    page.fill("#title", "Asked for at once")
    page.route("**/tus.min.js", lambda route: (time.sleep(0.5), route.continue_()))
    page.set_input_files("#files", big_file)
    page.click("#make")
    page.wait_for_url("**/console/talks/asked-for-at-once")


def test_a_file_that_replaces_another_is_where_that_one_was(
    context: BrowserContext, service: Service, tmp_path: Path
) -> None:
    paths = [tmp_path / f"{name}.mp3" for name in ("first", "second", "better")]
    for path in paths:
        path.write_bytes(f"{tmp_path.name} {path.name}".encode())
    page, _ = new_talk(context, service, paths[0])
    expect_here(page, paths[0])
    page.set_input_files("#files", paths[1])
    expect_here(page, paths[1])
    page.goto(f"{page.url}?replace=first.mp3")
    page.wait_for_selector(".scripted")
    page.set_input_files("#files", paths[2])
    expect(page.locator("#listed")).not_to_contain_text("first.mp3")
    names = page.locator("#listed input[name=order]").evaluate_all("inputs => inputs.map(({value}) => value)")
    assert names == ["better.mp3", "second.mp3"]


def test_a_second_file_of_the_same_name_is_kept_beside_the_first(
    context: BrowserContext, service: Service, tmp_path: Path
) -> None:
    paths = [tmp_path / folder / "REC001.mp3" for folder in ("monday", "tuesday")]
    for number, path in enumerate(paths, 1):
        path.parent.mkdir()
        path.write_bytes(f"{tmp_path.name} {path.parent.name}".encode() * number)
    page, _ = new_talk(context, service, paths[0])
    expect_here(page, paths[0])
    page.set_input_files("#files", paths[1])
    rows = page.locator("#listed bdi")
    expect(rows).to_have_text(["REC001.mp3", "REC001 (2).mp3"], timeout=LONGEST_MS)
    for path in paths:
        assert hashlib.sha256(path.read_bytes()).hexdigest() in service.kept()
    page.set_input_files("#files", paths[1])
    expect(page.locator("#uploads .wrong")).to_have_text("This file is here already.", timeout=LONGEST_MS)


def test_files_wait_until_a_series_is_chosen_where_a_talk_cannot_be_without_one(
    context: BrowserContext, service: Service, tmp_path: Path
) -> None:
    with open_service(load_settings(service.mediasvc.data_dir)) as opened, opened.database.transaction() as catalogue:
        roles = {catalogue.series.of_title(title, "series").id: Role.CONTRIBUTOR for title in ("Alpha", "Beta")}
        joao = Person(PersonId("joao"), "joao@example.org", "João", None, False, roles, datetime.now(UTC))
        catalogue.people.add(joao)
        session = begin_session(catalogue, joao)[1]
    context.add_cookies([{"name": SESSION_COOKIE, "value": session, "url": service.address}])
    path = tmp_path / "alpha.mp3"
    path.write_bytes(tmp_path.name.encode())
    page, _ = new_talk(context, service, path)
    expect(page.locator("#note")).to_have_text("Choose a series. The files are sent then.", timeout=LONGEST_MS)
    expect(page.locator("#series")).to_be_focused()
    expect(page.locator("label.main")).to_be_in_viewport(ratio=1)
    page.select_option("#series", "Beta")
    expect_here(page, path)
    expect(page.locator("#note")).to_have_text("")
    page.fill("#title", "Of Beta")
    page.click("#make")
    page.wait_for_url("**/console/talks/of-beta")
    expect(page.locator(".facts").first).to_contain_text("Beta")


def test_from_the_first_link_to_a_public_talk_in_four_clicks(
    browser: Browser, tmp_path: Path, pages: Path, recording: Path
) -> None:
    mediasvc, clicks = Mediasvc(tmp_path / "data"), Clicks()
    mediasvc.data_dir.mkdir()
    with served(mediasvc, "") as running:
        found = LINK.search((mediasvc.data_dir / "serve.log").read_text())
        while found is None:
            found = LINK.search((mediasvc.data_dir / "serve.log").read_text())
        width, height = SMALL_PHONE
        context = browser.new_context(viewport={"width": width, "height": height})
        page = context.new_page()
        page.set_default_timeout(LONGEST_MS)
        page.goto(found[0])
        for name, value in (("name", "Amina"), ("email", "amina@example.org"), ("password", "four words are long")):
            page.fill(f"#{name}", value)
        clicks(page.get_by_role("button", name="Go on"))
        page.wait_for_url("**/console/new")
        # Playwright does not wait until Chromium knows that somebody listens.
        page.on("filechooser", lambda _: None)
        page.wait_for_selector(".scripted")
        with page.expect_file_chooser() as chooser:
            clicks(page.locator("label.main"))
        chooser.value.set_files([pages, recording])
        page.fill("#title", "Savings groups")
        clicks(page.get_by_role("button", name="Make the talk"))
        page.wait_for_url("**/console/talks/savings-groups")
        clicks(page.get_by_role("button", name="Publish", exact=True))
        expect(page.locator(".stage")).to_have_text("Public", timeout=LONGEST_MS)
        assert clicks.count == 4
        page.goto(f"{running.address}s/savings-groups")
        play_by_key(page)
        wait_until(page, 0.5)
        context.close()
