"""Scripts of other pages read what anybody may read, and nothing else."""

import pytest
from house import API, House

PORTAL = {"Origin": "https://portal.example"}
ALLOWED = "Access-Control-Allow-Origin"


@pytest.mark.parametrize(
    "path", ["/seminars", "/seminars/a-talk", "/seminars/a-talk/manifest", "/seminars/a-talk/timeline", "/openapi.json"]
)
def test_a_script_of_any_page_reads_what_anybody_may(house: House, path: str) -> None:
    house.published()
    answer = house.anybody.get(API + path, headers=PORTAL)
    # The manifest is among the talk's files, where this leads to.
    assert (answer.status_code, answer.headers[ALLOWED]) == (307 if path.endswith("manifest") else 200, "*")
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert answer.headers["Access-Control-Expose-Headers"] == "ETag"
    assert answer.headers["Vary"] == "Authorization, Cookie"


def test_a_script_reads_why_it_is_refused(house: House) -> None:
    house.withdrawn()
    gone = house.anybody.get(f"{API}/seminars/a-talk", headers=PORTAL)
    assert (gone.status_code, gone.headers[ALLOWED], gone.json()["code"]) == (410, "*", "withdrawn")


@pytest.mark.parametrize("shown", [{"Authorization": "Bearer mediasvc_x"}, {"Cookie": "mediasvc=x"}])
def test_what_is_told_to_somebody_is_for_no_other_page(house: House, shown: dict[str, str]) -> None:
    answer = house.anybody.get(f"{API}/seminars", headers={**PORTAL, **shown})
    assert ALLOWED not in answer.headers
    assert answer.headers["Vary"] == "Authorization, Cookie"


def test_browsers_are_told_what_they_may_ask_before_they_do(house: House) -> None:
    wished = {**PORTAL, "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "if-none-match"}
    answer = house.anybody.options(f"{API}/seminars/a-talk/timeline", headers=wished)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers[ALLOWED] == "*"
    assert answer.headers["Access-Control-Allow-Methods"] == "GET"
    assert answer.headers["Access-Control-Allow-Headers"] == "If-None-Match"


def test_no_page_s_script_changes_anything(house: House) -> None:
    wished = {**PORTAL, "Access-Control-Request-Method": "POST"}
    asked = house.anybody.options(f"{API}/seminars", headers=wished)
    sent = house.anybody.post(f"{API}/seminars", headers=PORTAL, json={"title": "A talk"})
    assert [answer.status_code for answer in (asked, sent)] == [405, 401]
    assert [answer.headers.get(ALLOWED) for answer in (asked, sent)] == [None, None]
