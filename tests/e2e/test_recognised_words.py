"""A talk whose words are recognised, by a recogniser of the test's own: in time, too late, or not at all."""

import json
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
import structlog

from mediasvc import bootstrap
from mediasvc.adapters.memory_queue import MemoryJobQueue
from mediasvc.bootstrap import Service, open_service
from mediasvc.domain.access import Operator
from mediasvc.domain.build import Build, BuildState, BuildWarning, Digest
from mediasvc.domain.captions import Caption
from mediasvc.domain.detail_changes import DetailChanges
from mediasvc.domain.errors import ConversionFailed, NotSupported
from mediasvc.domain.job import Job, JobKind
from mediasvc.domain.order import Order
from mediasvc.domain.recognition import Recognised, RecognisedWord
from mediasvc.domain.speech import Span
from mediasvc.domain.timeline import SlideStart, Timeline, TimingMethod, timeline_of
from mediasvc.settings import Settings
from mediasvc.usecases.builds import list_builds
from mediasvc.usecases.submit import submit
from workers import transcriber
from workers.recognition.model import Model
from workers.runner import run_build
from workers.steps import automatic_captions, hear_speech
from workers.timing import methods, transcript
from workers.timing.talk import PassedOver, Talk
from workers.transcriber import run_recognition

SPOKEN = (Span(0, 3_500),)
WORDS = tuple(RecognisedWord(100 * place, 100 * place + 90, f"word{place}") for place in range(30))
CUT = BuildWarning("words_left_out", "Some words were heard in silence, and left out.")
HEARD = Recognised(WORDS, "fr", "base", (CUT,))


class PromptQueue(MemoryJobQueue):
    """A queue whose recogniser is so quick that words are in when they have been asked for."""

    def enqueue(self, job: Job) -> None:
        if job.kind is JobKind.TRANSCRIBE:
            run_recognition(job.id)
        else:
            super().enqueue(job)


@dataclass
class Scene:
    """A service whose jobs run in this process. `recognised` are the masters that the recogniser has been given."""

    service: Service
    queue: MemoryJobQueue
    answer: Recognised | Exception = HEARD
    recognised: list[tuple[Path, Sequence[Span], str | None]] = field(
        default_factory=list[tuple[Path, Sequence[Span], str | None]]
    )

    def submit(self, *files: Path, slug: str | None = "a-talk", **asked: Any) -> None:
        """Order a talk, and do all that is to be done."""
        told: dict[str, Any] = {"details": DetailChanges(title="A talk")} if files else {}
        submit(self.service, Operator(), Order(files=files or None, **told | asked), slug)
        self.queue.work(run)

    def recognise(
        self, master: Path, _: int, speech: Sequence[Span], language: str | None, __: Model, kept: Path, ___: object
    ) -> Any:
        (kept / "heard.jsonl").write_text("half of it")
        self.recognised.append((master, speech, language))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    @property
    def builds(self) -> list[Build]:
        """The talk's builds, oldest first."""
        return [each.build for each in reversed(list_builds(self.service, Operator(), "a-talk"))]

    def manifest(self, release: int) -> dict[str, Any]:
        return json.loads(self.file(release, "manifest.json"))

    def tracks(self, release: int) -> list[dict[str, Any]]:
        found = [track for track in self.manifest(release)["text_tracks"] if track["kind"] == "captions"]
        return [{name: track.get(name) for name in ("language", "label", "automatic")} for track in found]

    @property
    def kept(self) -> list[Path]:
        """The folders of recognitions that are on their way."""
        return list((self.service.settings.data_dir / "cache" / "recognition").iterdir())

    def file(self, release: int, href: str) -> str:
        with self.service.database.reading() as catalogue:
            seminar = catalogue.seminars.by_slug("a-talk")
            key = catalogue.releases.by_number(seminar.id, release).files[href]
        with self.service.storage.open(key) as file:
            return file.read().decode()


def run(job: Job) -> None:
    (run_build if job.kind is JobKind.BUILD else run_recognition)(job.id)


def _given(value: object, *_: object) -> object:
    return value


@contextmanager
def opened(data_dir: Path, queue: MemoryJobQueue, model: str = "models/base") -> Generator[Scene]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("MEDIASVC_DATA_DIR", str(data_dir))
        patched.setenv("MEDIASVC_ASR_MODEL", model)
        patched.setattr(bootstrap, "RqJobQueue", partial(_given, queue))
        patched.setattr(hear_speech, "run", partial(_given, SPOKEN))
        patched.setattr(automatic_captions, "captions_of", captions_of)
        patched.setattr(transcriber, "find_model", partial(_given, Model(data_dir, "base", Digest("d" * 64), True)))
        with open_service(Settings()) as service:
            scene = Scene(service, queue)
            patched.setattr(transcriber, "recognise", scene.recognise)
            yield scene
        structlog.contextvars.clear_contextvars()


def captions_of(recognised: Recognised) -> tuple[Caption, ...]:
    return tuple(Caption(word.start_ms, word.end_ms, word.text) for word in recognised.words)


MakeRecording = Callable[[int], Path]


@pytest.fixture(scope="module")
def encoded(tmp_path_factory: pytest.TempPathFactory, pages: Path, make_recording: MakeRecording) -> Path:
    """A data folder with another talk of the same files, for copies alone: what takes long is made already."""
    data_dir = tmp_path_factory.mktemp("encoded") / "data"
    with opened(data_dir, MemoryJobQueue(), model="") as scene:
        scene.submit(pages, make_recording(4), slug="another")
    return data_dir


@pytest.fixture
def data_dir(encoded: Path, tmp_path: Path) -> Path:
    return copytree(encoded, tmp_path / "data")


@pytest.fixture
def late(data_dir: Path) -> Generator[Scene]:
    """A recogniser that begins when the build has ended."""
    with opened(data_dir, MemoryJobQueue()) as scene:
        yield scene


@pytest.fixture
def prompt(data_dir: Path) -> Generator[Scene]:
    with opened(data_dir, PromptQueue()) as scene:
        yield scene


def test_late_words_are_published_in_a_second_release_as_automatic_captions(
    late: Scene, pages: Path, make_recording: MakeRecording
) -> None:
    late.submit(pages, make_recording(4), automatic_captions=True)
    first, second = late.builds
    assert (first.state, second.state) == (BuildState.PUBLISHED, BuildState.PUBLISHED)
    assert late.tracks(1) == []
    assert late.tracks(2) == [{"language": "fr", "label": "Français (automatique)", "automatic": True}]
    assert "word7" in late.file(2, "captions.vtt")
    assert "Français (automatique)" in late.file(2, "transcript.txt")
    assert CUT.code in [warning.code for warning in second.warnings]
    assert [(speech, language) for _, speech, language in late.recognised] == [(SPOKEN, None)]
    with late.service.database.reading() as catalogue:
        assert catalogue.seminars.by_slug("a-talk").release == 2
    # Nobody is asked again, and nothing waits.
    late.submit(notes=None)
    assert (len(late.builds), len(late.recognised)) == (3, 1)
    assert late.kept == []
    assert late.tracks(3) == late.tracks(2)


def test_words_in_time_make_one_release(prompt: Scene, pages: Path, make_recording: MakeRecording) -> None:
    prompt.submit(pages, make_recording(4), automatic_captions=True, details=DetailChanges("A talk", language="en"))
    (only,) = prompt.builds
    assert only.awaits_words is None
    assert prompt.tracks(1) == [{"language": "en", "label": "English (automatic)", "automatic": True}]
    assert [language for _, _, language in prompt.recognised] == ["en"]


def test_words_that_nobody_asked_to_publish_serve_the_slide_times_alone(
    prompt: Scene, pages: Path, make_recording: MakeRecording
) -> None:
    prompt.submit(pages, make_recording(4))
    (only,) = prompt.builds
    assert prompt.tracks(1) == []
    assert only.timeline is not None
    said = [each.sentence for each in only.timeline.findings if each.method == TimingMethod.TRANSCRIPT]
    assert len(said) == 1
    assert said[0].endswith("(words recognised by base)")


def test_late_words_by_which_viewers_see_the_same_make_no_release(
    late: Scene, pages: Path, make_recording: MakeRecording
) -> None:
    late.submit(pages, make_recording(4))
    (only,) = late.builds
    assert (len(late.recognised), only.awaits_words) == (1, None)
    assert only.timeline is not None
    said = [each.sentence for each in only.timeline.findings if each.method == TimingMethod.TRANSCRIPT]
    assert said[0].endswith("(words recognised by base)")


def test_late_words_that_tell_other_slide_times_make_a_release(
    late: Scene, pages: Path, make_recording: MakeRecording, monkeypatch: pytest.MonkeyPatch
) -> None:
    def found(_: Talk) -> Timeline:
        return timeline_of([SlideStart(0, 0, 0.99), SlideStart(1, 3_000, 0.99)], 4_000, TimingMethod.TRANSCRIPT)

    passed_over = transcript.plan

    def plan(talk: Talk) -> Timeline | PassedOver:
        return passed_over(talk) if talk.words is None else found(talk)

    monkeypatch.setattr(methods, "METHODS", {**methods.METHODS, TimingMethod.TRANSCRIPT: plan})
    late.submit(pages, make_recording(4))
    assert [each.timeline and each.timeline.method for each in late.builds][1] == TimingMethod.TRANSCRIPT
    assert late.manifest(2)["cues"][1]["start_ms"] == 3_000


def test_captions_of_people_win_and_automatic_ones_come_back_when_they_go(
    prompt: Scene, pages: Path, make_recording: MakeRecording, tmp_path: Path
) -> None:
    captions, french = tmp_path / "talk.vtt", tmp_path / "talk.fr.vtt"
    captions.write_text("WEBVTT\n\n00:00.500 --> 00:01.000\nHello.\n")
    french.write_text("WEBVTT\n\n00:00.500 --> 00:01.000\nBonjour.\n")
    english: dict[str, Any] = {"details": DetailChanges("A talk", language="en")}
    prompt.submit(
        pages, make_recording(4), captions=captions, captions_in={"fr": french}, automatic_captions=True, **english
    )
    assert [track["automatic"] for track in prompt.tracks(1)] == [None, None]
    assert prompt.recognised == []
    prompt.submit(pages, make_recording(5), **english)
    assert [(track["language"], track["automatic"]) for track in prompt.tracks(2)] == [("en", True)]
    prompt.submit(captions_in={"fr": french})
    assert [(track["language"], track["automatic"]) for track in prompt.tracks(3)] == [("en", True), ("fr", None)]
    prompt.submit(cleared=frozenset({"captions"}))
    assert prompt.tracks(4) == []


def test_where_recognition_fails_or_finds_nothing_the_talk_is_published_and_says_why(
    late: Scene, pages: Path, make_recording: MakeRecording
) -> None:
    late.answer = ConversionFailed("the model is broken")
    late.submit(pages, make_recording(4), timing=TimingMethod.TRANSCRIPT, automatic_captions=True)
    (only,) = late.builds
    assert only.timeline is not None
    assert only.timeline.method != TimingMethod.TRANSCRIPT
    warned = [warning.message for warning in only.warnings if warning.code == "words_not_recognised"]
    assert len(warned) == 1
    assert "the model is broken" in warned[0]
    assert late.kept == []
    late.answer = Recognised((), None, "base")
    late.submit(timing=TimingMethod.AUTO)
    assert len(late.builds) == 2
    warned = [warning.message for warning in late.builds[-1].warnings if warning.code == "words_not_recognised"]
    assert len(warned) == 1
    assert "No words are heard" in warned[0]


def test_given_slide_times_need_no_words(
    prompt: Scene, pages: Path, make_recording: MakeRecording, tmp_path: Path
) -> None:
    cues = tmp_path / "cues.csv"
    cues.write_text("slide,start\n1,0\n2,1.5\n")
    prompt.submit(pages, make_recording(4), cues=cues)
    assert prompt.recognised == []
    assert "words_not_recognised" not in [warning.code for warning in prompt.builds[0].warnings]


def test_words_that_storage_has_lost_are_recognised_again(
    prompt: Scene, pages: Path, make_recording: MakeRecording
) -> None:
    prompt.submit(pages, make_recording(4))
    steps = prompt.service.settings.data_dir.rglob("steps/*.json")
    (words,) = [path for path in steps if '"word7"' in path.read_text()]
    words.unlink()
    prompt.submit()
    assert len(prompt.recognised) == 2
    assert CUT.code in [warning.code for warning in prompt.builds[1].warnings]


def test_a_worker_with_another_model_refuses(late: Scene, pages: Path, make_recording: MakeRecording) -> None:
    submit(late.service, Operator(), Order(files=(pages, make_recording(4)), details=DetailChanges("A talk")), "a-talk")
    build, *_ = late.queue.live()
    run_build(build.id)
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("MEDIASVC_ASR_MODEL", "large")
        late.queue.work(run)
    assert late.recognised == []
    assert "recognised by base" in late.builds[0].warnings[-1].message


def test_without_a_model_automatic_captions_are_refused(
    data_dir: Path, pages: Path, make_recording: MakeRecording
) -> None:
    with opened(data_dir, MemoryJobQueue(), model="") as scene, pytest.raises(NotSupported, match="captions"):
        scene.submit(pages, make_recording(4), automatic_captions=True)


def test_a_model_that_was_taken_away_is_told(data_dir: Path, pages: Path, make_recording: MakeRecording) -> None:
    with opened(data_dir, PromptQueue()) as scene:
        scene.submit(pages, make_recording(4), automatic_captions=True)
    with opened(data_dir, MemoryJobQueue(), model="") as scene:
        scene.submit()
        assert "words_not_recognised" in [warning.code for warning in scene.builds[1].warnings]
