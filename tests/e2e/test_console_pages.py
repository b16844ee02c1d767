"""Pages for organisers in a real Chromium, at every stage of a talk: in reach, readable, by keyboard, by hand."""

from collections.abc import Callable, Generator, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import pytest
from browsing import DESKTOP, FACTS_GAP_PX, SMALL_PHONE, UNEVEN
from console_house import FOR_ANYBODY, TITLE, ConsoleHouse, console_house, draft
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from served_talk import publish_talk, serving
from tabbing import stops

from mediasvc.console import bulk
from mediasvc.domain.access import Operator
from mediasvc.domain.errors import Conflict, DeckEmpty
from mediasvc.domain.manifest import Manifest
from mediasvc.domain.order import Order
from mediasvc.domain.publishing import ON_REQUEST
from mediasvc.domain.token import Scope
from mediasvc.usecases.build import build
from mediasvc.usecases.fail import fail
from mediasvc.usecases.my_talks import my_files, my_talk
from mediasvc.usecases.purge import purge
from mediasvc.usecases.remove import remove
from mediasvc.usecases.tokens import TokenTerms, create_token
from mediasvc.usecases.waiting import read_waiting

AXE = files("axe_playwright_python") / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What is to be pressed, or read, first on each page.
MAIN = {
    "sign-in": "button.main",
    "forgotten": "main a",
    "link": "button.main",
    "list": ".button.main",
    "bulk": ".facts",
    "new": "label.main",
    "draft": "#make",
    "arriving": ".button.main",
    "waiting": ".now",
    "working": ".now",
    "talks/working/details": ".now",
    "failed": ".button.main",
    "ready": "button.main",
    "awaited": "button.main",
    "send-back": "button.main",
    "sent-back": ".actions .button",
    "planned": "button.main",
    "public": ".button.main",
    "withdrawn": "button.main",
    "withdrawn-failed": ".button.main",
    "talks/versions/releases": ".button",
    "talks/versions/compare": "form.two button",
    "talks/kept/files": "#make",
    "talks/versions/consent": "#method-1",
    "deleted": ".talks .button",
    "remove": "button.main",
    "removed": ".trouble",
    "people": ".button.main",
    "people/new": "button.main",
    "tokens": ".button.main",
    "tokens/new": "button.main",
    "activity": ".talks li",
    "account": "button.main",
    "account/tokens": ".button.main",
    "account/tokens/new": "button.main",
    "series": ".button.main",
    "new-series": "button.main",
    "series/friday": "button.main",
    "give": "#language",
    "give/shown": "#language",
    "give/refused": ".trouble",
    "give/not-yet": "#language",
    "mail": ".talks li",
    "mail/refused": ".facts",
}

LONGEST_MS = 60_000
SCHEMES: Mapping[str, tuple[Literal["light", "dark"], ...]] = {"": ("light", "dark"), "?lang=ar": ("light",)}
NewPage = Callable[..., Page]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, folder: Path, talk: Manifest) -> Generator[ConsoleHouse]:
    with console_house(tmp_path_factory.mktemp("data"), folder, talk) as house:
        yield house


@pytest.fixture(scope="module")
def root(house: ConsoleHouse) -> Generator[str]:
    with serving(house.service) as address:
        yield address


@pytest.fixture
def new_page(browser: Browser, house: ConsoleHouse, root: str) -> Generator[NewPage]:
    """Opens a page, by its name or its address below the console, in a window of its own."""
    contexts: list[BrowserContext] = []

    def open_page(name: str, window: tuple[int, int] = SMALL_PHONE, query: str = "", **preferences: Any) -> Page:
        width, height = window
        context = browser.new_context(viewport={"width": width, "height": height}, **preferences)
        contexts.append(context)
        if name not in FOR_ANYBODY:
            context.add_cookies([house.cookie(root)])
        page = context.new_page()
        page.set_default_timeout(LONGEST_MS)
        path = house.pages.get(name, name)
        page.goto(f"{root}/console/{path}{query.replace('?', '&') if '?' in path else query}")
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("name", MAIN)
def test_what_is_to_be_done_is_in_a_small_window_and_no_judge_finds_anything(new_page: NewPage, name: str) -> None:
    # The pages' policies let no script in that is not theirs.
    for query, schemes in SCHEMES.items():
        page = new_page(name, query=query, bypass_csp=True)
        expect(page.locator(MAIN[name]).first).to_be_in_viewport(ratio=1, timeout=LONGEST_MS)
        assert page.evaluate("document.documentElement.scrollWidth") == SMALL_PHONE[0]
        assert page.evaluate(UNEVEN, FACTS_GAP_PX) == [], query
        page.evaluate(AXE.read_text())
        for scheme in schemes:
            page.emulate_media(color_scheme=scheme)
            found = page.evaluate("tags => axe.run({ runOnly: tags, resultTypes: ['violations'] })", TAGS)
            told = [(rule["id"], node["html"][:160]) for rule in found["violations"] for node in rule["nodes"]]
            assert told == [], (query, scheme)
        assert list(stops(page))


def test_many_talks_are_ticked_and_changed_until_none_is_left(
    new_page: NewPage, house: ConsoleHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "TALKS_AT_ONCE", 2)
    slugs = [draft(house.service, f"moved-{number}") for number in range(3)]
    with house.service.database.transaction() as catalogue:
        catalogue.series.of_title("سلسلة الجمعة", "friday")
    page = new_page("", query="?state=draft", bypass_csp=True)
    page.wait_for_selector(".scripted")
    chosen = page.locator("#bulk button").first
    expect(chosen).to_be_disabled()
    page.check("#all")
    expect(page.locator("input[name=talk]:not(:checked)")).to_have_count(0)
    page.uncheck("#all")
    for slug in slugs:
        page.locator(f"li:has([href$='/{slug}']) input").check()
    # What is to be done with them stays in sight.
    expect(chosen).to_be_in_viewport(ratio=1, timeout=LONGEST_MS)
    chosen.click()
    page.select_option("#into", "سلسلة الجمعة")
    page.locator("form:has(#into) button").click()
    page.wait_for_selector("a.button.main")
    expect(page.locator("[role=status]")).to_have_text("Moved: 3", timeout=LONGEST_MS)
    page.evaluate(AXE.read_text())
    found = page.evaluate("tags => axe.run({ runOnly: tags, resultTypes: ['violations'] })", TAGS)
    assert [rule["id"] for rule in found["violations"]] == []
    for slug in slugs:
        series = my_talk(house.service, Operator(), slug).seminar.series
        assert series is not None
        assert series.title == "سلسلة الجمعة"


def test_the_keyboard_alone_chooses_files_and_arranges_them(new_page: NewPage, house: ConsoleHouse) -> None:
    slug = draft(house.service, "by-keyboard")
    page = new_page(f"talks/{slug}/files", DESKTOP)
    page.wait_for_selector(".scripted")
    # Playwright does not wait until Chromium knows that somebody listens: said here, it is known before the key.
    page.on("filechooser", lambda _: None)
    tab_to(page, "#files")
    with page.expect_file_chooser():
        page.keyboard.press("Enter")
    rows = page.locator("#listed bdi")
    expect(rows).to_have_text(["slides.pdf", "talk.mp3"], timeout=LONGEST_MS)
    tab_to(page, "[name=up]")
    page.keyboard.press("Enter")
    expect(rows).to_have_text(["talk.mp3", "slides.pdf"], timeout=LONGEST_MS)
    # One goes on from where one was: the focus is on a button of the same file.
    page.wait_for_function("document.activeElement.value === 'talk.mp3'")
    page.keyboard.press("Enter")
    expect(rows).to_have_text(["slides.pdf", "talk.mp3"], timeout=LONGEST_MS)
    tab_to(page, "#make")
    expect(page.locator("#make")).to_be_in_viewport(ratio=1, timeout=LONGEST_MS)


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until it has the focus, once through the whole page at most."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab does not reach {selector}")


def test_a_page_whose_draft_was_deleted_says_so_and_keeps_what_was_typed(
    new_page: NewPage, house: ConsoleHouse
) -> None:
    slug = draft(house.service, "deleted-meanwhile")
    page = new_page(f"talks/{slug}/files", DESKTOP)
    page.wait_for_selector(".scripted")
    page.fill("#title", "Typed just now")
    remove(house.service, Operator(), slug, kept_days=1)
    page.locator("[name=down]").click()
    said = "The talk was deleted, and nothing of it can be seen or changed now."
    expect(page.locator("#note .trouble")).to_contain_text(said, timeout=LONGEST_MS)
    expect(page.locator("#title")).to_have_value("Typed just now")


def test_a_page_whose_draft_was_deleted_says_so_and_leaves_the_next_one_alone(
    new_page: NewPage, house: ConsoleHouse
) -> None:
    slug = draft(house.service, "deleted-elsewhere")
    page = new_page(f"talks/{slug}/files", DESKTOP)
    page.wait_for_selector(".scripted")
    remove(house.service, Operator(), slug, kept_days=1)
    assert purge(house.service, datetime.now(UTC) + timedelta(days=2))
    draft(house.service, slug)
    page.locator("[name=down]").click()
    said = "The talk that this page was about is not here any more."
    expect(page.locator("#note .trouble")).to_contain_text(said, timeout=LONGEST_MS)
    page.click("#make")
    expect(page.locator("main > .trouble")).to_contain_text(said, timeout=LONGEST_MS)
    assert my_talk(house.service, Operator(), slug).newest is None
    assert [file.name for file in my_files(house.service, Operator(), slug).sources] == ["slides.pdf", "talk.mp3"]


def test_back_after_the_talk_is_made_is_its_page_with_its_files(new_page: NewPage, house: ConsoleHouse) -> None:
    slug = draft(house.service, "named-by-its-file")
    page = new_page(f"talks/{slug}/files")
    page.fill("#title", "Water points in Turkana")
    page.click("#make")
    page.wait_for_url("**/console/talks/water-points-in-turkana")
    page.go_back()
    page.reload()
    page.wait_for_url("**/console/talks/water-points-in-turkana/files")
    expect(page.locator("#listed")).to_contain_text("slides.pdf")


def test_another_recording_takes_the_place_of_the_old_one_and_what_belonged_to_it_is_asked_about(
    new_page: NewPage, house: ConsoleHouse
) -> None:
    page = new_page("talks/replaced/files")
    page.wait_for_selector(".scripted")
    keep = page.locator("#keep")
    expect(keep).to_be_hidden(timeout=LONGEST_MS)
    held: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.method == "PATCH":
            held.append(route)
        else:
            route.continue_()

    page.route("**/uploads/*", hold)
    page.on("filechooser", lambda chooser: chooser.set_files(_file("better.mp3", b"ID3 better")))
    page.get_by_role("button", name="Replace talk.mp3").click()
    # It is asked as soon as the file is chosen: on a thin link it is long on its way.
    expect(keep).to_be_visible(timeout=LONGEST_MS)
    page.check("[name=keep_cues][value=yes]")
    page.click("#make")
    expect(page.locator("#note")).to_contain_text("keep this page open", timeout=LONGEST_MS)
    order = read_waiting(house.service, Operator(), "replaced").waiting.order
    assert (order.files, order.keep_cues, order.keep_captions) == (("slides.pdf", "better.mp3"), True, False)
    looks = 0
    while not held:
        looks += 1
        assert looks < 150
        page.wait_for_timeout(100)
    held[0].continue_()
    page.wait_for_url("**/console/talks/replaced")
    newest = my_talk(house.service, Operator(), "replaced").newest
    assert newest is not None
    assert [source.name for source in newest.request.files] == ["slides.pdf", "better.mp3"]


@pytest.mark.parametrize("has_script", [True, False])
def test_enter_in_a_field_makes_the_talk_and_leaves_its_files_alone(
    new_page: NewPage, house: ConsoleHouse, has_script: bool
) -> None:
    slug = draft(house.service, f"by-enter-{has_script}".lower())
    page = new_page(f"talks/{slug}/files", java_script_enabled=has_script)
    page.press("#title", "Enter")
    page.wait_for_url(f"**/console/talks/{slug}")
    expect(page.locator(".stage")).to_have_text("Waiting", timeout=LONGEST_MS)
    assert [file.name for file in my_files(house.service, Operator(), slug).sources] == ["slides.pdf", "talk.mp3"]


def test_files_are_arranged_by_dragging(new_page: NewPage, house: ConsoleHouse) -> None:
    slug = draft(house.service, "by-dragging")
    page = new_page(f"talks/{slug}/files", DESKTOP)
    page.wait_for_selector(".scripted")
    rows = page.locator("#listed li")
    rows.nth(1).drag_to(rows.nth(0))
    expect(page.locator("#listed bdi")).to_have_text(["talk.mp3", "slides.pdf"], timeout=LONGEST_MS)
    looks = 0
    while next(iter(my_files(house.service, Operator(), slug).sources)).name != "talk.mp3":
        looks += 1
        assert looks < 150
        page.wait_for_timeout(100)


def test_without_script_one_form_makes_a_talk_whose_page_is_loaded_again(
    new_page: NewPage, house: ConsoleHouse
) -> None:
    page = new_page("new", java_script_enabled=False)
    page.set_input_files("#files", [_file("slides.pdf", b"%PDF-1.7"), _file("talk.mp3", b"ID3 sound")])
    page.fill("#title", "Without script")
    page.click("#make")
    page.wait_for_url("**/console/talks/without-script")
    expect(page.locator(".stage")).to_have_text("Waiting", timeout=LONGEST_MS)
    newest = my_talk(house.service, Operator(), "without-script").newest
    assert newest is not None
    with house.service.database.transaction() as catalogue:
        fail(catalogue, newest, DeckEmpty().failure)
    expect(page.locator(".stage")).to_have_text("Did not work", timeout=LONGEST_MS)


def test_a_pdf_is_marked_as_a_manuscript_by_keyboard_and_stays_marked(new_page: NewPage, house: ConsoleHouse) -> None:
    slug = draft(house.service, "with-a-manuscript")
    page = new_page(f"talks/{slug}/files")
    page.wait_for_selector(".scripted")
    page.set_input_files("#files", [_file("words.pdf", b"%PDF-1.7 words")])
    expect(page.locator("#listed bdi")).to_have_text(["slides.pdf", "talk.mp3", "words.pdf"], timeout=LONGEST_MS)
    tab_to(page, "[name=said][value='words.pdf']")
    with page.expect_response("**/files/part?**said=words.pdf**"):
        page.keyboard.press("Space")
    row = page.locator("#listed li", has_text="words.pdf")
    expect(row.locator(".remark")).to_have_text("Captions or manuscript of what is said", timeout=LONGEST_MS)
    page.wait_for_function("document.activeElement.matches('[name=said][value=\"words.pdf\"]')")
    assert page.evaluate("document.documentElement.scrollWidth") == SMALL_PHONE[0]
    page.click("#make")
    page.wait_for_url(f"**/console/talks/{slug}")
    newest = my_talk(house.service, Operator(), slug).newest
    assert newest is not None
    assert newest.request.captions is not None
    assert newest.request.captions.name == "words.pdf"
    assert [source.name for source in newest.request.files] == ["slides.pdf", "talk.mp3"]


def test_a_pdf_can_be_marked_as_a_manuscript_while_it_is_on_its_way(new_page: NewPage, house: ConsoleHouse) -> None:
    slug = draft(house.service, "marked-on-its-way")
    page = new_page(f"talks/{slug}/files")
    page.wait_for_selector(".scripted")
    held: list[Route] = []
    page.route("**/uploads/*", lambda route: held.append(route))
    page.set_input_files("#files", [_file("words.pdf", b"%PDF-1.7 words")])
    page.locator("#uploads [name=said]").check()
    page.click("#make")
    expect(page.locator("#note")).to_contain_text("Please keep this page open", timeout=LONGEST_MS)
    page.route("**/uploads/*", lambda route: route.continue_())
    for route in held:
        route.continue_()
    page.wait_for_url(f"**/console/talks/{slug}")
    newest = my_talk(house.service, Operator(), slug).newest
    assert newest is not None
    assert newest.request.captions is not None
    assert [source.name for source in newest.request.files] == ["slides.pdf", "talk.mp3"]


def test_what_is_typed_stays_while_the_talk_comes_to_another_stage(new_page: NewPage, house: ConsoleHouse) -> None:
    made = build(house.service, Operator(), draft(house.service, "typed-meanwhile"), Order())
    page = new_page("talks/typed-meanwhile")
    page.locator("#details summary").click()
    page.fill("#speakers", "Somebody")
    page.locator("#title").press_sequentially("!")
    with house.service.database.transaction() as catalogue:
        fail(catalogue, made, DeckEmpty().failure)
    expect(page.locator(".stage")).to_have_text("Did not work", timeout=LONGEST_MS)
    expect(page.locator("#now .trouble")).to_contain_text("The deck has no visible slide.")
    expect(page.locator("#speakers")).to_have_value("Somebody")
    expect(page.locator("#title")).to_be_focused()
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/console/talks/typed-meanwhile")
    expect(page.locator("h1")).to_have_text(f"!{TITLE}")


def test_without_script_the_details_of_a_talk_that_is_made_have_a_page_that_stays(
    new_page: NewPage, house: ConsoleHouse
) -> None:
    build(house.service, Operator(), draft(house.service, "typed-without-script"), Order())
    page = new_page("talks/typed-without-script", java_script_enabled=False)
    expect(page.locator("#details")).to_be_hidden()
    page.get_by_role("link", name="Details").click()
    page.wait_for_url("**/details")
    expect(page.locator("#title")).to_be_visible()


@pytest.mark.parametrize(
    ("name", "says"),
    [("deck.key", "This is a Keynote file."), ("deck.gslides", "This is a link to Google Slides"), ("a.pdf", "empty")],
)
def test_what_cannot_be_used_is_told_before_it_is_sent(new_page: NewPage, name: str, says: str) -> None:
    page = new_page("new")
    page.wait_for_selector(".scripted")
    page.set_input_files("#files", [_file(name, b"" if name == "a.pdf" else b"content")])
    expect(page.locator("#uploads .wrong")).to_contain_text(says, timeout=LONGEST_MS)
    assert page.url.endswith("/console/new")


@pytest.mark.parametrize(
    ("status", "code", "says", "waits"),
    [
        (429, "uploads_too_many", "Open your drafts under “My talks”", False),
        (413, "source_too_large", "Split the recording into parts", False),
        (404, "talk_gone", "Nothing was changed. Find yours in the list of talks.", False),
        (429, "too_many_attempts", "The service cannot take it in just now.", True),
        (503, "storage_unavailable", "The service cannot take it in just now.", True),
        (507, "storage_full", "The service has no room left.", True),
    ],
)
def test_why_a_file_is_not_on_its_way_is_told(
    new_page: NewPage, status: int, code: str, says: str, waits: bool
) -> None:
    page = new_page("new")
    page.wait_for_selector(".scripted")
    page.route("**/uploads", lambda route: route.fulfill(status=status, json={"code": code, "detail": "", "hint": ""}))
    page.set_input_files("#files", [_file("slides.pdf", b"%PDF-1.7")])
    expect(page.locator("#uploads .remark")).to_contain_text(says, timeout=LONGEST_MS)
    expect(page.locator("#uploads .wrong")).to_have_count(0 if waits else 1)


def test_more_files_than_a_talk_may_have_are_not_sent(new_page: NewPage) -> None:
    page = new_page("new")
    page.wait_for_selector(".scripted")
    page.set_input_files("#files", [_file(f"{number}.pdf", b"x") for number in range(101)])
    expect(page.locator("#note")).to_contain_text("100", timeout=LONGEST_MS)
    assert page.locator("#uploads li").count() == 0


def test_a_time_to_publish_is_asked_for_and_told_in_the_zone_of_the_one_who_types(
    new_page: NewPage, house: ConsoleHouse, folder: Path, talk: Manifest
) -> None:
    publish_talk(house.service, folder, talk, publishing=ON_REQUEST, slug="zoned")
    page = new_page("talks/zoned", timezone_id="Africa/Nairobi")
    page.locator("details:has(#publish_at) summary").click()
    page.get_by_label("Day and time (Africa/Nairobi)").fill("2126-11-21T18:00")
    page.get_by_role("button", name="Publish later").click()
    expect(page.locator("main time")).to_have_text("November 21, 2126 at 6:00 PM GMT+3")
    with house.service.database.transaction() as catalogue:
        seminar = catalogue.seminars.by_slug("zoned")
        assert catalogue.releases.by_number(seminar.id, 1).publish_at == datetime(2126, 11, 21, 15, tzinfo=UTC)


@pytest.mark.parametrize("name", ["activity", "tokens", "../s/planned/preview"])
def test_times_are_told_in_the_zone_of_the_one_who_looks(new_page: NewPage, house: ConsoleHouse, name: str) -> None:
    terms = TokenTerms(frozenset({Scope.READ}), None, None, 9)
    with suppress(Conflict):
        create_token(house.service, Operator(), "zoned", terms)
    page = new_page(name, query="?lang=fr", timezone_id="Africa/Nairobi")
    time = page.locator("time[datetime*=T]").first
    expect(time).to_contain_text("UTC+3")
    assert page.locator("time[datetime*=T]").filter(has_not_text="UTC+3").count() == 0


def test_a_time_that_has_passed_stays_as_it_was_typed(new_page: NewPage) -> None:
    page = new_page("draft", timezone_id="Africa/Lagos")
    page.get_by_role("radio", name="Publish at", exact=True).check()
    page.get_by_label("Day and time (Africa/Lagos)").fill("1999-01-01T04:00")
    page.click("#make")
    expect(page.locator("main > .trouble")).to_be_visible()
    assert page.get_by_label("Day and time (Africa/Lagos)").input_value() == "1999-01-01T04:00"


def _file(name: str, content: bytes) -> Any:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}
