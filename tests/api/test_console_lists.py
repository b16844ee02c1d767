"""Lists of talks in the console: narrowed, ordered, downloaded, and changed many at a time."""

import csv
import re
from datetime import date
from html import unescape
from io import StringIO
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import brotli
import httpx
import pytest
from house import PUBLIC_URL, House
from people import add_person, signed_in

from mediasvc.console import bulk, talks
from mediasvc.domain.access import Operator
from mediasvc.domain.build import BuildState
from mediasvc.domain.detail_changes import DetailChanges
from mediasvc.domain.errors import QueueUnavailable
from mediasvc.domain.job import Job
from mediasvc.domain.person import Role
from mediasvc.domain.seminar import SeminarDetails, SeminarState
from mediasvc.usecases.describe import describe
from mediasvc.usecases.my_talks import my_talk
from mediasvc.usecases.restore import restore
from mediasvc.usecases.series import list_series

MOST_BYTES = 30_000
FORMULA = '=HYPERLINK("https://elsewhere.example")'
Fields = list[tuple[str, str]]


@pytest.fixture
def amina(house: House) -> httpx.Client:
    """A browser in which an admin is signed in."""
    return signed_in(house, add_person(house, "amina@example.org", is_admin=True))


def member(house: House, role: Role, series: str = "Friday") -> httpx.Client:
    return signed_in(house, add_person(house, f"{role}-{series}@example.org".lower(), roles={series: role}))


def titles(client: httpx.Client, query: str = "") -> list[str]:
    page = client.get(f"/console/{query}")
    assert page.status_code == 200, page.text
    return [unescape(title) for title in re.findall(r'id="t\d+" dir="auto">([^<]*)<', page.text)]


def states(client: httpx.Client, query: str = "") -> dict[str, int]:
    """Return how many talks there are in each state, by its link, as the list tells."""
    nav = client.get(f"/console/{query}").text.partition('class="states"')[2].partition("</nav>")[0]
    found = re.findall(r'href="([^"]*)"[^>]*>[^<]*<bdi>([\d,]+)</bdi>', nav)
    return {dict(parse_qsl(urlsplit(unescape(link)).query)).get("state", "all"): int(count) for link, count in found}


def fields_of(page: str, action: str) -> Fields:
    """Return the fields of the form on the page that does this."""
    forms = re.findall(r'<form method="post" action="/console/bulk[^>]*>(.*?)</form>', page, re.DOTALL)
    form = next(each for each in forms if f'name="do" value="{action}"' in each)
    hidden = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form)
    return [(name, unescape(value)) for name, value in hidden]


def plan(client: httpx.Client, action: str, query: str = "?all=1", **typed: str) -> Fields:
    """Return what is sent by the page that says what would be done."""
    page = client.get(f"/console/bulk{query}")
    assert page.status_code == 200, page.text
    return [*fields_of(page.text, action), *typed.items()]


def send(client: httpx.Client, fields: Fields) -> httpx.Response:
    body = {name: [value for key, value in fields if key == name] for name, _ in fields}
    return client.post("/console/bulk", data=body)


def tally(answer: httpx.Response) -> list[int]:
    """Return the figures of the report: how many talks were changed, and those that were not."""
    assert answer.status_code == 200, answer.text
    status = answer.text.partition('<div role="status">')[2].partition("</div>")[0]
    return [int(number) for number in re.findall(r": ([\d,]+)</p>", status)]


def in_series(house: House, title: str, series: str) -> str:
    slug = house.uploaded(title)
    describe(house.service, Operator(), slug, DetailChanges(series=series))
    return slug


def test_a_list_is_narrowed_by_its_address(house: House, amina: httpx.Client) -> None:
    for title, day, series in (("Alpha", "2026-11-01", "Friday"), ("Beta", "2026-11-02", "Monday"), ("Gamma", "", "")):
        slug = house.published(title)
        details = DetailChanges(series=series or None)
        describe(house.service, Operator(), slug, details)
        if day:
            house.http.patch(f"/api/v1/seminars/{slug}", json={"held_on": day})
            house.work()
    house.draft("Delta")
    failed = house.uploaded("Epsilon")
    house.fail(house.order(failed))
    assert titles(amina) == ["Epsilon", "Delta", "Gamma", "Beta", "Alpha"]
    assert titles(amina, "?sort=held") == ["Beta", "Alpha", "Epsilon", "Delta", "Gamma"]
    assert titles(amina, "?sort=title&state=published") == ["Alpha", "Beta", "Gamma"]
    assert titles(amina, "?state=failed") == ["Epsilon"]
    assert titles(amina, "?series=Friday&q=alp") == ["Alpha"]
    assert titles(amina, "?since=2026-11-02") == ["Beta"]
    assert titles(amina, "?until=2026-11-01") == ["Alpha"]
    assert titles(amina, "?person=nobody") == []
    assert states(amina) == {"all": 5, "draft": 1, "failed": 1, "published": 3}
    # The state that is looked at does not change how many there are in the others.
    assert states(amina, "?state=failed&series=Friday") == {"all": 1, "failed": 0, "published": 1}
    for odd in ("?state=none", "?sort=none", "?after=x", "?after=1.x&sort=held"):
        assert amina.get(f"/console/{odd}").status_code == 404
    assert amina.get("/console/?since=soon").status_code == 422


def test_links_of_a_list_keep_what_was_asked_for(
    house: House, amina: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(talks, "TALKS_A_PAGE", 2)
    for number in range(5):
        house.draft(f"محاضرة {number}")
    asked = {"q": "محاضرة", "state": "draft", "sort": "title", "lang": "ar"}
    query = f"?{httpx.QueryParams(asked)}"
    seen = titles(amina, query)
    while following := re.search(r'<a href="([^"]+)" rel="next"', amina.get(f"/console/{query}").text):
        address = urlsplit(unescape(following[1]))
        assert {**dict(parse_qsl(address.query)), "after": ""} == {**asked, "after": ""}
        query = f"?{address.query}"
        seen += titles(amina, query)
    assert seen == [f"محاضرة {number}" for number in range(5)]
    page = amina.get(f"/console/?{httpx.QueryParams(asked)}").text
    french = re.search(r'<a href="([^"]*)" lang="fr"', page)
    assert french is not None
    assert dict(parse_qsl(urlsplit(unescape(french[1])).query)) == {**asked, "lang": "fr"}


def test_members_see_and_change_their_own(house: House) -> None:
    """A contributor's list holds their talks alone, and names nobody else."""
    organiser, contributor = member(house, Role.ORGANISER), member(house, Role.CONTRIBUTOR)
    in_series(house, "Not theirs", "Friday")
    in_series(house, "Elsewhere", "Monday")
    own = contributor.post(
        "/api/v1/seminars",
        json={"title": "Own", "series": "Friday"},
    )
    assert own.status_code == 201, own.text
    assert titles(organiser) == ["Own", "Not theirs"]
    assert titles(contributor) == ["Own"]
    assert 'name="do" value="withdraw"' not in contributor.get("/console/bulk?all=1").text
    # Whoever makes the form up gets no further.
    moved = [*plan(contributor, "series", into=""), ("form_token", contributor.headers["X-Form-Token"])]
    assert tally(send(contributor, moved)) == [0, 1]
    others = [("do", "series"), ("into", "Friday"), ("talk", house.seminar("elsewhere").id), *_late(contributor)]
    assert tally(send(contributor, others)) == [0]
    assert house.seminar("elsewhere").series.title == "Monday"  # type: ignore[union-attr]


def _late(client: httpx.Client) -> Fields:
    token = client.headers["X-Form-Token"]
    return [("as_of", "999999"), ("below", "999999"), ("total", "1"), ("form_token", token)]


def test_many_are_withdrawn_in_parts_and_a_report_says_what_was_not(
    house: House, amina: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "TALKS_AT_ONCE", 2)
    public = [house.published(f"Talk {number}") for number in range(3)]
    withdrawn, draft = house.withdrawn("Withdrawn"), house.draft("Draft")
    fields = plan(amina, "withdraw", notice="سُحبت <b>")
    # What is begun now was not among those that the page counted.
    later = house.published("Later")
    answers = [send(amina, fields)]
    while " data-goes-on>" in answers[-1].text:
        answers.append(send(amina, fields_of(answers[-1].text, "withdraw")))
    assert [tally(answer) for answer in answers] == [[0, 1, 1], [2, 1, 1], [3, 1, 1]]
    assert {house.seminar(slug).state for slug in (*public, withdrawn)} == {SeminarState.WITHDRAWN}
    assert {house.seminar(slug).withdrawal_notice for slug in public} == {"سُحبت <b>"}
    assert house.seminar(withdrawn).withdrawal_notice is None
    assert house.seminar(later).state is SeminarState.PUBLISHED
    assert f"/console/talks/{draft}" in answers[-1].text
    assert "It was never public." in answers[-1].text
    # The whole of it once more, as after a lost answer, changes nothing.
    restore(house.service, Operator(), public[0])
    assert tally(send(amina, fields)) == [0, 1, 1]
    again = send(amina, [*fields, ("all", "1")])
    assert tally(again)[0] == 0
    assert house.seminar(public[0]).state is SeminarState.PUBLISHED


def test_what_somebody_changes_meanwhile_is_left_alone(house: House, amina: httpx.Client) -> None:
    edited, other = in_series(house, "Edited", "Friday"), in_series(house, "Other", "Friday")
    with house.database.transaction() as catalogue:
        catalogue.series.of_title("Monday", "monday")
    ids = "&".join(f"talk={house.seminar(slug).id}" for slug in (edited, other))
    fields = plan(amina, "series", f"?{ids}", into="Monday")
    describe(house.service, Operator(), edited, DetailChanges("Edited by somebody"))
    answer = send(amina, fields)
    assert tally(answer) == [1, 1]
    assert "It has changed since you looked." in answer.text
    told = {slug: (house.seminar(slug).details.title, house.seminar(slug).series) for slug in (edited, other)}
    assert {slug: (title, series and series.title) for slug, (title, series) in told.items()} == {
        edited: ("Edited by somebody", "Friday"),
        other: ("Other", "Monday"),
    }
    # Who was typing while the talk was moved loses nothing of it.
    page = send_details(amina, other, title="Typed meanwhile", series="Monday")
    assert page.status_code == 303
    assert house.seminar(other).details.title == "Typed meanwhile"


def test_talks_leave_their_series_by_a_button_of_its_own(house: House, amina: httpx.Client) -> None:
    slug = in_series(house, "Kept", "Friday")
    page = amina.get("/console/bulk?all=1").text
    assert '<select id="into" name="into" required>\n<option value="">Choose a series</option>' in page
    assert tally(send(amina, plan(amina, "series"))) == [1]
    assert house.seminar(slug).series is None


def test_talks_are_not_moved_to_a_series_that_has_gone(house: House, amina: httpx.Client) -> None:
    slug = in_series(house, "Kept", "Friday")
    with house.database.transaction() as catalogue:
        monday = catalogue.series.of_title("Monday", "monday")
    fields = plan(amina, "series", into="Monday")
    with house.database.transaction() as catalogue:
        catalogue.series.describe(monday.id, "Tuesday", "")
    answer = send(amina, fields)
    assert tally(answer) == [0, 1]
    assert "There is no such series any more." in answer.text
    assert [each.title for each in list_series(house.service, Operator())] == ["Friday", "Tuesday"]
    assert house.seminar(slug).series.title == "Friday"  # type: ignore[union-attr]


def send_details(client: httpx.Client, slug: str, **fields: str) -> httpx.Response:
    data = {**fields, "form_token": client.headers["X-Form-Token"]}
    return client.post(f"/console/talks/{slug}/details", data=data)


def test_many_are_made_anew_once(house: House, amina: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    public, draft, failed = house.published("Public"), house.uploaded("Draft"), house.uploaded("Failed")
    waiting = house.uploaded("Waiting")
    house.fail(house.order(failed))
    house.order(waiting)
    fields = plan(amina, "rebuild")

    def away(_: Job) -> None:
        raise QueueUnavailable

    with monkeypatch.context() as patched:
        # Builds are in the database, and are put into the queue when it is back.
        patched.setattr(house.queue, "enqueue", away)
        answer = send(amina, fields)
    assert tally(answer) == [2, 1, 1]
    assert f"/console/talks/{draft}" in answer.text
    assert "Nothing was made of it yet." in answer.text
    assert tally(send(amina, fields)) == [0, 3, 1]
    for slug, builds in ((public, 2), (failed, 2), (waiting, 1), (draft, 0)):
        with house.database.reading() as catalogue:
            found = catalogue.builds.of_seminar(catalogue.seminars.by_slug(slug).id)
        assert len(found) == builds
        assert not found or found[0].state is BuildState.QUEUED
    # After they have ended, the same form builds nothing either.
    for slug in (public, failed):
        newest = my_talk(house.service, Operator(), slug).newest
        assert newest is not None
        house.publish(newest.id)
    assert tally(send(amina, fields)) == [0, 1, 3]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ([("do", "burn")], 422),
        ([], 422),
        ([("do", "withdraw"), ("below", "many")], 422),
        ([("do", "withdraw"), ("as_of", "9" * 30)], 422),
        ([("do", "withdraw"), ("state", "none"), ("all", "1")], 404),
        ([("do", "series"), ("into", "x" * 301)], 422),
        ([("do", "withdraw"), ("all", "1"), ("notice", "x" * 301)], 422),
        ([("do", "withdraw"), *[("talk", "x")] * 51], 422),
        ([("do", "withdraw"), ("talk", "\0"), ("left", "a b"), ("left", "<b> withdrawn"), ("total", "1")], 200),
    ],
)
def test_odd_forms_change_nothing(house: House, amina: httpx.Client, sent: Fields, status: int) -> None:
    slug = house.published()
    token = ("form_token", amina.headers["X-Form-Token"])
    answer = send(amina, [("as_of", "99999"), ("below", "99999"), *sent, token] if status == 200 else [*sent, token])
    assert answer.status_code == status, answer.text
    assert "<b>" not in answer.text
    assert house.seminar(slug).state is SeminarState.PUBLISHED


def test_a_refused_sentence_is_kept_in_its_field(house: House, amina: httpx.Client) -> None:
    slug = house.published()
    answer = send(amina, [(name, "\u202eturned" if name == "notice" else value) for name, value in _noticed(amina)])
    assert (answer.status_code, 'value="\u202eturned"' in answer.text) == (422, True)
    assert dict(fields_of(answer.text, "withdraw"))["all"] == "1"
    assert house.seminar(slug).state is SeminarState.PUBLISHED


def _noticed(client: httpx.Client) -> Fields:
    return plan(client, "withdraw", notice="A sentence")


def test_without_a_choice_nothing_is_done(house: House, amina: httpx.Client) -> None:
    house.published()
    page = amina.get("/console/bulk")
    assert "No talk was chosen." in page.text
    assert '<form method="post" action="/console/bulk' not in page.text


def rows(answer: httpx.Response) -> list[list[str]]:
    text = answer.content.decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(StringIO(text.removeprefix("\ufeff"), newline="")))


def test_a_table_holds_the_list_as_spreadsheets_take_it(
    house: House, amina: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mediasvc.console.table.ROWS_AT_ONCE", 2)
    slug = house.published('سلسلة، "محاضرات"')
    speakers = ["أمينة حسن", "@cmd"]
    changes: dict[str, Any] = {"speakers": speakers, "held_on": "2026-11-21", "language": "ar", "series": "+Friday"}
    house.http.patch(f"/api/v1/seminars/{slug}", json=changes)
    house.work()
    for title in (FORMULA, "-1", "Last"):
        house.draft(title)
    answer = amina.get("/console/talks.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="talks.csv"'
    assert "no-store" in answer.headers["Cache-Control"]
    head, *found = rows(answer)
    assert head[:3] == ["Title", "Speakers", "Series"]
    assert [row[0] for row in found] == ["Last", "'-1", f"'{FORMULA}", 'سلسلة، "محاضرات"']
    assert all(len(row) == len(head) == 11 for row in found)
    last = dict(zip(head, found[-1], strict=True))
    assert (last["Speakers"], last["Series"], last["Date"], last["Language"]) == (
        "أمينة حسن;' @cmd",
        "'+Friday",
        "2026-11-21",
        "ar",
    )
    assert (last["State"], last["Address"]) == ("Public", f"{PUBLIC_URL}/s/{slug}")
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", last[name]) for name in ("Begun", "Published"))
    with amina.stream("GET", "/console/talks.csv", headers={"Accept-Encoding": "gzip"}) as packed:
        assert packed.headers["Content-Encoding"] == "gzip"
        # InProcess has unpacked it.
        assert b"".join(packed.iter_raw()) == answer.content
    assert [row[0] for row in rows(amina.get("/console/talks.csv?state=published&lang=ar"))] == [
        "العنوان",
        'سلسلة، "محاضرات"',
    ]


def ticked(client: httpx.Client) -> str:
    """Return the query of a form in which every talk of the first page is ticked."""
    return "&".join(f"talk={each}" for each in re.findall(r'name="talk" value="(\w+)"', client.get("/console/").text))


def test_full_pages_are_light(house: House, amina: httpx.Client) -> None:
    with house.database.transaction() as catalogue:
        series = catalogue.series.of_title("سلسلة محاضرات", "series")
        for number in range(talks.TALKS_A_PAGE + 1):
            title = f"{number} مجموعات الادخار التي تدوم في القرى: ما تعلمناه في تسع سنوات من الزيارات"
            found = catalogue.seminars.add("talk", SeminarDetails(title, ("أمينة حسن",), date(2026, 11, 21)))
            catalogue.seminars.place(found.id, series, found.visibility)
    for path in ("?lang=ar", "bulk?all=1&lang=ar", f"bulk?lang=ar&{ticked(amina)}"):
        page = amina.get(f"/console/{path}")
        assert len(brotli.compress(page.text.encode(), quality=5)) <= MOST_BYTES
    assert amina.get(f"/console/bulk?{ticked(amina)}").text.count('name="talk"') == 5 * talks.TALKS_A_PAGE
