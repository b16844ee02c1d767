"""Puts sounds on the slides of a deck, as PowerPoint's recorded shows have them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml

SPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:p14="http://schemas.microsoft.com/office/powerpoint/2010/main"'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MEDIA = "http://schemas.microsoft.com/office/2007/relationships/media"
VIDEO_SUFFIXES = (".mp4", ".mov", ".wmv")
# One shape that plays something, with its number, and the relations of its file and its media.
SHAPE = """
<p:pic {spaces}><p:nvPicPr><p:cNvPr id="{shape}" name="Sound {shape}"><a:hlinkClick r:id="" action="ppaction://media"/>
</p:cNvPr><p:cNvPicPr/><p:nvPr><a:{kind}File r:link="{file}"/><p:extLst>
<p:ext uri="{{DAA4B4D4-6D71-4841-9C94-3DE7FCFB9230}}"><p14:media r:embed="{media}">{trim}</p14:media></p:ext></p:extLst>
</p:nvPr></p:nvPicPr><p:blipFill><a:blip/><a:stretch><a:fillRect/></a:stretch></p:blipFill><p:spPr><a:xfrm>
<a:off x="100" y="100"/><a:ext cx="100" cy="100"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>
</p:pic>
"""
TIMING = """
<p:timing {spaces}><p:tnLst><p:par><p:cTn id="1" dur="indefinite" restart="never" nodeType="tmRoot"><p:childTnLst>
<p:seq concurrent="1" nextAc="seek"><p:cTn id="2" dur="indefinite" nodeType="mainSeq"><p:childTnLst>{effects}
</p:childTnLst></p:cTn></p:seq>{players}</p:childTnLst></p:cTn></p:par></p:tnLst></p:timing>
"""
EFFECT = """
<p:par><p:cTn fill="hold"><p:stCondLst><p:cond delay="indefinite"/></p:stCondLst><p:childTnLst><p:par>
<p:cTn fill="hold"><p:childTnLst><p:par><p:cTn presetID="1" presetClass="mediacall" fill="hold" nodeType="{begins}">
<p:childTnLst><p:cmd type="call" cmd="playFrom(0.0)"><p:cBhvr><p:cTn dur="1" fill="hold"/>
<p:tgtEl><p:spTgt spid="{shape}"/></p:tgtEl></p:cBhvr></p:cmd></p:childTnLst></p:cTn></p:par></p:childTnLst></p:cTn>
</p:par></p:childTnLst></p:cTn></p:par>
"""
PLAYER = """
<p:{kind}{narration}><p:cMediaNode vol="80000"><p:cTn fill="hold" display="0"><p:stCondLst><p:cond delay="indefinite"/>
</p:stCondLst></p:cTn><p:tgtEl><p:spTgt spid="{shape}"/></p:tgtEl></p:cMediaNode></p:{kind}>
"""


@dataclass(frozen=True)
class Sound:
    """A file on a slide, how it begins, and how much of it is trimmed (ms)."""

    file: Path
    begins: str = "afterEffect"
    trimmed_ms: tuple[int, int] = (0, 0)
    is_narration: bool = False


def add_sounds(path: Path, slides: Sequence[Sequence[Sound]]) -> None:
    """Put these sounds on the slides of the PPTX deck at `path`."""
    deck: Any = Presentation(str(path))
    for slide, sounds in zip(deck.slides, slides, strict=True):
        if sounds:
            _add(slide, sounds)
    deck.save(str(path))


def _add(slide: Any, sounds: Sequence[Sound]) -> None:
    effects: list[str] = []
    players: list[str] = []
    for shape, sound in enumerate(sounds, start=100):
        kind = "video" if sound.file.suffix in VIDEO_SUFFIXES else "audio"
        package = slide.part.package
        name = PackURI(package.next_partname(f"/ppt/media/media%d{sound.file.suffix}"))
        part = Part(name, f"{kind}/{sound.file.suffix[1:]}", package, sound.file.read_bytes())
        file, media = (slide.part.relate_to(part, kind_of) for kind_of in (f"{OFFICE}/{kind}", MEDIA))
        start, end = sound.trimmed_ms
        trim = f'<p14:trim st="{start}" end="{end}"/>' if start or end else ""
        names = {"spaces": SPACES, "shape": shape, "kind": kind, "file": file, "media": media, "trim": trim}
        slide.shapes._spTree.append(parse_xml(SHAPE.format(**names)))
        effects.append(EFFECT.format(begins=sound.begins, shape=shape))
        narration = ' isNarration="1"' if sound.is_narration else ""
        players.append(PLAYER.format(kind=kind, narration=narration, shape=shape))
    timing = TIMING.format(spaces=SPACES, effects="".join(effects), players="".join(players))
    slide._element.append(parse_xml(timing))
