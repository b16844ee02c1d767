"""What the command line promises to people and to programs. Nothing is built here: the queue's answer is at hand."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import structlog
import typer.main
from migrated_database import MigratedDatabase
from quick_accounts import account_parts
from test_manifest import TALK

import workers.doctor
from mediasvc import server
from mediasvc.adapters.memory_queue import MemoryJobQueue
from mediasvc.adapters.staging.pieces import PieceStaging
from mediasvc.adapters.storage.memory import MemoryStorage
from mediasvc.bootstrap import Service
from mediasvc.cli import app, commands, mistakes, operation
from mediasvc.cli.examples import EXAMPLES, example_for
from mediasvc.cli.hints import HINTS, about
from mediasvc.domain.build import Build, BuildId, BuildWarning
from mediasvc.domain.errors import (
    CaptionsInvalid,
    DeckEncrypted,
    Failure,
    PermanentError,
    QueueUnavailable,
    TrackMissing,
    TransientError,
)
from mediasvc.domain.job import Job
from mediasvc.domain.seminar import Seminar
from mediasvc.domain.timeline import Finding, SlideStart, TimingMethod, timeline_of
from mediasvc.organiser import local
from mediasvc.presence import announced
from mediasvc.settings import Settings
from mediasvc.usecases.fail import fail
from mediasvc.usecases.publish import publish

README = Path(__file__).parents[2] / "README.md"
COMMANDS = [
    *("publish", "rebuild", "timeline", "export", "list", "show", "withdraw", "restore", "serve", "api", "worker"),
    *("reconcile", "doctor", "db upgrade", "token create", "token list", "token revoke"),
    *("person invite", "person list", "person reset", "person disable", "person enable"),
]
WARNING = BuildWarning("timing_is_a_guess", "Nobody knows.")


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    status: object
    out: str
    err: str

    @property
    def told(self) -> Any:
        """The one JSON value on standard output."""
        assert self.out.count("\n") == 1
        assert self.out.endswith("\n")
        return json.loads(self.out)


Run = Callable[..., Ended]


class Unsupervised(nullcontext[Any]):
    """Stands for a supervisor that has nothing to keep running."""

    def __init__(self, _: object, workers: int | None = None) -> None:
        super().__init__(self)

    def check(self) -> None:
        """All is well."""


def none_missing(_: Settings) -> list[str]:
    return []


def redis_missing(_: Settings) -> list[str]:
    return ["redis-server"]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Iterator[Run]:
    """Runs a command on a fresh data folder, without a queue and workers. `talk.pdf` and `talk.mp3` are there."""
    # The command line sets this for its children; what is set here is put back as it was.
    monkeypatch.setenv("MEDIASVC_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setattr(local, "Supervisor", Unsupervised)
    monkeypatch.setattr(local, "missing_programs", none_missing)
    monkeypatch.chdir(tmp_path)
    for name in ("talk.pdf", "talk.mp3"):
        Path(name).write_text(name)

    def run(*words: str) -> Ended:
        monkeypatch.setattr(sys, "argv", ["mediasvc", *words])
        status: object = 0
        try:
            app.main()
        except SystemExit as ended:
            status = ended.code
        said = capsys.readouterr()
        return Ended(status, said.out, said.err)

    yield run
    structlog.reset_defaults()


PUBLISH = ("publish", "talk.pdf", "talk.mp3", "--title", "A talk")
WRONG = {
    "no such command": (["bogus"], "usage"),
    "no command of the database": (["db", "bogus"], "usage"),
    "an option that is none": ([*PUBLISH, "--bogus"], "usage"),
    "an option of another command": (["list", "--title", "A"], "usage"),
    "no files": (["publish", "--title", "A talk"], "usage"),
    "no title": (["publish", "talk.pdf", "talk.mp3"], "usage"),
    "an empty title": (["publish", "talk.pdf", "--title", " "], "usage"),
    "a long title": (["publish", "talk.pdf", "--title", "x" * 301], "usage"),
    "a title with a control character": (["publish", "talk.pdf", "--title", "a\x1bb"], "usage"),
    "an empty speaker": ([*PUBLISH, "--speaker", ""], "usage"),
    "an empty series": ([*PUBLISH, "--series", ""], "usage"),
    "a date that is none": ([*PUBLISH, "--held-on", "21.11.2026"], "usage"),
    "a day that is none": ([*PUBLISH, "--held-on", "2026-02-30"], "usage"),
    "a language that is none": ([*PUBLISH, "--language", "English language"], "usage"),
    "an empty language": ([*PUBLISH, "--language", ""], "usage"),
    "a licence that is none": ([*PUBLISH, "--license", "<script>"], "usage"),
    "a slug that is none": ([*PUBLISH, "--slug", "A talk"], "usage"),
    "an empty slug": ([*PUBLISH, "--slug", ""], "usage"),
    "a timing that is none": ([*PUBLISH, "--timing", "guess"], "usage"),
    "cues without a file": ([*PUBLISH, "--timing", "cues"], "usage"),
    "cues and another timing": ([*PUBLISH, "--timing", "even", "--cues", "cues.csv"], "usage"),
    "cues that are given and taken away": (["rebuild", "a-talk", "--cues", "talk.pdf", "--no-cues"], "usage"),
    "a method that is not there yet": ([*PUBLISH, "--timing", "log"], "not_supported"),
    "a method that is not there yet, again": (["rebuild", "a-talk", "--timing", "log"], "not_supported"),
    "a speaker and none": ([*PUBLISH, "--speaker", "Hana", "--no-speaker"], "usage"),
    "notes in another way": ([*PUBLISH, "--notes", "later"], "usage"),
    "no track": ([*PUBLISH, "--track", "0"], "usage"),
    "a title given twice": ([*PUBLISH, "--title", "Another"], "usage"),
    "an option for a value": (["publish", "talk.pdf", "--title", "--speaker", "Hana"], "usage"),
    "an option for a value of a list": ([*PUBLISH, "--speaker", "--clean-up"], "usage"),
    "captions by recognition": ([*PUBLISH, "--captions", "auto"], "not_supported"),
    "captions of a language by recognition": ([*PUBLISH, "--captions", "fr=auto"], "not_supported"),
    "captions of no language": ([*PUBLISH, "--captions", "french=talk.vtt"], "usage"),
    "captions without a file": ([*PUBLISH, "--captions", "fr="], "usage"),
    "captions of a language that are not there": ([*PUBLISH, "--captions", "fr=gone.vtt"], "not_found"),
    "captions twice": ([*PUBLISH, "--captions", "talk.vtt", "--captions", "talk.srt"], "usage"),
    "captions of a language twice": ([*PUBLISH, "--captions", "pt-br=talk.vtt", "--captions", "pt-BR=a.vtt"], "usage"),
    "captions of a language and none": (
        ["rebuild", "a-talk", "--captions", "fr=talk.vtt", "--no-captions-in", "FR"],
        "usage",
    ),
    "an empty title, again": (["rebuild", "a-talk", "--title", ""], "usage"),
    "a variant that is none": ([*PUBLISH, "--also", "video-8k"], "usage"),
    "a variant that is made anyway": ([*PUBLISH, "--also", "audio-low"], "usage"),
    "a variant that is none, again": (["rebuild", "a-talk", "--also", "video-8k"], "usage"),
    "a variant and none": (["rebuild", "a-talk", "--also", "audio-master", "--no-also"], "usage"),
    "a visibility that is none": ([*PUBLISH, "--visibility", "secret"], "usage"),
    "unlisted": ([*PUBLISH, "--visibility", "unlisted"], "not_supported"),
    "restricted": ([*PUBLISH, "--visibility", "restricted"], "not_supported"),
    "a service elsewhere": ([*PUBLISH, "--url", "http://127.0.0.1:1"], "service_unavailable"),
    "an address of another kind": ([*PUBLISH, "--url", "ftp://talks.example"], "usage"),
    "an address that is none": (["list", "--url", "talks.example"], "usage"),
    "a token for nothing": ([*PUBLISH, "--token", "secret"], "usage"),
    "elsewhere and here": ([*PUBLISH, "--url", "http://127.0.0.1:1", "--data-dir", "data"], "usage"),
    "a rebuild elsewhere": (["rebuild", "a-talk", "--url", "http://127.0.0.1:1"], "service_unavailable"),
    "a file that is not there": (["publish", "talk.pdf", "gone.mp3", "--title", "A talk"], "not_found"),
    "a folder": (["publish", ".", "talk.mp3", "--title", "A talk"], "not_found"),
    "a cues file that is not there": ([*PUBLISH, "--cues", "gone.csv"], "not_found"),
    "a captions file that is not there": ([*PUBLISH, "--captions", "gone.vtt"], "not_found"),
    "captions and none": (["rebuild", "a-talk", "--captions", "talk.vtt", "--no-captions"], "usage"),
    "no talk to show": (["show", "no-such-talk"], "not_found"),
    "no talk to withdraw": (["withdraw", "no-such-talk"], "not_found"),
    "no talk to rebuild": (["rebuild", "no-such-talk"], "not_found"),
    "no slug": (["show"], "usage"),
    "slide times neither to write nor to read": (["timeline", "a-talk"], "usage"),
    "slide times of no talk": (["timeline", "no-such-talk", "--export", "times.json"], "not_found"),
    "slide times in no file": (["timeline", "a-talk", "--import", "gone.json"], "not_found"),
    "two slugs": (["show", "one", "two"], "usage"),
    "a data folder that is a file": (["list", "--data-dir", "talk.pdf"], "storage_unavailable"),
}
# With --json behind them these are wrong in another way.
WRONG_WITHOUT_JSON = {
    "an option without its value": (["publish", "talk.pdf", "--title"], "usage"),
    "nowhere to export to": (["export", "a-talk"], "usage"),
    "no talk to export": (["export", "no-such-talk", "--out", "out"], "not_found"),
    "an export from elsewhere": (
        ["export", "a-talk", "--out", "out", "--url", "http://127.0.0.1:1"],
        "service_unavailable",
    ),
    "doctor of another kind": (["doctor", "--bogus"], "usage"),
}


@pytest.mark.parametrize(("words", "code"), WRONG.values(), ids=WRONG)
def test_an_error_is_one_object_for_programs(run: Run, words: list[str], code: str) -> None:
    ended = run(*words, "--json")
    assert ended.status == 2
    assert ended.told.keys() == {"error"}
    error = ended.told["error"]
    assert (error.keys(), error["code"]) == ({"code", "message", "hint"}, code)
    assert error["message"].strip(" .")


@pytest.mark.parametrize(("words", "code"), (WRONG | WRONG_WITHOUT_JSON).values(), ids=WRONG | WRONG_WITHOUT_JSON)
def test_an_error_is_plain_words_for_people(run: Run, words: list[str], code: str) -> None:
    ended = run(*words)
    assert (ended.status, ended.out) == (2, "")
    assert 1 <= len(ended.err.splitlines()) <= 2
    assert not {"Traceback", '"code"', "│"} & set(re.findall(r'\w+|"code"|│', ended.err))


def test_an_error_says_which_word_was_wrong(run: Run) -> None:
    assert "--bogus" in run(*PUBLISH, "--bogus", "--json").told["error"]["message"]
    assert "--title" in run("publish", "talk.pdf", "--json").told["error"]["message"]
    assert "gone.mp3" in run("publish", "gone.mp3", "--title", "A", "--json").told["error"]["message"]
    assert run("show", "no-such-talk").err == f"Not found: no-such-talk\n{HINTS['not_found']}\n"


MISTAKES: dict[str, tuple[list[str], str]] = {
    "an option": ([*PUBLISH, "--spaeker", "H"], "unknown option --spaeker; did you mean --speaker?"),
    "an option, with its value": ([*PUBLISH, "--spaeker=H"], "unknown option --spaeker; did you mean --speaker?"),
    "an option with one hyphen": ([*PUBLISH, "-speaker", "H"], "unknown option -speaker; did you mean --speaker?"),
    "an option by another name": ([*PUBLISH, "--date", "x"], "unknown option --date; did you mean --held-on?"),
    "an option like no other": ([*PUBLISH, "--bogus"], "unknown option --bogus; mediasvc publish --help lists"),
    "an option of another command": (["list", "--title", "A"], "--title; mediasvc list has --data-dir, --url, --token"),
    "an option below": (["token", "list", "--jsn"], "unknown option --jsn; did you mean --json?"),
    "an option of no command": (["--bogus"], "unknown option --bogus"),
    "a command": (["publsh"], "unknown command publsh; did you mean publish?"),
    "a command by another name": (["delete"], "unknown command delete; did you mean withdraw?"),
    "a command like no other": (["xyz"], "unknown command xyz; there are publish, "),
    "a command below": (["token", "crate"], "unknown command crate; did you mean create?"),
    "a word for help": (["help"], "unknown command help; did you mean --help?"),
    "no command": ([], "mediasvc needs a command, such as publish, "),
    "no command below": (["token"], "mediasvc token needs a command: create, list, revoke"),
    "no files": (["publish"], "mediasvc publish needs FILES"),
    "no title": (["publish", "talk.pdf"], "a new talk needs a title, such as --title"),
    "nowhere to export to": (["export", "a-talk"], "mediasvc export needs --out"),
    "no slug": (["show"], "mediasvc show needs SLUG"),
    "no value": (["publish", "talk.pdf", "--title"], "--title needs a value behind it"),
    "a value for none": (["list", "--json=1"], "--json takes no value"),
    "a choice": ([*PUBLISH, "--notes", "publik"], "unknown notes 'publik'; did you mean publish? available: p"),
    "a timing": ([*PUBLISH, "--timing", "evn"], "unknown timing 'evn'; did you mean even? available: auto, cues"),
    "no timing": ([*PUBLISH, "--timing", "guess!"], "unknown timing 'guess!'; available: auto, cues"),
    "no number": (["serve", "--port", "web"], "--port cannot be 'web'; it takes a whole number, such as 1"),
    "a number too large": (["serve", "--port", "65536"], "--port cannot be '65536'; it takes 65535 or less"),
    "a number too small": (["serve", "--workers", "0"], "--workers cannot be '0'; it takes 1 or more"),
    "words of a title": (["rebuild", "a-talk", "--title", "A", "better", "one"], "better one is more than is needed"),
}


@pytest.mark.parametrize(("words", "says"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_in_typing_is_told_with_an_example(run: Run, words: list[str], says: str) -> None:
    ended = run(*words)
    sentence, hint = ended.err.splitlines()
    assert (ended.status, ended.out) == (2, "")
    assert says in sentence
    assert hint.startswith(f"For example: {example_for(words)} (mediasvc ")
    assert hint.endswith("--help says more)")


@pytest.mark.parametrize(
    ("words", "example"),
    [
        ([], EXAMPLES[""]),
        (["rebuild", "a-talk"], "mediasvc rebuild a-talk --captions talk.vtt"),
        (["rebuild", "a-talk", "--timing", "cues"], "mediasvc rebuild a-talk --cues slide-times.csv"),
        (["rebuild", "--timing=cues"], "mediasvc rebuild savings-groups-that-last --cues slide-times.csv"),
        (["timeline", "a-talk"], "mediasvc timeline a-talk --export slide-times.json"),
        (["timeline", "a talk"], EXAMPLES["timeline"]),
        (["token", "list"], EXAMPLES["token list"]),
        ([*PUBLISH], EXAMPLES["publish"]),
    ],
)
def test_an_example_is_of_the_talk_and_the_option_that_were_typed(words: list[str], example: str) -> None:
    assert example_for(words) == example


def test_a_command_line_without_a_command_is_an_error_for_programs_too(run: Run) -> None:
    assert run("token", "--json").told["error"]["code"] == "usage"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_an_example_of_its_own(name: str) -> None:
    assert re.match(rf"mediasvc {name}\b", EXAMPLES[name])


def test_examples_are_of_commands_that_are_there() -> None:
    assert EXAMPLES.keys() == {"", *COMMANDS, "db", "person", "token"}


def test_other_names_are_for_commands_and_options_that_are_there(run: Run) -> None:
    assert set(commands.MEANT.values()) <= {*COMMANDS, "--help"}
    offered = run("publish", "--help").out
    for option in mistakes.MEANT.values():
        assert option in offered


@pytest.mark.parametrize("code", HINTS)
def test_the_command_lines_hints_are_for_codes_that_there_are(code: str) -> None:
    kinds = [*PermanentError.__subclasses__(), *TransientError.__subclasses__()]
    *group, code = code.split()
    assert code in {kind.code for kind in kinds}
    assert set(group) <= {name.split()[0] for name in COMMANDS}


def test_a_token_is_looked_for_among_tokens(run: Run) -> None:
    assert run("token", "revoke", "Nairobi").err == f"Not found: Nairobi\n{HINTS['token not_found']}\n"


WRITTEN = {
    "a licence": (["--license", "CC BY 4.0"], "the licence 'CC BY 4.0' is written CC-BY-4.0"),
    "a language": (["--language", "English"], "the language 'English' is written en"),
    "a day": (["--held-on", "12 March 2026"], "the day '12 March 2026' is written 2026-03-12"),
}


@pytest.mark.parametrize(("words", "says"), WRITTEN.values(), ids=WRITTEN)
def test_a_detail_in_words_is_refused_with_how_it_is_written(run: Run, words: list[str], says: str) -> None:
    assert run(*PUBLISH, *words).err.splitlines()[0] == says


def test_a_file_that_is_not_there_is_told_with_one_that_is_like_it(run: Run, tmp_path: Path) -> None:
    ended = run("publish", "talk.pdf", "tlak.mp3", "--title", "A talk")
    assert ended.err == f"Not found: tlak.mp3 in {tmp_path}\nDid you mean talk.mp3?\n"


def test_a_port_in_use_is_told_with_who_serves_there(run: Run, tmp_path: Path) -> None:
    with closing(server.listen("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        ended = run("serve", "--port", str(port))
        assert f"port {port} of 127.0.0.1 is in use by another program" in ended.err
        with announced(Settings(data_dir=tmp_path / "data"), "http://127.0.0.1:1/"):
            assert run("serve", "--port", str(port)).err == ended.err
        with announced(Settings(data_dir=tmp_path / "data"), f"http://127.0.0.1:{port}/"):
            told = run("serve", "--port", str(port)).err
    assert f"the talks in {tmp_path / 'data'} are served already, at http://127.0.0.1:{port}/" in told


def test_where_nothing_was_published_the_list_is_empty(run: Run, tmp_path: Path) -> None:
    assert run("list", "--json") == Ended(0, "[]\n", "")
    example = f"For example: {EXAMPLES['publish']}\n"
    assert run("list") == Ended(0, f"There is no talk yet in {tmp_path / 'data'}.\n{example}", "")
    other = tmp_path / "other"
    assert run("list", "--data-dir", "other").out == f"There is no talk yet in {other}.\n{example}"


def test_an_option_goes_before_the_environment(run: Run, tmp_path: Path) -> None:
    assert run("list", "--data-dir", str(tmp_path / "other"), "--json").told == []
    assert (tmp_path / "other" / "mediasvc.sqlite3").exists()
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("MEDIASVC_WORKERS", "0", "MEDIASVC_WORKERS: Input should be greater"),
        ("MEDIASVC_LIMITS__DECK_SLIDES", "many", "MEDIASVC_LIMITS__DECK_SLIDES: Input should be a valid integer"),
        ("MEDIASVC_LIMITS__SLIDES", "7", "MEDIASVC_LIMITS__SLIDES: Unexpected"),
        ("MEDIASVC_LIMITS", "7,8", "limits"),
    ],
)
def test_a_setting_that_cannot_be_is_wrong_usage(
    run: Run, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, says: str
) -> None:
    monkeypatch.setenv(variable, value)
    error = run("list", "--json").told["error"]
    assert error["code"] == "usage"
    assert says in error["message"]


def test_without_its_programs_the_queue_is_missing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "missing_programs", redis_missing)
    error = run(*PUBLISH, "--json").told["error"]
    assert error["code"] == "queue_unavailable"
    assert "redis-server" in error["message"]
    assert "doctor" in error["hint"]


def raising(error: BaseException) -> Callable[..., None]:
    def fail(*_: object) -> None:
        raise error

    return fail


def losing(*_: object) -> None:
    """A queue that keeps nothing."""


def test_an_interrupted_command_has_failed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local.browse, "list_seminars", raising(KeyboardInterrupt()))
    ended = run("list", "--json")
    assert (ended.status, ended.told["error"]["code"]) == (2, "cancelled")


def test_a_defect_is_told_as_one(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local.browse, "list_seminars", raising(ZeroDivisionError("oh")))
    ended = run("list", "--json")
    assert (ended.status, ended.told["error"]["code"]) == (2, "internal_error")
    assert "ZeroDivisionError: oh" in ended.told["error"]["message"]


class QueueAtHand(MemoryJobQueue):
    """Ends a build as soon as it is enqueued: published, or failed where there is a failure."""

    def __init__(self, database: MigratedDatabase, storage: MemoryStorage) -> None:
        super().__init__()
        self.database, self.storage = database, storage
        self.failure: Failure | None = None
        self.builds: list[Build] = []

    def enqueue(self, job: Job) -> None:
        with self.database.transaction() as catalogue:
            build = catalogue.builds.by_id(BuildId(job.id))
            if self.failure is not None:
                fail(catalogue, build, self.failure)
        self.builds.append(build)
        publish(self.database, build, self.files_of, [WARNING])

    def files_of(self, seminar: Seminar, number: int) -> Mapping[str, str]:
        audio = replace(TALK.renditions[0], label="Audio, smallest", size_bytes=7_200_000)
        key = f"releases/{seminar.id}/{number}/manifest.json"
        manifest = replace(TALK, slug=seminar.slug, release=number, renditions=(audio,))
        self.storage.put(key, BytesIO(manifest.to_json().encode()))
        return {"manifest.json": key}


@pytest.fixture
def queue(run: Run, monkeypatch: pytest.MonkeyPatch) -> QueueAtHand:
    """The queue of a service whose parts are a test's own, which commands then use."""
    database, storage = MigratedDatabase(), MemoryStorage()
    queue = QueueAtHand(database, storage)

    @contextmanager
    def open_service(settings: Settings) -> Generator[Service]:
        yield Service(
            database,
            storage,
            queue,
            staging=PieceStaging(storage),
            settings=settings.model_copy(update={"public_url": "https://talks.example/"}),
            **account_parts(),
        )

    for module in (local, operation):
        monkeypatch.setattr(module, "open_service", open_service)
    return queue


def test_a_published_talk_is_one_object_for_programs(run: Run, queue: QueueAtHand) -> None:
    ended = run(*PUBLISH[:-1], 'Savings "groups" <b>', "--json")
    assert (ended.status, ended.err) == (0, "")
    told = ended.told
    assert isinstance(told.pop("elapsed_s"), float)
    assert told == {
        "slug": "savings-groups-b",
        "state": "published",
        "release": 1,
        "watch_url": "https://talks.example/s/savings-groups-b",
        "embed_html": '<iframe src="https://talks.example/s/savings-groups-b/embed" '
        'title="Savings &#34;groups&#34; &lt;b&gt;" width="640" height="400" '
        'style="border:0;width:100%;max-width:640px;height:auto;aspect-ratio:640/400" loading="lazy" '
        'allow="autoplay; fullscreen; clipboard-write; web-share" allowfullscreen></iframe>',
        "timeline": None,
        "warnings": [{"code": "timing_is_a_guess", "message": "Nobody knows."}],
    }


def test_a_published_talk_is_told_to_people(run: Run, queue: QueueAtHand) -> None:
    ended = run(*PUBLISH)
    assert (ended.status, ended.err) == (0, "Note: Nobody knows. --cues FILE gives them.\n")
    assert ended.out.splitlines() == [
        "Published: A talk, release 1, as a-talk",
        "Show it:  mediasvc serve",
        "    then it is at https://talks.example/s/a-talk",
        "Hand it on:  mediasvc export a-talk --out a-talk/",
        "    writes a folder that plays without a network",
    ]


def test_the_next_commands_are_for_the_same_data_folder(run: Run, queue: QueueAtHand) -> None:
    told = run(*PUBLISH, "--data-dir", "my talks").out
    assert "mediasvc serve --data-dir 'my talks'\n" in told
    assert "mediasvc export a-talk --out a-talk/ --data-dir 'my talks'\n" in told
    assert "mediasvc serve --data-dir other\n" in run(*PUBLISH, "--data-dir=other").out


def test_where_a_service_runs_the_next_thing_is_the_address(run: Run, queue: QueueAtHand, tmp_path: Path) -> None:
    with announced(Settings(data_dir=tmp_path / "data"), "http://127.0.0.1:8123/"):
        told = run(*PUBLISH).out.splitlines()
    assert told[1:] == ["Watch it at https://talks.example/s/a-talk"]


def test_a_service_that_runs_says_where_its_talks_are_watched(run: Run, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    assert local.LocalDesk(settings).settings.watch_url("a-talk") == "http://localhost:8000/s/a-talk"
    with announced(settings, "http://127.0.0.1:8123/"):
        assert local.LocalDesk(settings).settings.watch_url("a-talk") == "http://127.0.0.1:8123/s/a-talk"
        public = Settings(data_dir=tmp_path / "data", public_url="https://talks.example")
        assert local.LocalDesk(public).settings.watch_url("a-talk") == "https://talks.example/s/a-talk"


def test_where_several_machines_share_the_talks_another_one_serves_them(
    run: Run, queue: QueueAtHand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEDIASVC_REDIS_URL", "redis://queue.example:6379/0")
    assert run(*PUBLISH).out.splitlines()[1:] == ["Watch it at https://talks.example/s/a-talk"]


def test_a_withdrawn_talk_is_not_said_to_be_published(run: Run, queue: QueueAtHand) -> None:
    run(*PUBLISH)
    run("withdraw", "a-talk")
    assert run("rebuild", "a-talk", "--title", "Better", "--data-dir", "here").out.splitlines() == [
        "Built: Better, release 2, as a-talk",
        "Still withdrawn; mediasvc restore a-talk --data-dir here shows it.",
    ]


def test_every_option_reaches_the_build(run: Run, queue: QueueAtHand) -> None:
    Path("cues.csv").write_text("slide,start\n1,0\n")
    words = "--speaker Hana --speaker አበበ --held-on 2026-11-21 --language pt-BR --series Fridays --slug friday-1"
    words += " --also audio-master --also video-upload --also audio-master --clean-up --streaming-only"
    Path("talk.srt").write_text("1\n00:00:00,000 --> 00:00:01,000\nHello\n")
    words += " --timing cues --cues cues.csv --captions talk.srt --visibility public --license CC-BY-4.0"
    assert run(*PUBLISH, *words.split()).status == 0
    [build] = queue.builds
    details = build.request.details
    assert (details.title, details.speakers) == ("A talk", ("Hana", "አበበ"))
    assert (str(details.held_on), details.language, details.license) == ("2026-11-21", "pt-BR", "CC-BY-4.0")
    with queue.database.reading() as catalogue:
        seminar = catalogue.seminars.by_slug("friday-1")
    assert (seminar.series and seminar.series.title, seminar.streaming_only) == ("Fridays", True)
    assert [source.name for source in build.request.sources] == ["talk.pdf", "talk.mp3", "cues.csv", "talk.srt"]
    assert build.request.timing == "cues"
    assert build.request.captions == build.request.sources[-1]
    assert (build.request.also, build.request.clean_up) == (("video-upload", "audio-master"), True)
    assert run("show", "friday-1", "--json").status == 0


def test_a_release_that_is_held_is_ready_and_published_on_request(run: Run, queue: QueueAtHand) -> None:
    told = run(*PUBLISH, "--hold", "--json").told
    assert (told["state"], told["release"], told["publish_at"]) == ("ready", 1, None)
    assert told["preview_url"] == f"{told['watch_url']}/preview/1"
    assert run("show", "a-talk", "--json").told["state"] == "draft"
    assert run("rebuild", "a-talk", "--title", "Better").out.splitlines() == [
        "Ready: A talk, release 2, as a-talk",
        f"Viewers do not see it until it is published; its people see it at {told['watch_url']}/preview/2",
        "Publish it now:  mediasvc restore a-talk --release 2",
    ]
    assert run("restore", "a-talk", "--release", "2", "--json").told["state"] == "published"
    assert run("rebuild", "a-talk", "--json").told["state"] == "published"


def test_a_release_is_planned_and_told_when(run: Run, queue: QueueAtHand) -> None:
    ended = run(*PUBLISH, "--publish-at", "2100-01-01T19:30+01:00")
    assert "Viewers do not see it before 2100-01-01 18:30 UTC; its people see it at " in ended.out
    assert "At that time a service has to be running:  mediasvc serve" in ended.out
    told = run("rebuild", "a-talk", "--publish-at", "2100-01-01T00:00Z", "--json").told
    assert (told["state"], told["publish_at"]) == ("ready", "2100-01-01T00:00:00+00:00")
    at_once = run("rebuild", "a-talk", "--no-hold", "--json").told
    assert (at_once["state"], at_once["release"], "preview_url" in at_once) == ("published", 3, False)


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("--publish-at tomorrow", "such as 2026-11-21T18:00"),
        ("--publish-at 2001-01-01T00:00Z", "has passed"),
        ("--publish-at 0001-01-01T00:00+14:00", "is not a time"),
        ("--hold --publish-at 2100-01-01", "exclude each other"),
        ("--no-hold --publish-at 2100-01-01", "exclude each other"),
    ],
)
def test_a_time_to_publish_that_cannot_be_is_refused(run: Run, queue: QueueAtHand, words: str, part: str) -> None:
    failure = run(*PUBLISH, *words.split(), "--json").told["error"]
    assert failure["code"] == "usage"
    assert part in failure["message"]
    assert queue.builds == []


def test_a_rebuild_is_the_next_release(run: Run, queue: QueueAtHand) -> None:
    run(*PUBLISH)
    told = run("rebuild", "a-talk", "--title", "A better title", "--timing", "even", "--json").told
    assert (told["slug"], told["release"], told["state"]) == ("a-talk", 2, "published")
    assert queue.builds[1].request.details.title == "A better title"
    assert queue.builds[1].request.timing == "even"


def test_a_rebuild_keeps_what_was_wished_until_it_is_taken_away(run: Run, queue: QueueAtHand) -> None:
    run(*PUBLISH)
    for words in ("--also video-upload", "--clean-up", "", "--also audio-master --no-clean-up", "--no-also"):
        assert run("rebuild", "a-talk", *words.split()).status == 0
    assert [(build.request.also, build.request.clean_up) for build in queue.builds] == [
        ((), False),
        (("video-upload",), False),
        (("video-upload",), True),
        (("video-upload",), True),
        (("audio-master",), False),
        ((), False),
    ]


def test_a_rebuild_keeps_its_captions_until_they_are_taken_away(run: Run, queue: QueueAtHand) -> None:
    for name in ("talk.vtt", "better.srt"):
        Path(name).write_text(name)
    run(*PUBLISH, "--captions", "talk.vtt")
    for words in ("--title Another", "--captions better.srt", "--no-captions", ""):
        assert run("rebuild", "a-talk", *words.split()).status == 0
    names = [build.request.captions and build.request.captions.name for build in queue.builds]
    assert names == ["talk.vtt", "talk.vtt", "better.srt", None, None]


def test_captions_in_other_languages_are_named_and_taken_away_one_by_one(run: Run, queue: QueueAtHand) -> None:
    for name in ("talk.vtt", "talk.fr.vtt", "fr=odd.vtt"):
        Path(name).write_text(name)
    run(
        *PUBLISH,
        "--language",
        "en",
        "--captions",
        "talk.vtt",
        "--captions",
        "FR=talk.fr.vtt",
        "--captions",
        "ar=talk.vtt",
    )
    for words in ("--captions ar=talk.fr.vtt", "--no-captions-in fr", "--captions ./fr=odd.vtt", "--no-captions"):
        assert run("rebuild", "a-talk", *words.split()).status == 0
    requests = [build.request for build in queue.builds]
    assert [request.captions and request.captions.name for request in requests] == [
        *["talk.vtt"] * 3,
        "fr=odd.vtt",
        None,
    ]
    assert [[(each.language, each.source.name) for each in request.translations] for request in requests] == [
        [("fr", "talk.fr.vtt"), ("ar", "talk.vtt")],
        [("fr", "talk.fr.vtt"), ("ar", "talk.fr.vtt")],
        [("ar", "talk.fr.vtt")],
        [("ar", "talk.fr.vtt")],
        [],
    ]
    for words, said in (
        (["--captions", "french=talk.vtt"], "is written fr"),
        (["--captions", "2026=talk.vtt"], "--captions ./2026=talk.vtt"),
        (["--captions", "fr="], "--no-captions-in fr"),
    ):
        assert said in run("rebuild", "a-talk", *words).err


@pytest.mark.parametrize("language", ["fr", "und", None])
def test_what_helps_with_captions_takes_away_no_others(run: Run, queue: QueueAtHand, language: str | None) -> None:
    told = f"--no-captions-in {language or 'LANGUAGE'} takes these away."
    warning = BuildWarning("captions_doubtful", "Look at them.", language=language)
    assert about(warning) == f"Look at them. --captions FILE gives others, {told}"
    wrong = CaptionsInvalid("line 1").about("talk.vtt")
    queue.failure = wrong.in_language(language).failure if language else wrong.failure
    said = run(*PUBLISH).err
    assert said.endswith(f"; {told}\n")
    assert (f"captions in {language}: talk.vtt: line 1" in said) is (language is not None)


@pytest.mark.parametrize("command", ["publish", "rebuild"])
def test_help_tells_of_captions(run: Run, command: str) -> None:
    told = run(command, "--help").out
    assert re.search(r"--captions\b", told)
    assert "WebVTT, SRT" in told
    assert "fr=FILE" in " ".join(told.split())
    assert "--no-captions" in told
    assert "--no-captions-in" in told


def test_a_failed_build_is_told_and_leaves_nothing(run: Run, queue: QueueAtHand) -> None:
    queue.failure = DeckEncrypted("talk.pdf").failure
    ended = run(*PUBLISH, "--json")
    assert ended.status == 2
    assert ended.told == {
        "error": {
            "code": "deck_encrypted",
            "message": "The deck needs a password: talk.pdf",
            "hint": "Save a copy without the password and use that.",
        }
    }
    assert run("list", "--json").told == []
    assert not any(queue.storage.exists(source.key) for source in queue.builds[0].request.sources)


def test_a_build_that_fails_by_a_track_says_what_to_do_about_it(run: Run, queue: QueueAtHand) -> None:
    queue.failure = TrackMissing("talk.mp3 has 1 track").failure
    assert run(*PUBLISH, "--track", "2").err == f"{queue.failure.message}\n{TrackMissing.hint}\n"


def test_an_interrupted_publish_is_cancelled_and_leaves_nothing(
    run: Run, queue: QueueAtHand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "enqueue", losing)
    monkeypatch.setattr(local.follow, "follow", raising(KeyboardInterrupt()))
    ended = run(*PUBLISH, "--json")
    assert (ended.status, ended.told["error"]["code"]) == (2, "cancelled")
    assert run("list", "--json").told == []


def test_a_queue_that_is_gone_is_told_and_leaves_nothing(
    run: Run, queue: QueueAtHand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "enqueue", raising(QueueUnavailable()))
    assert run(*PUBLISH, "--json").told["error"]["code"] == "queue_unavailable"
    assert run("list", "--json").told == []


def test_talks_are_listed_newest_first(run: Run, queue: QueueAtHand) -> None:
    run(*PUBLISH)
    run(*PUBLISH[:-1], "[bold]Another[/] :smile:")
    run("withdraw", "a-talk")
    assert run("list", "--json").told == [
        {"slug": "bold-another-smile", "title": "[bold]Another[/] :smile:", "state": "published", "release": 1},
        {"slug": "a-talk", "title": "A talk", "state": "withdrawn", "release": 1},
    ]
    assert run("list").out == ("bold-another-smile  published  [bold]Another[/] :smile:\na-talk  withdrawn  A talk\n")


def test_a_talk_is_shown_with_what_its_files_weigh(run: Run, queue: QueueAtHand) -> None:
    run(*PUBLISH)
    told = run("show", "a-talk", "--json").told
    assert (told["slug"], told["state"], told["release"]) == ("a-talk", "published", 1)
    assert told["watch_url"] == "https://talks.example/s/a-talk"
    assert told["manifest"]["release"] == 1
    assert told["timeline"] == {"method": "cues", "confidence": 0.9, "cues": 3, "doubtful": 0, "findings": []}
    shown = run("show", "a-talk").out
    assert shown == (
        "A talk\npublished  https://talks.example/s/a-talk\n  Audio, smallest: 7.2 MB\nSlide times by cues, 90% sure\n"
    )


def test_it_is_shown_which_method_found_the_slide_times_and_why_others_did_not(run: Run, queue: QueueAtHand) -> None:
    run(*PUBLISH)
    findings = (Finding(TimingMethod.CUES, "no cues file was given"), Finding(TimingMethod.EVEN, "2 slide times", 0.1))
    starts = [SlideStart(0, 0, 0.1), SlideStart(1, 30_000, 0.1)]
    guessed = replace(timeline_of(starts, 60_000, TimingMethod.EVEN), findings=findings)
    with queue.database.transaction() as catalogue:
        catalogue.builds.keep_timeline(queue.builds[0].id, guessed)
    assert run("show", "a-talk").out.splitlines()[3:] == [
        "Slide times by even, 10% sure, 2 of 2 doubtful",
        "  cues: no cues file was given",
        "  even: 2 slide times (10% sure)",
    ]
    told = run("show", "a-talk", "--json").told["timeline"]
    assert told["findings"][0] == {"method": "cues", "sentence": "no cues file was given", "confidence": None}


def test_slide_times_are_exported_changed_and_imported(run: Run, queue: QueueAtHand, tmp_path: Path) -> None:
    run(*PUBLISH)
    assert run("timeline", "a-talk", "--export", "times.json") == Ended(0, "times.json\n", "")
    text = Path("times.json").read_text("utf-8")
    told = json.loads(text)
    assert (told["slug"], told["method"], told["duration"], told["findings"]) == ("a-talk", "cues", "0:01:00.000", [])
    assert '    {"slide": 3, "start": "0:00:15.400", "title": "شكرا 🎓", "confidence": 0.9, ' in text
    assert run("timeline", "a-talk", "--export", "times.json", "--json").told["error"]["code"] == "usage"
    Path("times.json").write_text(text.replace("0:00:15.400", "0:16"), "utf-8")
    imported = run("timeline", "a-talk", "--import", "times.json")
    assert imported.out.startswith("Published: A talk, release 2,")
    assert "Slide times by edited, 92% sure\n" in imported.err
    assert queue.builds[1].request.timing is TimingMethod.EDITED
    with queue.database.reading() as catalogue:
        edited = catalogue.builds.timeline_of(queue.builds[1].id)
    assert edited is not None
    assert [(cue.start_ms, cue.confidence) for cue in edited.cues] == [(0, 0.9), (16_000, 1.0), (31_001, 0.9)]
    error = run("timeline", "a-talk", "--import", "times.json", "--json").told["error"]
    assert error["code"] == "conflict"
    assert "release 2 has others: from 0:00:15.400 to 0:00:16.000 slide 1 instead of slide 3" in error["message"]
    assert error["hint"].startswith("Export the slide times again")


def test_an_export_that_nobody_changed_makes_no_release(run: Run, queue: QueueAtHand) -> None:
    run(*PUBLISH)
    run("timeline", "a-talk", "--export", "times.json")
    ended = run("timeline", "a-talk", "--import", "times.json")
    assert (ended.status, ended.err) == (0, "")
    assert ended.out == (
        "Nothing was changed, and nothing is built: Release 1 of a-talk has these slide times already.\n"
    )
    told = run("timeline", "a-talk", "--import", "times.json", "--json").told
    assert (told["slug"], told["state"], told["release"], told["changed"]) == ("a-talk", "published", 1, False)
    assert len(queue.builds) == 1


def test_slide_times_of_another_talk_are_refused_by_its_name(run: Run, queue: QueueAtHand) -> None:
    run(*PUBLISH)
    run("timeline", "a-talk", "--export", "times.json")
    told = json.loads(Path("times.json").read_text("utf-8"))
    Path("times.json").write_text(json.dumps(told | {"slug": "b-talk"}))
    error = run("timeline", "a-talk", "--import", "times.json", "--json").told["error"]
    assert error["code"] == "usage"
    assert error["message"] == "times.json holds the slide times of b-talk, not of a-talk; nothing was changed"
    assert "timeline b-talk --import times.json" in error["hint"]
    # Who left the name out of the file says by the command which talk it is of.
    del told["slug"]
    Path("times.json").write_text(json.dumps(told))
    assert run("timeline", "a-talk", "--import", "times.json").status == 0
    assert len(queue.builds) == 1


def test_a_cues_file_is_imported_as_one(run: Run, queue: QueueAtHand) -> None:
    run(*PUBLISH)
    for name in ("times.csv", "times.vtt"):
        assert run("timeline", "a-talk", "--export", name, "--json").told == {"slug": "a-talk", "out": name}
        assert run("timeline", "a-talk", "--import", name, "--json").told["state"] == "published"
        request = queue.builds[-1].request
        assert (request.timing, request.cues and request.cues.name) == (TimingMethod.AUTO, name)
    assert Path("times.csv").read_text() == "slide,start\n1,0:00:00.000\n3,0:00:15.400\n1,0:00:31.001\n"
    assert "00:00:15.400 --> 00:00:31.001\n3\n" in Path("times.vtt").read_text()


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"cues": 7}, 'no list "cues"'),
        ({"cues": [7]}, "cue 1: '' is not a slide number"),
        ({"cues": [{"slide": 1, "start": "soon", "title": "Loans"}]}, "cue 1 (Loans): 'soon' is not a time"),
        ({"cues": [{"slide": 1, "start": "0", "confidence": "high"}]}, "cue 1: 'high' is not a confidence"),
        ({"cues": [{"slide": 9, "start": "0"}]}, "cue 1: there is no slide 9, the last one is 3"),
        ({"cues": [{"slide": 9, "start": "0", "title": "Loans"}]}, "cue 1 (Loans): there is no slide 9"),
        ({"version": '"\r\n'}, "its version is none"),
    ],
)
def test_slide_times_that_cannot_be_are_refused(
    run: Run, queue: QueueAtHand, changed: dict[str, Any], says: str
) -> None:
    run(*PUBLISH)
    run("timeline", "a-talk", "--export", "times.json")
    told = json.loads(Path("times.json").read_text("utf-8"))
    Path("times.json").write_text(json.dumps(told | changed))
    error = run("timeline", "a-talk", "--import", "times.json", "--json").told["error"]
    assert (error["code"], len(queue.builds)) == ("cues_invalid", 1)
    assert says in error["message"]


def test_a_withdrawn_talk_has_no_manifest(run: Run, queue: QueueAtHand) -> None:
    run(*PUBLISH)
    told = {"slug": "a-talk", "title": "A talk", "state": "withdrawn", "release": 1}
    assert run("withdraw", "a-talk", "--json").told == told
    assert run("withdraw", "a-talk") == Ended(0, "a-talk is withdrawn.\n", "")
    assert run("withdraw", "a-talk", "--because", "a" * 301).status == 2
    assert run("show", "a-talk", "--json").told["manifest"] is None
    assert run("export", "a-talk", "--out", "out").status == 2


@pytest.mark.parametrize(
    ("variant", "code"), [("video-low", "not_found"), ("audio-master", "usage"), ("nope", "usage")]
)
def test_a_way_to_follow_that_the_talk_has_not_is_refused(
    run: Run, queue: QueueAtHand, variant: str, code: str
) -> None:
    run(*PUBLISH)
    for out in ("out", "out.zip"):
        refused = run("export", "a-talk", "--out", out, "--variant", "audio-low", "--variant", variant, "--json")
        assert (refused.status, refused.told["error"]["code"]) == (2, code)
        assert refused.told["error"]["message"].endswith("; available: audio-low")
        assert repr(variant) in refused.told["error"]["message"]
        assert not Path(out).exists()


def test_reconcile_takes_up_what_was_lost(run: Run, queue: QueueAtHand, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as lost:
        lost.setattr(queue, "enqueue", losing)
        lost.setattr(local.follow, "follow", raising(ZeroDivisionError("killed")))
        run(*PUBLISH)
    assert run("list", "--json").told[0]["state"] == "draft"
    assert run("reconcile").status == 0
    assert run("list", "--json").told[0]["state"] == "published"


@pytest.mark.parametrize(("remedy", "status"), [(None, 0), ("apt-get install ffmpeg", 2)])
def test_doctor_says_what_is_missing(
    run: Run, monkeypatch: pytest.MonkeyPatch, remedy: str | None, status: int
) -> None:
    def checks(*, weaker: bool) -> list[tuple[str, str | None]]:
        return [("ffmpeg encodes sound", remedy)]

    monkeypatch.setattr(workers.doctor, "checks", checks)
    ended = run("doctor")
    assert ended.status == status
    expected = (
        "ok       ffmpeg encodes"
        if remedy is None
        else "MISSING  ffmpeg encodes sound\n         apt-get install ffmpeg"
    )
    assert expected in ended.out
    assert "ok       redis-server runs the queue" in ended.out


def command_names() -> list[str]:
    """Every command that there is, as it is typed."""
    group: Any = typer.main.get_command(app.program())
    return [
        f"{name} {below}" if hasattr(command, "commands") else name
        for name, command in group.commands.items()
        for below in getattr(command, "commands", [""])
    ]


def test_the_commands_are_the_contracts() -> None:
    assert sorted(command_names()) == sorted(COMMANDS)


def test_every_command_is_in_the_module_that_is_loaded_for_it() -> None:
    for word in {name.split()[0] for name in COMMANDS}:
        group: Any = typer.main.get_command(app.program(word))
        assert word in group.commands


HEAVY = {"alembic", "boto3", "fastapi", "httpx", "jinja2", "uvicorn"}
LOADED = "import sys; from mediasvc.cli.app import program; program(sys.argv[1]); print(*sys.modules)"


@pytest.mark.parametrize("word", ["publish", "rebuild", "list", "worker"])
def test_no_command_loads_what_only_others_need(word: str) -> None:
    """Loading is nearly all that a short command takes."""
    told = subprocess.run([sys.executable, "-c", LOADED, word], capture_output=True, text=True, check=True).stdout
    assert not HEAVY & set(told.split())


@pytest.mark.parametrize("name", command_names())
def test_every_command_is_documented(name: str) -> None:
    assert re.search(rf"\bmediasvc {name}\b", README.read_text("utf-8")), f"README.md does not tell of mediasvc {name}"


def test_every_talk_that_the_readme_makes_has_a_title_or_is_there() -> None:
    typed = re.findall(r"mediasvc publish [^\n`#]+", README.read_text("utf-8"))
    assert len(typed) > 3
    assert all(re.search(r"--(title|slug) \S", command) for command in typed)


def test_help_names_every_command(run: Run) -> None:
    ended = run("--help")
    assert ended.status == 0
    for name in COMMANDS:
        assert re.search(rf"^\W*{name.split()[0]}\b", ended.out, re.MULTILINE), name


def test_help_says_of_every_command_what_it_does(run: Run) -> None:
    """Where a line of 80 characters does not hold the first sentence, three dots stand for its end."""
    assert "..." not in run("--help").out.partition("Commands:")[2]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_helps(run: Run, name: str) -> None:
    ended = run(*name.split(), "--help")
    assert (ended.status, ended.err) == (0, "")
    assert "--data-dir" in ended.out
