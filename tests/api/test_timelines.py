"""Which slide is shown when, as programs read and replace it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

import httpx
import pytest
from house import API, ORIGIN, House, InProcess, manifest_of, refused
from people import add_person, signed_in

from mediasvc.domain.build import Build, BuildId
from mediasvc.domain.job import JobKind
from mediasvc.domain.seminar import Seminar
from mediasvc.domain.timeline import Candidate, Finding, SlideStart, Timeline, TimingMethod, timeline_of
from mediasvc.domain.timeline_edit import SentCue, edited_timeline
from mediasvc.domain.timeline_summary import summary_of
from mediasvc.organiser import remote
from mediasvc.organiser.desk import RefusedError
from mediasvc.organiser.remote import RemoteDesk
from mediasvc.usecases.publish import Contents, publish
from workers.timing.edited import read_edited

DURATION_MS, SLIDES = 9_000, 3
FOUND = replace(
    timeline_of(
        [
            SlideStart(0, 0, 0.9, "words heard: savings"),
            SlideStart(1, 2_000, 0.3, "words heard: ledger", (Candidate(2, 0.25),)),
            SlideStart(2, 5_000, 0.8),
        ],
        DURATION_MS,
        TimingMethod.REHEARSED,
    ),
    findings=(Finding(TimingMethod.CUES, "no cues file was given"), Finding(TimingMethod.REHEARSED, "found", 0.6)),
)


@dataclass
class Talk:
    """A published talk of three slides, whose workers are the test."""

    house: House
    slug: str
    found: Timeline | None = FOUND

    @property
    def address(self) -> str:
        return f"{API}/seminars/{self.slug}/timeline"

    def work(self) -> None:
        """Publish every build that waits, as a worker would."""
        self.house.queue.work(lambda job: self._publish(BuildId(job.id)) if job.kind is JobKind.BUILD else None)

    def read(self, client: httpx.Client | None = None) -> httpx.Response:
        answer = (client or self.house.http).get(self.address)
        assert answer.status_code == 200, answer.text
        return answer

    def put(self, cues: Sequence[Mapping[str, Any]], etag: str | None, client: httpx.Client | None = None) -> Any:
        headers = {} if etag is None else {"If-Match": etag}
        return (client or self.house.http).put(self.address, json={"cues": [*cues]}, headers=headers)

    def edited(self, *starts: tuple[int, int], etag: str | None = None) -> httpx.Response:
        """Replace the timeline that is there."""
        etag = etag or self.read().headers["ETag"]
        answer = self.put([cue(*start) for start in starts], etag)
        assert answer.status_code == 202, answer.text
        return answer

    def build(self, **order: Any) -> None:
        self.house.order(self.slug, **order)

    def _publish(self, build_id: BuildId) -> None:
        with self.house.database.transaction() as catalogue:
            build = catalogue.builds.begin(build_id)
        timeline = self._timeline(build)

        def files_of(seminar: Seminar, number: int) -> Mapping[str, str]:
            manifest = manifest_of(seminar.slug, number, build.request.details.title)
            slides = [replace(manifest.slides[0], index=place, number=place + 1) for place in range(SLIDES)]
            shown = replace(manifest, slides=tuple(slides), timeline=timeline or FOUND)
            key = f"releases/{build.id}/{number}/manifest.json"
            self.house.storage.put(key, BytesIO(shown.to_json().encode()))
            return {"manifest.json": key}

        publish(self.house.database, build, files_of, [], Contents(timeline=timeline))

    def _timeline(self, build: Build) -> Timeline | None:
        cues = build.request.cues
        if build.request.timing is not TimingMethod.EDITED or cues is None:
            return self.found
        with self.house.storage.open(cues.key) as file:
            return edited_timeline(read_edited(file.read(), DURATION_MS, SLIDES, 9), DURATION_MS)


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "LOOK_EVERY_S", 0.0)


def cue(number: int, start_ms: int, **more: Any) -> dict[str, Any]:
    return {"number": number, "start_ms": start_ms, **more}


@pytest.fixture
def talk(house: House) -> Talk:
    talk = Talk(house, house.uploaded())
    talk.build()
    talk.work()
    return talk


def changed(answer: httpx.Response) -> dict[str, Any]:
    """Return the problem of an edit that was refused as there are other slide times."""
    told: dict[str, Any] = answer.json()
    assert (answer.status_code, told["code"], "changes" in told) == (412, "conflict", True), answer.text
    return told


def starts(told: Mapping[str, Any]) -> list[tuple[int, int]]:
    return [(cue["number"], cue["start_ms"]) for cue in told["cues"]]


def test_a_timeline_is_told_with_all_that_is_known_of_it(talk: Talk) -> None:
    answer = talk.read()
    told = answer.json()
    assert (told["duration_ms"], told["method"], told["confidence"]) == (9_000, "rehearsed", FOUND.confidence)
    assert told["cues"][1] == {
        "number": 2,
        "title": "Here",
        "start_ms": 2_000,
        "end_ms": 5_000,
        "confidence": 0.3,
        "reason": "words heard: ledger",
        "candidates": [{"number": 3, "confidence": 0.25}],
    }
    assert told["findings"] == [
        {"method": "cues", "sentence": "no cues file was given", "confidence": None},
        {"method": "rehearsed", "sentence": "found", "confidence": 0.6},
    ]
    etag = answer.headers["ETag"]
    assert etag.startswith('"')
    again = talk.house.http.get(talk.address, headers={"If-None-Match": etag})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", etag)


def test_seminar_and_build_tell_it_in_short(talk: Talk) -> None:
    http, anybody = talk.house.http, talk.house.anybody
    (build,) = http.get(f"{API}/seminars/{talk.slug}/builds").json()
    short = {"method": "rehearsed", "confidence": FOUND.confidence, "cues": 3, "doubtful": 1}
    assert build["timeline"] == {**short, "findings": talk.read().json()["findings"]}
    assert http.get(f"{API}/builds/{build['id']}").json()["timeline"] == build["timeline"]
    assert http.get(f"{API}/seminars/{talk.slug}").json()["timeline"] == build["timeline"]
    assert anybody.get(f"{API}/seminars/{talk.slug}").json()["timeline"] == {**short, "findings": []}
    assert http.get(f"{API}/seminars/{talk.house.draft()}").json()["timeline"] is None


def test_viewers_read_what_the_manifest_says(talk: Talk) -> None:
    told = talk.read(talk.house.anybody)
    assert starts(told.json()) == starts(talk.read().json())
    assert {cue["reason"] for cue in told.json()["cues"]} == {""}
    assert (told.json()["cues"][1]["candidates"], told.json()["findings"]) == ([], [])
    assert told.headers["ETag"] != talk.read().headers["ETag"]
    # What waits is not theirs.
    talk.build(publishing={"hold": True}, timing="even")
    talk.found = timeline_of([SlideStart(2, 0)], DURATION_MS, TimingMethod.EVEN)
    talk.work()
    assert (talk.read(talk.house.anybody).text, len(talk.read().json()["cues"])) == (told.text, 1)


def test_edited_times_become_a_release(talk: Talk) -> None:
    answer = talk.edited((1, 0), (2, 3_000), (3, 5_000))
    assert answer.headers["Location"] == f"{API}/builds/{answer.json()['id']}"
    assert (answer.json()["timing"], answer.json()["cues"]["name"]) == ("edited", "edited-slide-times.json")
    # Whoever may edit reads what an edit replaces; viewers see what is published.
    now = talk.read()
    assert (now.headers["ETag"], starts(now.json())) == (answer.headers["ETag"], [(1, 0), (2, 3_000), (3, 5_000)])
    assert starts(talk.read(talk.house.anybody).json()) == [(1, 0), (2, 2_000), (3, 5_000)]
    talk.work()
    told = talk.read()
    assert (told.headers["ETag"], told.text) == (answer.headers["ETag"], now.text)
    assert (told.json()["method"], starts(told.json())) == ("edited", [(1, 0), (2, 3_000), (3, 5_000)])
    assert {cue["confidence"] for cue in told.json()["cues"]} == {1.0}
    manifest = talk.house.anybody.get(f"{API}/seminars/{talk.slug}/manifest", follow_redirects=True).json()
    assert manifest["timeline"] == {"method": "edited", "confidence": 1.0}
    # They are the talk's own from now on.
    talk.house.http.patch(f"{API}/seminars/{talk.slug}", json={"title": "Another title"})
    talk.work()
    assert talk.read().text == told.text
    talk.build(no_cues=True)
    talk.work()
    assert talk.read().json()["method"] == "rehearsed"


def test_what_was_read_can_be_sent_back_and_then_nothing_is_built(talk: Talk) -> None:
    read = talk.read()
    for if_match in (read.headers["ETag"], "*"):
        answer = talk.house.http.put(talk.address, json=read.json(), headers={"If-Match": if_match})
        assert (answer.status_code, answer.json()["state"], answer.json()["release"]) == (200, "published", 1)
        assert answer.headers["Location"] == f"{API}/builds/{answer.json()['id']}"
        assert answer.headers["ETag"] == read.headers["ETag"]
    assert not talk.house.waiting()
    assert talk.read().text == read.text
    # To say that a doubtful time is right is a change.
    confirmed = [cue(1, 0, confidence=0.9), cue(2, 2_000), cue(3, 5_000, confidence=0.8)]
    assert talk.put(confirmed, read.headers["ETag"]).status_code == 202
    again = talk.put(confirmed, talk.read().headers["ETag"])
    assert (again.status_code, again.json()["state"]) == (200, "queued")


def test_an_edited_time_line_names_what_found_the_others_and_keeps_the_findings(talk: Talk) -> None:
    talk.edited((1, 0), (2, 3_000))
    talk.work()
    first, *others = talk.read().json()["findings"]
    assert (first["method"], first["sentence"]) == ("edited", "2 slide times, 2 of them set or confirmed by hand")
    assert others == [
        {"method": "cues", "sentence": "no cues file was given", "confidence": None},
        {"method": "rehearsed", "sentence": "found", "confidence": 0.6},
    ]
    assert talk.house.http.get(f"{API}/seminars/{talk.slug}").json()["timeline"]["findings"] == [first, *others]


def test_other_words_about_the_same_slide_times_refuse_no_edit(talk: Talk) -> None:
    before = talk.read()
    talk.found = replace(FOUND, findings=(Finding(TimingMethod.TRANSCRIPT, "captions of another language"),))
    talk.build(clean_up=True)
    talk.work()
    known = talk.house.http.get(talk.address, headers={"If-None-Match": before.headers["ETag"]})
    assert (known.status_code, known.json()["findings"][0]["method"]) == (200, "transcript")
    assert talk.put([cue(1, 0)], before.headers["ETag"]).status_code == 202


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (replace(FOUND, method=TimingMethod.PAUSES), "they come from pauses instead of rehearsed"),
        (
            replace(FOUND, cues=(replace(FOUND.cues[0], confidence=0.5), *FOUND.cues[1:])),
            "1 of them more or less sure than before",
        ),
    ],
)
def test_a_refusal_says_what_is_different_where_the_slides_and_times_are_not(
    talk: Talk, found: Timeline, says: str
) -> None:
    etag = talk.read().headers["ETag"]
    talk.found = found
    talk.build(timing="pauses")
    talk.work()
    detail = changed(talk.put([cue(1, 0)], etag))["detail"]
    assert detail.endswith(f"release 2 has the same slides at the same times; {says}")


def test_an_edit_of_an_older_version_is_refused_with_what_was_changed(talk: Talk) -> None:
    etag = talk.read().headers["ETag"]
    talk.edited((1, 0), (2, 3_000), (3, 5_000))
    changes = [{"start_ms": 2_000, "end_ms": 3_000, "before": 2, "now": 1}]
    for where in (", which is on its way, has others", "release 2 has others"):
        answer = talk.put([cue(1, 0)], etag)
        told: dict[str, Any] = answer.json()
        assert (answer.status_code, told["code"], told["changes"]) == (412, "conflict", changes)
        assert where in told["detail"]
        assert "from 0:00:02.000 to 0:00:03.000 slide 1 instead of slide 2" in told["detail"]
        talk.work()
    assert talk.put([cue(1, 0)], '"0123456789abcdef0123456789abcdef"').json()["changes"] == []
    assert talk.put([cue(1, 0)], talk.read().headers["ETag"]).status_code == 202


def test_who_was_refused_reads_what_is_there_now_and_edits_that(talk: Talk) -> None:
    etag = talk.read().headers["ETag"]
    first = talk.edited((1, 0), (2, 3_000), etag=etag)
    detail = changed(talk.put([cue(1, 0)], etag))["detail"]
    assert f"build {first.json()['id']}, which is on its way," in detail
    now = talk.read()
    assert starts(now.json()) == [(1, 0), (2, 3_000)]
    assert talk.put([cue(1, 0), cue(3, 3_000)], now.headers["ETag"]).status_code == 202
    talk.work()
    assert starts(talk.read().json()) == [(1, 0), (3, 3_000)]


def test_an_edit_whose_build_failed_is_told_as_what_was_read(talk: Talk) -> None:
    build_id = talk.edited((1, 0), (2, 3_000)).json()["id"]
    etag = talk.read().headers["ETag"]
    talk.house.fail(build_id)
    told = talk.put([cue(1, 0)], etag).json()
    assert told["changes"][0] == {"start_ms": 2_000, "end_ms": 3_000, "before": 1, "now": 2}


def test_one_may_edit_on_before_the_first_edit_is_built(talk: Talk) -> None:
    first = talk.edited((1, 0), (2, 3_000))
    second = talk.edited((1, 0), (2, 3_500), etag=first.headers["ETag"])
    talk.work()
    assert talk.read().headers["ETag"] == second.headers["ETag"]
    assert starts(talk.read().json()) == [(1, 0), (2, 3_500)]


def test_a_new_title_on_its_way_is_no_other_timeline(talk: Talk) -> None:
    etag = talk.read().headers["ETag"]
    talk.house.http.patch(f"{API}/seminars/{talk.slug}", json={"title": "Another title"})
    talk.edited((2, 0), etag=etag)
    talk.work()
    told = talk.read().json()
    assert starts(told) == [(2, 0)]
    assert talk.house.seminar(talk.slug).details.title == "Another title"


def test_other_files_on_their_way_are_waited_for(talk: Talk) -> None:
    etag = talk.read().headers["ETag"]
    talk.house.put(talk.slug, "other.mp3", b"ID3 other")
    talk.build(files=["slides.pdf", "other.mp3"])
    # What is published is still to be read, but not to be edited.
    assert talk.read().headers["ETag"] == etag
    assert "not known yet" in refused(talk.put([cue(1, 0)], etag), 409, "conflict")["detail"]
    talk.work()
    refusal = changed(talk.put([cue(1, 0)], etag))
    assert refusal["detail"].endswith("release 2 has the same slides at the same times; its files are others")


def test_any_version_can_be_replaced_by_who_asks_for_that(talk: Talk) -> None:
    assert talk.put([cue(1, 0)], "*").status_code == 202
    assert talk.put([cue(2, 0)], "*").status_code == 202


def test_a_client_may_know_several_versions_and_a_weak_etag_names_none(talk: Talk) -> None:
    etag = talk.read().headers["ETag"]
    refusal = changed(talk.put([cue(1, 0)], f"W/{etag}"))
    assert "weak ETag" in refusal["detail"]
    assert "without W/" in refusal["hint"]
    changed(talk.put([cue(1, 0)], f'"else", W/{etag}'))
    assert talk.put([cue(1, 0)], f'W/"else", "a,b" ,, {etag}').status_code == 202


@pytest.mark.parametrize("if_match", ["foo", "", '"a" "b"', 'w/"a"', '"a', '*, "a"', '"a b"', "'a'"])
def test_what_is_no_etag_is_refused_as_that(talk: Talk, if_match: str) -> None:
    assert "no ETag" in refused(talk.put([cue(1, 0)], if_match), 422, "usage")["detail"]
    assert not talk.house.waiting()


@pytest.mark.parametrize(
    ("cues", "sentence"),
    [
        ([], "no cue"),
        ([cue(4, 0)], "cue 1: there is no slide 4, the last one is 3"),
        ([cue(4, 0, title="Loans")], "cue 1 (Loans): there is no slide 4, the last one is 3"),
        ([cue(1, 9_000)], "cue 1 (Here): 0:00:09.000 is past the end"),
        ([cue(1, 0)] * 2_001, "2001 cues, and 2000 are allowed"),
    ],
)
def test_what_cannot_be_a_cue_is_refused(talk: Talk, cues: list[dict[str, Any]], sentence: str) -> None:
    answer = talk.put(cues, talk.read().headers["ETag"])
    assert sentence in refused(answer, 422, "cues_invalid")["detail"]
    assert not talk.house.waiting()
    assert len(talk.house.kept()) == 2


def test_an_edit_says_which_version_it_changes(talk: Talk) -> None:
    refused(talk.put([cue(1, 0)], None), 428, "usage")
    refused(talk.put([cue(1, "0")], "*"), 422, "usage")  # type: ignore[arg-type] - as clients do
    refused(talk.put([cue(1, 0)], "*", talk.house.anybody), 401, "not_allowed")


def test_a_release_of_an_earlier_version_is_told_by_its_manifest_and_can_be_edited(talk: Talk) -> None:
    talk.found = None
    talk.build()
    talk.work()
    read = talk.read()
    assert starts(read.json()) == [(1, 0), (2, 2_000), (3, 5_000)]
    assert read.json()["cues"][1]["confidence"] == 0.3
    assert talk.house.http.get(f"{API}/seminars/{talk.slug}").json()["timeline"]["doubtful"] == 1
    talk.edited((1, 0), (3, 4_000), etag=read.headers["ETag"])
    changes = talk.put([cue(1, 0)], read.headers["ETag"]).json()["changes"]
    assert [(each["before"], each["now"]) for each in changes] == [(2, 1), (2, 3)]


def test_an_edit_whose_build_failed_can_be_built_once_more(talk: Talk) -> None:
    build_id = talk.edited((1, 0), (2, 3_000)).json()["id"]
    talk.house.fail(build_id)
    assert talk.put([cue(1, 0)], talk.read().headers["ETag"]).status_code == 202
    talk.work()
    assert talk.house.http.post(f"{API}/builds/{build_id}/retry").status_code == 202
    talk.work()
    assert starts(talk.read().json()) == [(1, 0), (2, 3_000)]


def test_edited_times_go_with_a_recording_that_is_replaced_as_a_cues_file_does(talk: Talk) -> None:
    talk.edited((1, 0), (2, 3_000))
    talk.work()
    talk.house.put(talk.slug, "other.mp3", b"ID3 other")
    build_id = talk.house.order(talk.slug, files=["slides.pdf", "other.mp3"])
    with talk.house.database.reading() as catalogue:
        request = catalogue.builds.by_id(BuildId(build_id)).request
    assert [source.name for source in request.cues_with] == ["slides.pdf", "talk.mp3"]
    assert request.timing is TimingMethod.EDITED


def test_the_command_line_reads_and_edits_it_from_afar(talk: Talk) -> None:
    desk = RemoteDesk(ORIGIN, talk.house.token, InProcess(talk.house.app))
    read = desk.timeline(talk.slug)
    assert (read.timeline, read.titles) == (FOUND, dict.fromkeys(range(SLIDES), "Here"))
    assert desk.show(talk.slug).timeline == summary_of(FOUND)
    cues = [SentCue(2, 0), SentCue(3, 5_000, 0.8)]
    published = desk.edit_timeline(talk.slug, read.version, cues, lambda _: talk.work())
    assert (published.release, published.timeline) == (2, desk.show(talk.slug).timeline)
    shown = desk.show(talk.slug).timeline
    assert shown is not None
    assert (shown.method, shown.cues, shown.doubtful) == ("edited", 2, 0)
    now = desk.timeline(talk.slug)
    same = [SentCue(cue.slide + 1, cue.start_ms, cue.confidence) for cue in now.timeline.cues]
    unchanged = desk.edit_timeline(talk.slug, now.version, same, lambda _: pytest.fail("nothing is built"))
    assert (unchanged.is_new, unchanged.release, unchanged.timeline) == (False, 2, published.timeline)
    with pytest.raises(RefusedError, match=r"release 2 has others: from 0:00:00.000 to 0:00:02.000 slide 2 instead of"):
        desk.edit_timeline(talk.slug, read.version, [SentCue(2, 0)], lambda _: None)


def test_organisers_see_where_the_times_come_from_in_their_language(talk: Talk) -> None:
    client = signed_in(talk.house, add_person(talk.house, "amina@example.org", is_admin=True))
    page = client.get(f"/console/talks/{talk.slug}?lang=fr").text
    for told in (
        "Temps gardés dans les diapositives",
        "Fiabilité : 66",
        "Incertains : 1 sur 3",
        "no cues file was given",
    ):
        assert told in page
    assert "Times in the slides" in client.get(f"/console/talks/{talk.slug}").text


def test_where_nothing_was_built_there_is_no_timeline(house: House) -> None:
    talk = Talk(house, house.uploaded())
    refused(house.http.get(talk.address), 404, "not_found")
    refused(house.anybody.get(talk.address), 404, "not_found")
    refused(talk.put([cue(1, 0)], "*"), 404, "not_found")
