"""The bench still works: in its short form, on talks of seconds. What it measures there means nothing."""

import json
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from mediasvc.domain.variants import wanted

BENCH = Path(__file__).resolve().parents[2] / "script" / "bench"
LONGEST_S = 600
TALKS = {"10 minutes", "1 hour", "3 hours"}
RIVALS = {"plain ffmpeg", "MoviePy"}
CHANGES = {"same sources again", "one cue moved", "title changed", "one slide changed"}


@pytest.mark.long
@pytest.mark.timeout(LONGEST_S)
def test_the_short_bench_measures_everything(tmp_path: Path) -> None:
    folder = tmp_path / "bench"
    argv = ["timeout", str(LONGEST_S - 30), str(BENCH), "--short", str(folder)]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout == (folder / "benchmarks.md").read_text()
    for told in (
        "## Targets",
        "## Full builds",
        "## The floor",
        "## Watching on a thin link",
        "## New releases",
        *RIVALS,
        *CHANGES,
    ):
        assert told in done.stdout
    assert "not measured" not in done.stdout

    figures = json.loads((folder / "figures.json").read_text())
    assert (set(figures["talks"]), set(figures["rivals"])) == (TALKS, RIVALS)
    for made in (*figures["talks"].values(), *figures["rivals"].values()):
        look_at_renditions(made["renditions"])
    for cost in costs(figures):
        assert all(value > 0 for value in cost.values()), cost
    for talk in figures["talks"].values():
        assert all(-20 < heard["integrated_lufs"] < -10 for heard in talk["loudness"].values())
    assert set(figures["edits"]) > CHANGES
    # The title is written into a copy of each file that viewers get, and nothing is encoded: decision 46.
    copies = Counter(variant.extension for variant in wanted())
    for way in figures["edits"]["title changed"].values():
        assert way["made"] == copies
        assert not [step for step in way["steps_ms"] if step.startswith("encode_track")]
    assert all(0 <= cpu_ms < 60_000 for cpu_ms in figures["floor"]["cpu_ms"].values())
    assert sum(figures["floor"]["cpu_ms"].values()) > 0
    assert set(figures["estoi"]) == {variant.name for variant in wanted()}
    assert all(0.7 < estoi <= 1 for estoi in figures["estoi"].values()), figures["estoi"]
    assert all(0.7 < each["estoi"] <= 1 for each in figures["complexities"])
    watching = figures["watching"]
    assert len(watching["times_ms"]) == 7
    assert all(ms > 0 for waits in watching["times_ms"].values() for ms in waits)
    assert all(size > 1_000 for size in watching["sizes"].values())
    assert watching["told"]


def look_at_renditions(renditions: dict[str, Any]) -> None:
    """Each variant is there, and begins within itself; videos alone have a first picture."""
    assert set(renditions) == {variant.name for variant in wanted()}
    for variant in wanted():
        made = renditions[variant.name]
        start = made["startup"]
        assert 0 < start["sound_bytes"] - start["index_bytes"] <= start["sound_bytes"] < made["size_bytes"]
        assert (start["picture_bytes"] is None) == (made["ends_apart_ms"] is None) == (variant.picture is None)


def costs(figures: dict[str, Any]) -> list[dict[str, int]]:
    """What every build of any kind took."""
    builds = [talk["built"] for talk in figures["talks"].values()]
    builds += [built for ways in figures["edits"].values() for built in ways.values()]
    return [built["cost"] for built in builds] + [rival["cost"] for rival in figures["rivals"].values()]
