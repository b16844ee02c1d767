"""Whether the attack notices what must not be: a judge that finds nothing wrong proves nothing."""

import json
import re
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hostile.attack import Attacked
from hostile.canary import Canary
from hostile.case import MARK, PUBLISHED, UNREADABLE, Case, Place, codes
from hostile.cases import CASES
from hostile.outside import Outside
from hostile.pdf_structure import acting
from hostile.released import Released
from hostile.table import MOST_BYTES, MOST_S, falls_short, line, shortcomings, summary

from mediasvc.domain.errors import PermanentError, TransientError

HERE = Path(__file__).resolve().parents[2]
CASE = Case("a-case", "deck.pdf", lambda _: b"", UNREADABLE, Place.DECK)
RIGHT = Attacked(CASE, "deck_unreadable", "", (), (), wall_s=1, peak_bytes=1, connections=0, strays=0)


def test_cases_have_names_of_their_own_and_answers_that_are_there() -> None:
    assert len({case.name for case in CASES}) == len(CASES) > 200
    kinds = [*PermanentError.__subclasses__(), *TransientError.__subclasses__()]
    known = {PUBLISHED, *(kind.code for kind in kinds)}
    assert {code for case in CASES for code in case.right} <= known
    assert all(case.right for case in CASES)


def test_warnings_that_are_asked_for_are_in_the_list() -> None:
    listed = set(re.findall(r"^\| `(\w+)`", (HERE / "docs/warnings.md").read_text(), re.MULTILINE))
    assert all(one_of & listed for case in CASES for one_of in case.warns)


def test_a_case_is_the_same_each_time() -> None:
    quick = [case for case in CASES if case.name.startswith(("pdf-t", "pptx-entity", "playlist", "cues-json"))]
    assert len(quick) > 20
    assert [case.make("http://a/") for case in quick] == [case.make("http://a/") for case in quick]


@pytest.mark.parametrize(
    "short",
    [
        replace(RIGHT, wrong=("published instead of deck_unreadable",)),
        replace(RIGHT, wall_s=MOST_S + 1),
        replace(RIGHT, peak_bytes=MOST_BYTES + 1),
    ],
)
def test_what_falls_short_is_in_the_line(short: Attacked) -> None:
    assert not falls_short(RIGHT)
    assert falls_short(short)
    assert shortcomings(short)[0] in line(short)
    assert summary([RIGHT, short]).startswith("right answers 1/2")


def test_a_wrong_answer_is_noticed() -> None:
    drawn = replace(CASE, right=codes(PUBLISHED), warns=(codes("glyphs_missing"),))
    assert CASE.what_is_wrong("deck_unreadable", []) == []
    assert CASE.what_is_wrong(PUBLISHED, []) == ["published instead of deck_unreadable"]
    assert drawn.what_is_wrong(PUBLISHED, ["glyphs_missing", "text_turned"]) == []
    assert drawn.what_is_wrong(PUBLISHED, ["text_turned"]) == ["no warning glyphs_missing"]


def test_a_connection_is_noticed() -> None:
    with Canary() as canary:
        port = int(canary.address.rstrip("/").rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall(b"GET /picture.png HTTP/1.1\r\n\r\n")
            assert connection.recv(1) == b""
    assert canary.reached == ["GET /picture.png HTTP/1.1"]


def test_what_appears_outside_is_noticed(tmp_path: Path) -> None:
    data, home, elsewhere = tmp_path / "data", tmp_path / "home", tmp_path / "elsewhere"
    for folder in (data / "storage", home, elsewhere):
        folder.mkdir(parents=True)
    outside = Outside((data, home), tempting=(elsewhere,))
    (data / "storage/files/ab").mkdir(parents=True)
    assert outside.what_came() == ["appeared in the data folder: storage/files"]
    (home / ".config").mkdir()
    (elsewhere / "others").touch()
    (elsewhere / f"a-{MARK}").touch()
    (data / "storage/files/ab/x.pdf").symlink_to("/proc/self/environ")
    (data / "storage/files/ab/set").touch(0o4755)
    (data / "storage/files/ab/set").chmod(0o4755)
    told = " ".join(outside.what_came())
    assert "others" not in told
    assert all(name in told for name in (".config", MARK, "no plain file", "x.pdf", "ab/set"))


def test_what_viewers_must_not_get_is_noticed(tmp_path: Path) -> None:
    storage = tmp_path / "storage"
    released = Released(tmp_path)
    storage.mkdir()
    (storage / "manifest.json").write_text(json.dumps({"slides": [{}, {}]}))
    (storage / "slides.pdf").write_bytes(acting("http://a/"))
    (storage / "captions.vtt").write_text("WEBVTT\n\n00:00.000 --> 00:01.000\n<script>")
    assert released.what_is_wrong(2, ["/RichMedia", "STYLE"]) == []
    wrong = released.what_is_wrong(1, ["/Launch", "<script"])
    assert wrong == ["2 slides instead of 1", "<script in a vtt", "/Launch in a pdf"]
    assert released.what_leaked([b"/Launch", b"not there"]) == ["a secret in slides.pdf"]
    (storage / "manifest.json").unlink()
    assert released.what_is_wrong(2, []) == ["0 manifests"]


def watched(tmp_path: Path, longest_s: str, script: str) -> dict[str, object]:
    seen = tmp_path / "seen.json"
    argv = [sys.executable, "-m", "hostile.watch", str(seen), longest_s, "/bin/sh", "-c", script]
    paths = f"{HERE / 'tests'}:{HERE / 'script'}"
    subprocess.run(argv, env={"PYTHONPATH": paths, "PATH": "/usr/bin:/bin"}, check=False)
    return json.loads(seen.read_text())


def test_a_process_that_is_left_is_noticed(tmp_path: Path) -> None:
    assert watched(tmp_path, "60", "exit 2")["left"] == []
    seen = watched(tmp_path, "60", "setsid sleep 1234 &")
    assert (seen["left"], seen["killed"]) == (["sleep 1234"], False)


def test_a_program_that_never_ends_is_killed(tmp_path: Path) -> None:
    assert watched(tmp_path, "0.5", "sleep 1234")["killed"] is True
