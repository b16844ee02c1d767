"""A model is found on this machine, or an error says what is wrong with it."""

import importlib.util
import json
import struct
from pathlib import Path

import pytest

import workers.recognition.model
from mediasvc.domain.errors import RecognitionUnavailable
from workers import doctor
from workers.recognition.model import HOW_TO_INSTALL, NO_ENGINE, NO_MODEL, find_model
from workers.recognition.model_file import is_whole

MULTILINGUAL, ENGLISH = 51_865, 51_864


def text(words: str) -> bytes:
    return struct.pack("<H", len(words) + 1) + words.encode() + b"\0"


def weights() -> bytes:
    variable = text("encoder/weight") + struct.pack("<B2I", 2, 3, 4) + struct.pack("<BI", 0, 48) + b"\1" * 48
    return struct.pack("<I", 6) + text("WhisperSpec") + struct.pack("<II", 3, 2) + variable * 2 + struct.pack("<I", 0)


def make_model(folder: Path, tokens: int = MULTILINGUAL) -> Path:
    folder.mkdir(parents=True)
    (folder / "model.bin").write_bytes(weights())
    (folder / "config.json").write_text("{}")
    (folder / "tokenizer.json").write_text("{}")
    (folder / "vocabulary.json").write_text(json.dumps(["a"] * tokens))
    return folder


def refusal(wanted: Path | str, data_dir: Path) -> RecognitionUnavailable:
    with pytest.raises(RecognitionUnavailable) as error:
        find_model(str(wanted), data_dir)
    return error.value


@pytest.mark.parametrize(("tokens", "is_multilingual"), [(MULTILINGUAL, True), (ENGLISH, False)])
def test_a_folder_holds_a_model(tmp_path: Path, tokens: int, is_multilingual: bool) -> None:
    folder = make_model(tmp_path / "faster-whisper-base", tokens)
    model = find_model(str(folder), tmp_path)
    assert (model.folder, model.name, model.is_multilingual) == (folder, "faster-whisper-base", is_multilingual)


def test_a_vocabulary_of_lines_counts_as_one_of_json(tmp_path: Path) -> None:
    folder = make_model(tmp_path / "old")
    (folder / "vocabulary.json").unlink()
    (folder / "vocabulary.txt").write_text("a\n" * ENGLISH)
    assert not find_model(str(folder), tmp_path).is_multilingual


def test_a_name_is_that_of_a_folder_in_the_data_folder(tmp_path: Path) -> None:
    folder = make_model(tmp_path / "models" / "small")
    assert find_model("small", tmp_path).folder == folder


def test_a_name_is_that_of_a_model_in_the_hubs_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = make_model(tmp_path / "hub" / "snapshots" / "1")
    blob = tmp_path / "hub" / "blobs" / "of-the-weights"
    blob.parent.mkdir()
    (snapshot / "model.bin").rename(blob)
    (snapshot / "model.bin").symlink_to(blob)

    def download_model(name: str, *, local_files_only: bool) -> str:
        assert (name, local_files_only) == ("base", True)
        return str(snapshot)

    monkeypatch.setattr("faster_whisper.utils.download_model", download_model)
    model = find_model("base", tmp_path / "data")
    assert model.folder == snapshot
    assert model.places == [blob.parent, snapshot]


@pytest.mark.parametrize("wanted", ["base", "no-such-model", "/no/such/folder", "Systran/faster-whisper-base"])
def test_no_model_is_fetched(tmp_path: Path, wanted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    found = refusal(wanted, tmp_path)
    assert Path(wanted).name in found.message
    assert "/" not in found.message  # it is read by organisers, who are not to see this machine's folders
    assert found.reason == NO_MODEL


@pytest.mark.parametrize("name", ["model.bin", "config.json", "tokenizer.json", "vocabulary.json"])
def test_a_folder_without_one_of_its_files_holds_no_model(tmp_path: Path, name: str) -> None:
    folder = make_model(tmp_path / "model")
    (folder / name).unlink()
    assert f"lacks {name}" in refusal(folder, tmp_path).message


def test_half_a_model_is_none(tmp_path: Path) -> None:
    folder = make_model(tmp_path / "model")
    whole = (folder / "model.bin").read_bytes()
    (folder / "model.bin").write_bytes(whole[: len(whole) // 2])
    assert "not a whole model" in refusal(folder, tmp_path).message


@pytest.mark.parametrize("content", [b"", b"PK\3\4" + b"x" * 100, b"\6\0\0\0"])
def test_another_file_is_no_model(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "model.bin").write_bytes(content)
    assert not is_whole(tmp_path / "model.bin")


def test_every_cut_of_the_weights_is_noticed(tmp_path: Path) -> None:
    file, whole = tmp_path / "model.bin", weights()
    file.write_bytes(whole)
    assert is_whole(file)
    for length in range(len(whole) - 4):  # what ends it are names for what is there already
        file.write_bytes(whole[:length])
        assert not is_whole(file)


def test_other_weights_are_another_model(tmp_path: Path) -> None:
    one, other = make_model(tmp_path / "one"), make_model(tmp_path / "other")
    assert find_model(str(one), tmp_path).identity == find_model(str(other), tmp_path).identity
    (other / "model.bin").write_bytes(weights() + b"\0")
    assert find_model(str(one), tmp_path).identity != find_model(str(other), tmp_path).identity


def test_the_extra_is_to_be_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers.recognition.model, "ENGINE", "no_such_engine")
    assert importlib.util.find_spec("no_such_engine") is None
    folder = make_model(tmp_path / "model")
    assert refusal(folder, tmp_path).reason == NO_ENGINE
    assert doctor.recognition(str(folder), tmp_path)[1] == f"its engine is not installed: {HOW_TO_INSTALL}"
    words, remedy = doctor.recognition(None, tmp_path)
    assert remedy is None
    assert HOW_TO_INSTALL in words


def test_the_doctor_says_which_model_there_is(tmp_path: Path) -> None:
    make_model(tmp_path / "models" / "small")
    assert doctor.recognition("small", tmp_path) == ("speech is recognised by small, which knows many languages", None)
    words, remedy = doctor.recognition(None, tmp_path)
    assert remedy is None
    assert "MEDIASVC_ASR_MODEL is not set" in words
    words, remedy = doctor.recognition("large", tmp_path)
    assert remedy is not None
    assert "hf download" in remedy
