"""The slide show as it runs by itself: which sounds of a slide begin without a click, and its times."""

from dataclasses import replace
from pathlib import Path

import pytest
from office_xml import PACKAGE, SPACES, a_package, alternates, slide_xml

from workers.decks.examine import examine
from workers.decks.show import Clip, ShowSlide

OFFICE = SPACES["r"]
MEDIA = "http://schemas.microsoft.com/office/2007/relationships/media"
SOUND, OTHER = b"a sound", b"another one"
PARTS = {"ppt/media/one.m4a": SOUND, "ppt/media/two.mp3": OTHER}
RELATIONS = {
    "one": (MEDIA, "../media/one.m4a", ""),
    "two": (f"{OFFICE}/audio", "../media/two.mp3", ""),
    "video": (f"{OFFICE}/video", "../media/one.m4a", ""),
    "linked": (f"{OFFICE}/audio", "file:///C:/talk.mp3", "External"),
    "gone": (MEDIA, "../media/gone.m4a", ""),
}
ONE, TWO = Clip("ppt/media/one.m4a", 0, len(SOUND)), Clip("ppt/media/two.mp3", 0, len(OTHER))


def media(shape: int, file: str = "", own: str = "", trim: str = "") -> str:
    """A shape that plays what these relations name: as Office 2007 has it, and as its successors have it."""
    named = f'<a:audioFile r:link="{file}"/>' if file else ""
    embedded = f'<p:extLst><p:ext><p14:media r:embed="{own}">{trim}</p14:media></p:ext></p:extLst>' if own else ""
    properties = f'<p:nvPicPr><p:cNvPr id="{shape}"/><p:nvPr>{named}{embedded}</p:nvPr></p:nvPicPr>'
    return f"<p:pic>{properties}</p:pic>"


def plays(shape: int, begins: str) -> str:
    """An effect that plays the shape."""
    target = f'<p:tgtEl><p:spTgt spid="{shape}"/></p:tgtEl>'
    command = f'<p:cmd type="call" cmd="playFrom(0.0)"><p:cBhvr><p:cTn/>{target}</p:cBhvr></p:cmd>'
    return f'<p:par><p:cTn nodeType="{begins}"><p:childTnLst>{command}</p:childTnLst></p:cTn></p:par>'


def appears(begins: str) -> str:
    """An effect that plays nothing."""
    return f'<p:par><p:cTn nodeType="{begins}"><p:childTnLst><p:set/></p:childTnLst></p:cTn></p:par>'


def step(*effects: str) -> str:
    """What happens until the next click."""
    return f'<p:par><p:cTn fill="hold"><p:childTnLst>{"".join(effects)}</p:childTnLst></p:cTn></p:par>'


def player(shape: int, more: str = "", delay: str = "indefinite", kind: str = "", loops: str = "") -> str:
    start = f'<p:stCondLst><p:cond delay="{delay}"/></p:stCondLst>'
    node = f'<p:cMediaNode {more}><p:cTn display="0" {loops}>{start}</p:cTn>'
    return f'<p:audio {kind}>{node}<p:tgtEl><p:spTgt spid="{shape}"/></p:tgtEl></p:cMediaNode></p:audio>'


def timing(*steps: str, players: str = "", sequence: str = "mainSeq") -> str:
    inside = (
        f'<p:seq><p:cTn nodeType="{sequence}"><p:childTnLst>{"".join(steps)}</p:childTnLst></p:cTn></p:seq>{players}'
    )
    root = f'<p:cTn nodeType="tmRoot"><p:childTnLst>{inside}</p:childTnLst></p:cTn>'
    return f"<p:timing><p:tnLst><p:par>{root}</p:par></p:tnLst></p:timing>"


def shown(path: Path, shapes: str = "", behind: str = "") -> ShowSlide:
    """The only slide of a deck, as its show runs; checksums are left out."""
    relations = "".join(
        f'<Relationship Id="{name}" Type="{kind}" Target="{target}" TargetMode="{mode or "Internal"}"/>'
        for name, (kind, target, mode) in RELATIONS.items()
    )
    own = f'<Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>'.encode()
    content = slide_xml(shapes).replace("</p:sld>", f"{behind}</p:sld>")
    a_package(path / "deck", {"ppt/slides/_rels/slide1.xml.rels": own, **PARTS}, slide_content=content)
    show = examine(path / "deck", 1_000_000, 10).show
    return show[0] if show else ShowSlide()


def clips(path: Path, shapes: str, behind: str) -> list[Clip]:
    return [replace(clip, checksum=0) for clip in shown(path, shapes, behind).clips]


@pytest.mark.parametrize("begins", ["afterEffect", "withEffect", ""])
def test_a_sound_that_begins_by_itself_is_narration(tmp_path: Path, begins: str) -> None:
    assert clips(tmp_path, media(4, "two", "one"), timing(step(plays(4, begins)))) == [ONE]


@pytest.mark.parametrize(
    ("file", "own", "clip"), [("two", "", TWO), ("", "one", ONE), ("video", "gone", ONE), ("linked", "one", ONE)]
)
def test_it_hangs_on_either_relation(tmp_path: Path, file: str, own: str, clip: Clip) -> None:
    assert clips(tmp_path, media(4, file, own), timing(step(plays(4, "afterEffect")))) == [clip]


@pytest.mark.parametrize("file", ["linked", "gone", "none"])
def test_a_sound_that_is_not_in_the_deck_is_counted(tmp_path: Path, file: str) -> None:
    slide = shown(tmp_path, media(4, file), timing(step(plays(4, "afterEffect"))) + '<p:transition advTm="9"/>')
    assert (slide.clips, slide.lost) == ((), 1)


def test_several_sounds_follow_each_other_each_once(tmp_path: Path) -> None:
    shapes = media(4, own="one") + media(5, "two")
    first, second = plays(5, "withEffect"), plays(4, "afterEffect")
    assert clips(tmp_path, shapes, timing(step(first, second, plays(5, "afterEffect")))) == [TWO, ONE]


@pytest.mark.parametrize(
    "behind",
    [
        timing(step(plays(4, "clickEffect"))),
        timing(step(appears("clickEffect"), plays(4, "withEffect"))),
        timing(step(plays(4, "afterEffect")), sequence="interactiveSeq"),
        timing(players=player(4)),
        timing(step(plays(4, "afterEffect")), players=player(4, 'mute="1"')),
        timing(step(plays(4, "afterEffect")), players=player(4, 'vol="0"')),
        timing(step(plays(4, "afterEffect")), players=player(4, 'numSld="999"')),
        timing(step(plays(4, "afterEffect")), players=player(4, loops='repeatCount="indefinite"')),
        "",
        '<p:transition><p:sndAc><p:stSnd><p:snd r:embed="one"/></p:stSnd></p:sndAc></p:transition>',
    ],
    ids=["click", "with a click", "a shape", "not begun", "mute", "no volume", "music", "a loop", "none", "transition"],
)
def test_other_sounds_are_no_narration(tmp_path: Path, behind: str) -> None:
    assert clips(tmp_path, media(4, own="one"), behind) == []


def test_a_sound_after_what_a_click_shows_is_narration(tmp_path: Path) -> None:
    behind = timing(step(appears("clickEffect"), plays(4, "afterEffect")))
    assert clips(tmp_path, media(4, own="one"), behind) == [ONE]


@pytest.mark.parametrize(
    ("players", "is_narration"), [(player(4, delay="0"), False), (player(4, kind='isNarration="1"'), True)]
)
def test_a_player_may_begin_a_sound_itself(tmp_path: Path, players: str, is_narration: bool) -> None:
    (clip,) = clips(tmp_path, media(4, own="one"), timing(players=players))
    assert (clip.part, clip.is_narration) == (ONE.part, is_narration)


def test_what_is_trimmed_is_read(tmp_path: Path) -> None:
    shape = media(4, own="one", trim='<p14:trim st="1200.5" end="113.45"/>')
    (clip,) = clips(tmp_path, shape, timing(step(plays(4, "afterEffect"))))
    assert (clip.cut_start_ms, clip.cut_end_ms) == (1_200, 113)


@pytest.mark.parametrize(
    ("transition", "transition_ms"),
    [
        ('<p:transition advTm="5000"/>', 0),
        ('<p:transition advTm="5000" p14:dur="2000"/>', 0),
        ('<p:transition advTm="5000"><p:sndAc/></p:transition>', 0),
        ('<p:transition advTm="5000"><p:fade/></p:transition>', 500),
        ('<p:transition advTm="5000" spd="slow"><p:fade/></p:transition>', 1_000),
        (
            alternates(
                "p14",
                '<p:transition advTm="5000" spd="slow" p14:dur="1400"><p14:ripple/></p:transition>',
                '<p:transition advTm="7000"><p:fade/></p:transition>',
            ),
            1_400,
        ),
    ],
    ids=["none", "a duration of none", "a sound", "fast", "slow", "its own"],
)
def test_a_slides_times_are_read(tmp_path: Path, transition: str, transition_ms: int) -> None:
    slide = shown(tmp_path, behind=transition)
    assert (slide.advance_ms, slide.transition_ms) == (5_000, transition_ms)


@pytest.mark.parametrize(
    ("behind", "advance_ms"),
    [
        ('<p:transition advTm="-1"/>', None),
        (f'<p:transition advTm="{"9" * 5_000}"/>', None),
        ('<p:transition advTm="99999999999"/>', None),
        (
            '<p14:showEvtLst><p14:playEvt time="12" objId="4"/><p14:stopEvt time="8345" objId="4"/></p14:showEvtLst>',
            8_345,
        ),
    ],
    ids=["negative", "huge", "over a day", "a recorded show"],
)
def test_times_that_are_none_and_those_of_recorded_shows(tmp_path: Path, behind: str, advance_ms: int | None) -> None:
    assert shown(tmp_path, behind=behind).advance_ms == advance_ms


def test_ink_and_the_laser_pointer_are_noticed(tmp_path: Path) -> None:
    time = '<p:transition advTm="9"/>'
    traced = '<p14:laserTraceLst><p14:tracePtLst><p14:tracePt t="1"/></p14:tracePtLst></p14:laserTraceLst>'
    assert shown(tmp_path, alternates("p14", '<p:contentPart r:id="ink"/>'), time).has_traces
    assert shown(tmp_path, behind=time + traced).has_traces
    assert not shown(tmp_path, behind=time).has_traces
