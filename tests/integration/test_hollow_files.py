"""Files of a taken-over program, large and hollow: none is read whole, or kept, beyond what it should be."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from makers import Page, make_pdf, make_recording
from workshop import Workshop, ignore_share

from mediasvc.domain.errors import ConversionFailed, DeckUnreadable
from mediasvc.domain.timeline import SlideStart, Timeline, TimingMethod, timeline_of
from mediasvc.domain.variants import VARIANTS
from workers.decks.pdf import PageImage, formats_of, render_frames
from workers.inside import inside
from workers.media import ffmpeg as ffmpeg_module
from workers.media.ffmpeg import ffmpeg, run_ffmpeg
from workers.process import run
from workers.steps import encode_picture, encode_sound, master_audio, mux, render_slides

WIDTH, HEIGHT = 192, 108
AVIF = b"\0\0\0 ftypavif" + bytes(300)
JPEG = b"\xff\xd8\xff\xe0" + bytes(300)
DURATION_MS = 1_000
# Of anything that is made of a second of sound and one slide.
MOST_MB = 200


def hollow(path: Path, head: bytes, size: int) -> None:
    path.write_bytes(head)
    with path.open("r+b") as file:
        file.truncate(size)


def draws(avif: bytes, jpeg: bytes, size: int) -> Callable[..., Any]:
    """Stand for `inside`, with pictures that begin so and have this size."""

    def inside_of(_: object, *, makes: list[Path], **__: object) -> Callable[..., list[list[PageImage]]]:
        for path in makes:
            hollow(path, avif if path.suffix == ".avif" else jpeg, size)
        drawn = [PageImage(media_type, WIDTH, HEIGHT) for media_type, _, _ in formats_of(WIDTH)]
        return lambda *_: [drawn]

    return inside_of


@pytest.mark.parametrize(
    ("colour", "avif", "jpeg", "size"),
    [
        ("#010203", AVIF, JPEG, 2 * WIDTH * HEIGHT),
        ("#010204", b"<html>" + AVIF, JPEG, 400),
        ("#010205", AVIF, AVIF, 400),
        ("#010206", b"", b"", 0),
    ],
)
def test_what_is_no_picture_of_its_size_is_not_kept(
    colour: str, avif: bytes, jpeg: bytes, size: int, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    deck = workshop.once(f"hollow-{colour[1:]}.pdf", lambda path: make_pdf(path, Page(colour)))
    with monkeypatch.context() as patched:
        patched.setattr(render_slides, "inside", draws(avif, jpeg, size))
        with pytest.raises(DeckUnreadable, match=r"picture of|what was drawn"):
            workshop.render(deck)
    assert workshop.render(deck)


def test_the_loudness_of_moments_is_not_read_beyond_what_it_can_be(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording = workshop.once("hollow.wav", lambda path: make_recording(path, "sine=f=333:d=1"))

    def run_hollow(*_: object, makes: list[Path], **__: object) -> None:
        for path in makes:
            hollow(path, b"", 1_000_000)

    with monkeypatch.context() as patched:
        patched.setattr(master_audio, "run_ffmpeg", run_hollow)
        with pytest.raises(ConversionFailed, match="the loudness of 1000 ms of sound has 1000000 bytes"):
            workshop.master(recording)
    assert workshop.master(recording)


def test_a_run_makes_no_larger_files_than_it_should(workshop: Workshop, tmp_path: Path) -> None:
    out, deck = tmp_path / "made.f32", workshop.any_deck()
    silence = ffmpeg.input("anullsrc=d=20", format="lavfi")["a:0"].output(str(out), format="f32le")
    with pytest.raises(ConversionFailed):
        run_ffmpeg(silence, folder=tmp_path, reads=[], makes=[out], most_bytes=1_000_000)
    frames = [tmp_path / "0.ppm"]
    draw = inside(render_frames, folder=tmp_path, reads=[deck], makes=frames, most_bytes=1_000_000)
    with pytest.raises(ConversionFailed):
        draw(deck, [0], 1_920, 1_080, tmp_path)
    assert not out.exists()
    assert not frames[0].exists()


def test_all_that_ffmpeg_makes_of_a_short_talk_is_small(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    allowed_mb: list[int] = []

    def run_noted(*arguments: Any, **named: Any) -> Any:
        if named.get("makes"):
            allowed_mb.append(named["limits"].file_mb)
        return run(*arguments, **named)

    recording = workshop.once("small.wav", lambda path: make_recording(path, "sine=f=334:d=1"))
    rendered = workshop.render(workshop.once("small.pdf", lambda path: make_pdf(path, Page("#010207"))))
    artifacts, shown = workshop.artifacts, talk()
    monkeypatch.setattr(ffmpeg_module, "run", run_noted)
    master = workshop.master(recording)
    for variant in VARIANTS:
        sound = encode_sound.run(artifacts, master, variant.sound, ignore_share)
        pictures = variant.picture
        track = pictures and encode_picture.run(artifacts, rendered, shown, pictures, ignore_share)
        contents = mux.contents_of(rendered, shown) if variant.chaptered else None
        mux.run(artifacts, variant, sound, track, contents, master.duration_ms)
    assert len(allowed_mb) > len(VARIANTS)
    assert max(allowed_mb) < MOST_MB


def talk() -> Timeline:
    return timeline_of([SlideStart(0, 0)], DURATION_MS, TimingMethod.CUES)
