"""Which file is a deck and which a recording: by content, by elimination, then by name."""

import mimetypes

import pytest

from mediasvc.domain.limits import Limits
from workers.decks.identify import looks_like_a_deck
from workers.steps.ingest import Role, assign_roles

DECK, RECORDING = Role.DECK, Role.RECORDING


@pytest.mark.parametrize(
    ("told", "names", "roles"),
    [
        ([DECK, RECORDING], ["a.mp3", "b.pptx"], [DECK, RECORDING]),
        ([RECORDING, DECK], ["x", "y"], [RECORDING, DECK]),
        ([DECK], ["a.mp3"], [DECK]),
        ([RECORDING], ["a.pdf"], [RECORDING]),
        ([DECK, None], ["a.pdf", "b.pdf"], [DECK, RECORDING]),
        ([None, DECK, None], ["a.pdf", "b.pdf", "c.txt"], [RECORDING, DECK, RECORDING]),
        ([None, RECORDING], ["a.mp3", "b.mp3"], [DECK, RECORDING]),
        ([RECORDING, None, RECORDING], ["a.mp3", "b.mp3", "c.mp3"], [RECORDING, DECK, RECORDING]),
        ([DECK, RECORDING, None], ["a", "b", "c.MP3"], [DECK, RECORDING, RECORDING]),
        ([DECK, RECORDING, None], ["a", "b", "c.key"], [DECK, RECORDING, DECK]),
        ([None, None], ["a.pptx", "b.mp3"], [DECK, RECORDING]),
        ([None, None], ["b.webm", "a"], [RECORDING, DECK]),
        ([None], ["talk.wav"], [RECORDING]),
        ([None], ["talk"], [DECK]),
        ([], [], []),
    ],
)
def test_roles(told: list[Role | None], names: list[str], roles: list[Role]) -> None:
    assert assign_roles(told, names) == roles


@pytest.mark.parametrize(
    "suffix", ["mp3", "m4a", "wav", "ogg", "opus", "flac", "wma", "amr", "aac", "mp4", "mkv", "mov", "mts"]
)
def test_a_recordings_name_means_the_same_on_every_machine(suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def knows_nothing(url: str, strict: bool = True) -> tuple[None, None]:
        return None, None

    monkeypatch.setattr(mimetypes, "guess_type", knows_nothing)
    assert assign_roles([None], [f"talk.{suffix}"]) == assign_roles([None], [f"T.{suffix.upper()}"]) == [RECORDING]


@pytest.mark.parametrize(
    ("head", "deck"),
    [
        (b"PK\x03\x04rest", True),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", True),
        (b"%PDF-1.7\n", True),
        (b"\r\njunk before %PDF-1.4", True),
        (b"ID3\x04", False),
        (b"ID3\x04 a tag with %PDF-1.7", False),
        (b"OggS a comment with PK\x03\x04", False),
        (b"\x00\x00\x00\x18ftypM4A PK\x03\x04", False),
        (b"\xff\xfb\x90\x64 a frame with PK\x03\x04", False),
        (b"\xff\xf3\x48\xc4 a frame with %PDF-1.7", False),
        (b"\xff\xfd\x84\x04 of layer 2 with %PDF-1.7", False),
        (b"\xff\xf1\x50\x80 of ADTS with %PDF-1.7", False),
        (b"\xff\xf9\x50\x80 of ADTS with PK\x03\x04", False),
        (b"\xff\xfe\x25\x00 UTF-16's mark before %PDF-1.7", True),
        (b"\xff\xfb\xf0\x64 no rate of a frame's before %PDF-1.7", True),
        (b"\xff\xfb\x9c\x64 no frequency of a frame's before %PDF-1.7", True),
        (b"\xff\xeb\x90\x64 no version of a frame's before %PDF-1.7", True),
        (b"\xff\xf1\x7c\x80 no frequency of ADTS before %PDF-1.7", True),
        (b"\xff\xff\xff\xff before %PDF-1.7", True),
        ((b"G\x40\x00\x10" + b"\0" * 184) * 3 + b"%PDF-1.7", False),
        ((b"\0" * 4 + b"G\x40\x00\x10" + b"\0" * 184) * 3 + b"%PDF-1.7", False),
        (b"GIF before %PDF-1.7".ljust(600, b"."), True),
        (bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c") + b"PK\x03\x04", False),
        (b"#!AMR\n%PDF-1.7", False),
        (b"#!/bin/sh\n%PDF-1.7", True),
        (b"\0\0\x01\xba\x44%PDF-1.7", False),
        (b"riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb\x04\xc1\0\0 PK\x03\x04", False),
        *((b"\0\0\0\x08" + kind + b" %PDF-1.7", False) for kind in (b"moov", b"mdat", b"wide", b"free", b"skip")),
        (b"PK", False),
        (b"", False),
    ],
)
def test_a_deck_is_told_by_its_first_bytes(head: bytes, deck: bool) -> None:
    assert looks_like_a_deck(head) is deck


def test_limits_are_the_contracts() -> None:
    limits = Limits()
    assert (limits.deck_bytes, limits.deck_unpacked_bytes, limits.deck_slides) == (500_000_000, 2_000_000_000, 1_000)
    assert (limits.recording_bytes, limits.recording_ms, limits.channels) == (4_000_000_000, 43_200_000, 8)
    assert (limits.sample_rate_min_hz, limits.sample_rate_max_hz) == (8_000, 192_000)
    assert (limits.page_px, limits.cues) == (20_000, 2_000)
