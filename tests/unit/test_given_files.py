"""What is said of a file that cannot be read."""

from pathlib import Path

import pytest

from mediasvc.domain.errors import Failure, NotFound, Usage
from mediasvc.usecases.given_files import opened


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that commands are typed in: with a deck, a recording, and a folder that has more of them."""
    for name in ("slides.pptx", "Talk.MP3", "more/part 1.wav", "more/part 2.wav"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"bytes")
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refused(path: str) -> Failure:
    with pytest.raises(NotFound) as error, opened(Path(path)):
        pass
    return error.value.failure


def test_a_file_is_opened(folder: Path) -> None:
    with opened(Path("slides.pptx")) as file:
        assert file.read() == b"bytes"


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("slide.pptx", "Did you mean slides.pptx?"),
        ("talk.mp3", "Did you mean Talk.MP3?"),
        ("slides.ppt", "Did you mean slides.pptx?"),
        ("slides", "Did you mean slides.pptx?"),
        ("more/part1.wav", "Did you mean more/part 1.wav?"),
        ("groups", 'A title or a name with spaces stands in quotes, as in "Savings groups that last".'),
        ("other.key", "Check how the name is written, and the folder that you are in."),
    ],
)
def test_a_missing_file_is_told_with_its_folder_and_one_that_is_like_it(folder: Path, path: str, hint: str) -> None:
    failure = refused(path)
    assert failure.message == f"Not found: {Path(path).name} in {(folder / path).parent}"
    assert failure.hint == hint


def test_a_folder_is_told_with_what_is_in_it(folder: Path) -> None:
    assert refused("more").hint == "Name the files in it: more/part 1.wav, more/part 2.wav."
    assert refused("empty").hint == "Name the files in it: there is none yet."


def test_a_folder_that_is_not_there_is_named(folder: Path) -> None:
    assert refused("mroe/part 1.wav").message == (
        f"Not found: mroe/part 1.wav, as there is no folder {folder / 'mroe'}"
    )


@pytest.mark.parametrize("path", ["*.key", "slides?.pptx", "[ab].mp3"])
def test_a_wildcard_that_matches_nothing_is_told_as_one(folder: Path, path: str) -> None:
    assert refused(path).message == f"Not found: a file like {path} in {folder}"


def test_a_name_that_no_file_can_have_is_wrong_usage(folder: Path) -> None:
    with pytest.raises(Usage, match="cannot be read: File name too long"), opened(Path("x" * 300)):
        pass
