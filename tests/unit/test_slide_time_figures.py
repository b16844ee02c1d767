"""The bench's figures of slide times."""

from benchmark.sections import section_of, with_section
from benchmark.slide_times import HEADING, off_s, right_share
from benchmark.timed_talks import Plan, made

from mediasvc.domain.timeline import SlideStart, TimingMethod, timeline_of

CUES = timeline_of([SlideStart(0, 0), SlideStart(1, 40_000), SlideStart(2, 60_000)], 100_000, TimingMethod.CUES).cues


def test_the_share_is_of_the_time_in_which_a_slide_is_visible() -> None:
    assert right_share(CUES, [(0, 0.0), (1, 50.0), (2, 60.0)]) == 0.9
    assert right_share(CUES, [(None, 0.0), (1, 50.0), (2, 60.0)]) == 1.0
    assert right_share(CUES[:1], [(None, 0.0), (1, 50.0)]) is None


def test_changes_are_compared_with_the_nearest_to_the_same_slide() -> None:
    assert off_s(CUES, [(0, 0.0), (1, 43.0)]) == 3.0
    assert off_s(CUES, [(0, 0.0), (1, 43.0), (None, 50.0), (3, 70.0)]) == (3.0 + 100.0) / 2
    assert off_s(CUES, [(0, 0.0)]) == 0.0


def test_a_section_stands_on_the_page_once_and_leaves_the_others() -> None:
    page = with_section("# Benchmarks\n\n## Sound\n\nLoud.\n", f"{HEADING}\n\nold")
    assert page == f"# Benchmarks\n\n## Sound\n\nLoud.\n\n{HEADING}\n\nold\n"
    both = with_section(page, "## Lists\n\nlong\n\n| a |")
    assert with_section(both, f"{HEADING}\n\nnew") == both.replace("old", "new")
    assert with_section(both, "## Lists\n\nshort") == f"{page}\n## Lists\n\nshort\n"
    assert (section_of(both, HEADING), section_of(both, "## Lists")) == (
        f"{HEADING}\n\nold",
        "## Lists\n\nlong\n\n| a |",
    )
    assert section_of(page, "## Lists") is None


def test_made_talks_are_the_same_each_time_and_return_as_planned() -> None:
    plan = Plan("a few slides", 6, 20, 0.5, has_notes=True, returns=2)
    one = made(plan)
    assert one == made(plan)
    assert one.talk.slide_count == 6
    assert {slide for slide, _ in one.truth} == set(range(6))
    assert len(one.truth) == 8
    assert one.talk.said is not None
    assert one.talk.said.captions[-1].end_ms <= one.talk.duration_ms
