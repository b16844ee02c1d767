"""A manuscript becomes captions: its sentences, and where in the speech they are put."""

import zipfile
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediasvc.domain.captions import Said
from mediasvc.domain.errors import CaptionsInvalid
from mediasvc.domain.speech import Span
from workers.manuscripts.aligned import aligned
from workers.manuscripts.docx import read_docx_file
from workers.manuscripts.sentences import MOST_CHARACTERS, pieces, sentences
from workers.manuscripts.text import read_text_file
from workers.steps import time_captions
from workers.timed_text.captions_file import CaptionsFromFile, ReadCaptions

MINUTE_MS = 60_000
MOST = 500
PROSE = "Good morning, all of you. The first group began with twelve women, one box, and three rules. " * 6
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def read_text(tmp_path: Path, raw: bytes, duration_ms: int = MINUTE_MS) -> CaptionsFromFile:
    path = tmp_path / "talk.txt"
    path.write_bytes(raw)
    return read_text_file(path, duration_ms, MOST)


def make_docx(path: Path, body: str, root: str = "w:document") -> Path:
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        target = f'<Relationship Id="r1" Type="{kind}" Target="word/document.xml"/>'
        package.writestr("_rels/.rels", f'<Relationships xmlns="{relations}">{target}</Relationships>')
        package.writestr("word/document.xml", f'<{root} xmlns:w="{WORD}">{body}</{root}>')
    return path


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One. Two!  Three?\nFour", ["One.", "Two!", "Three?", "Four"]),
        ("A line\nthat goes on.\n\nA heading\n \nText.", ["A line that goes on.", "A heading", "Text."]),
        ('She said "Yes." Then left.', ['She said "Yes."', "Then left."]),
        ("Some hyphen-\nated words.", ["Some hyphenated words."]),
        ("你好。今天讲水。", ["你好。", "今天讲水。"]),
        ("ሰላም ነው። ጥሩ።", ["ሰላም ነው።", "ጥሩ።"]),
        ("3.5 litres are enough.", ["3.5 litres are enough."]),
        ("", []),
        (" \n\n ", []),
    ],
)
def test_a_text_is_cut_into_sentences(text: str, found: list[str]) -> None:
    assert list(sentences(text)) == found


@given(st.text(st.sampled_from("abcdefg ,.;"), max_size=600))
def test_pieces_of_a_sentence_are_short_and_lose_no_word(text: str) -> None:
    sentence = " ".join(text.split())
    found = pieces(sentence)
    assert all(len(piece) <= MOST_CHARACTERS for piece in found)
    assert "".join("".join(found).split()) == "".join(sentence.split())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_prose_without_times_is_a_manuscript(tmp_path: Path, encoding: str) -> None:
    read = read_text(tmp_path, PROSE.encode(encoding))
    assert read.captions == ()
    assert read.manuscript[:2] == (
        "Good morning, all of you.",
        "The first group began with twelve women, one box, and three rules.",
    )


def test_captions_with_times_are_captions(tmp_path: Path) -> None:
    read = read_text(tmp_path, f"WEBVTT\n\n00:01.000 --> 00:05.000\n{PROSE}\n".encode())
    assert (len(read.captions), read.manuscript) == (1, ())


@pytest.mark.parametrize(
    ("raw", "duration_ms", "sentence"),
    [
        (b"Too short.", MINUTE_MS, "begins neither as WebVTT nor as SRT, .*; a manuscript has 20 words at least"),
        (b" \n", MINUTE_MS, "line 1: the file is empty$"),
        (b"WEBVTT\n\n" + PROSE.encode(), MINUTE_MS, "there is no caption in it"),
        (bytes(range(256)) * 9, MINUTE_MS, "not UTF-8|not text"),
        (b"1;2;3;4;5;word\n" * 90, MINUTE_MS, "begins neither"),
        (b"[0:01] Good morning to you all, dear friends\n" * 9, MINUTE_MS, "begins neither"),
        (PROSE.encode("cp1252") + b" caf\xe9", MINUTE_MS, "not UTF-8"),
        (PROSE.encode(), 60 * MINUTE_MS, r"it has no times, and \d+ words, which is too few for 60 minutes of sound"),
        (PROSE.encode() * 9, 30_000, "words, which is too many for 30 seconds of sound"),
        (b"A sentence. " * 700, 10 * MINUTE_MS, "700 sentences, 500 are allowed"),
    ],
)  # fmt: skip
def test_what_is_no_manuscript_of_the_talk_is_refused(
    tmp_path: Path, raw: bytes, duration_ms: int, sentence: str
) -> None:
    with pytest.raises(CaptionsInvalid, match=sentence):
        read_text(tmp_path, raw, duration_ms)


def test_a_document_is_read_without_what_was_deleted(tmp_path: Path) -> None:
    runs = "<w:r><w:t>Good </w:t></w:r><w:del><w:r><w:t>evening</w:t></w:r></w:del><w:r><w:t>morning.</w:t></w:r>"
    cell = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>In a</w:t><w:br/><w:t>table.</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    rest = f"<w:p><w:r><w:t>{PROSE}</w:t></w:r></w:p>"
    path = make_docx(tmp_path / "talk.docx", f"<w:body><w:p>{runs}</w:p>{cell}{rest}</w:body>")
    assert read_docx_file(path, MINUTE_MS, MOST).manuscript[:3] == (
        "Good morning.",
        "In a table.",
        "Good morning, all of you.",
    )


@pytest.mark.parametrize(
    ("body", "root"),
    [("<w:body/>", "w:presentation"), ("", "w:document"), ("<w:body/>", "w:document"), ("<", "w:document")],
)
def test_a_zip_that_is_no_manuscript_is_refused(tmp_path: Path, body: str, root: str) -> None:
    with pytest.raises(CaptionsInvalid):
        read_docx_file(make_docx(tmp_path / "talk.docx", body, root), MINUTE_MS, MOST)


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CaptionsInvalid, match="bytes"):
        read_docx_file(make_docx(tmp_path / "talk.docx", " " * 21_000_000), MINUTE_MS, MOST)


def test_a_broken_zip_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "talk.docx"
    path.write_bytes(b"PK\x03\x04 and nothing")
    with pytest.raises(CaptionsInvalid):
        read_docx_file(path, MINUTE_MS, MOST)


def test_sentences_end_in_pauses() -> None:
    said = ["A short one here.", "This sentence is rather longer than the others are, it seems.", "And a short end."]
    speech = [Span(1_000, 2_200), Span(3_000, 5_000), Span(5_260, 7_400), Span(9_000, 10_200)]
    captions = aligned(said * 1, speech, 12_000)
    assert [caption.text for caption in captions] == said
    assert captions[0].start_ms == 1_000
    assert captions[-1].end_ms == 10_200


@given(
    st.lists(st.text(st.sampled_from("abc de,"), min_size=1, max_size=200).filter(str.strip), min_size=1, max_size=30),
    st.lists(st.integers(0, 100_000), max_size=60, unique=True).map(sorted),
)
def test_captions_are_in_order_within_the_talk_and_one_behind_the_other(said: list[str], times: list[int]) -> None:
    speech = [Span(one, other) for one, other in pairwise(times)][::2]
    captions = aligned(said, speech, 100_001)
    assert all(0 <= each.start_ms < each.end_ms <= 100_001 and each.text for each in captions)
    assert all(one.end_ms <= other.start_ms for one, other in pairwise(captions))


def test_estimated_times_are_said_to_be_that() -> None:
    read = ReadCaptions(Said(()), manuscript=("One.", "Two."))
    timed = time_captions.run(read, [Span(0, 4_000), Span(5_000, 9_000)], 10_000)
    assert [caption.text for caption in timed.said.captions] == ["One.", "Two."]
    assert (timed.is_estimated, timed.manuscript) == (True, ())
    assert [warning.code for warning in timed.warnings] == ["captions_times_estimated"]
    assert time_captions.run(timed, None, 10_000) == timed
