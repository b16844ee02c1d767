"""Pictures that a deck links to, or that nothing is drawn of: the slides that lack them are named."""

from pathlib import Path

from makers import PALETTE, SlideSpec, make_converted, make_deck, unzipped, write_zip
from PIL import Image
from pptx import Presentation
from pptx.util import Inches
from workshop import Workshop


def warnings_of(workshop: Workshop, deck: Path) -> dict[str, str]:
    (made,) = workshop.render(deck)
    return {warning.code: warning.message for warning in made.warnings}


def with_picture(path: Path) -> dict[str, bytes]:
    """Write a deck whose second slide has a picture, and return its parts."""
    make_deck(path, SlideSpec(PALETTE[0], "One"), SlideSpec(PALETTE[1], "Two"))
    Image.effect_noise((64, 64), 50).save(path.with_suffix(".png"))
    deck = Presentation(str(path))
    deck.slides[1].shapes.add_picture(str(path.with_suffix(".png")), Inches(0), Inches(0))
    deck.save(str(path))
    return unzipped(path)


def test_a_broken_or_missing_picture_of_a_pptx_is_told(workshop: Workshop, tmp_path: Path) -> None:
    deck = tmp_path / "deck.pptx"
    parts = with_picture(deck)
    assert "pictures_missing" not in warnings_of(workshop, deck)
    (name,) = (name for name in parts if name.startswith("ppt/media/"))
    write_zip(deck, {**parts, name: parts[name][:200]})
    assert warnings_of(workshop, deck)["pictures_missing"].endswith("left out on slides 2.")
    write_zip(deck, {each: content for each, content in parts.items() if each != name})
    assert warnings_of(workshop, deck)["pictures_missing"].endswith("left out on slides 2.")


def test_a_linked_picture_of_an_odp_is_told(workshop: Workshop, tmp_path: Path) -> None:
    with_picture(tmp_path / "deck.pptx")
    odp = tmp_path / "deck.odp"
    make_converted(tmp_path / "deck.pptx", odp)
    parts = unzipped(odp)
    (name,) = (name for name in parts if name.startswith("Pictures/"))
    content = parts["content.xml"].replace(name.encode(), b"http://127.0.0.1/x.png")
    write_zip(odp, {**parts, "content.xml": content})
    assert warnings_of(workshop, odp)["media_linked_ignored"].endswith("left out on slides 2.")
