"""Runs the bench, as script/bench says."""

import json
import shutil
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path

from pydantic import TypeAdapter

from benchmark import lists, timing
from benchmark.figures import Figures
from benchmark.measure import PLANS, measure, watch_again
from benchmark.report import report
from benchmark.sections import section_of, with_section

HERE = Path(__file__).resolve().parents[2]
PAGE = HERE / "docs" / "benchmarks.md"
TIMED_TALKS = HERE.parent / "shared" / "timing" / "dev"


def main() -> None:
    if sys.argv[1:] == ["lists"]:
        sys.stdout.write(lists.main(PAGE) + "\n")
        return
    if sys.argv[1:2] == ["timing"]:
        sys.stdout.write(timing.main(sys.argv[2:], PAGE, TIMED_TALKS) + "\n")
        return
    parser = ArgumentParser("script/bench")
    forms = parser.add_mutually_exclusive_group()
    forms.add_argument("--short", dest="form", action="store_const", const="short", help="talks of seconds")
    forms.add_argument("--quick", dest="form", action="store_const", const="quick", help="ten minutes, without MoviePy")
    forms.add_argument("--again", dest="form", action="store_const", const="again", help="only write the page anew")
    forms.add_argument(
        "--watching", dest="form", action="store_const", const="watching", help="only watch the talk anew"
    )
    parser.add_argument("folder", nargs="?", type=Path, default=HERE / "data" / "bench")
    asked = parser.parse_args()
    form, folder = asked.form or "full", asked.folder.absolute()
    kept = folder / "figures.json"
    if form in PLANS:
        empty(folder)
        figures = measure(PLANS[form], folder)
    else:
        figures = TypeAdapter(Figures).validate_json(kept.read_bytes())
    if form == "watching":
        watch_again(figures, folder)
    kept.write_text(json.dumps(asdict(figures), indent=1))
    page = report(figures)
    (folder / "benchmarks.md").write_text(page)
    if form in ("full", "again", "watching"):
        before = PAGE.read_text()
        for heading in (*timing.HEADINGS, lists.HEADING):
            if (section := section_of(before, heading)) is not None:
                page = with_section(page, section)
        PAGE.write_text(page)
    sys.stdout.write(page)


def empty(folder: Path) -> None:
    """Make the folder, or empty it where it is one of the bench's; any other ends the program."""
    if folder.exists() and any(folder.iterdir()):
        if not (folder / "talks").is_dir():
            sys.exit(f"{folder} holds something else")
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)


if __name__ == "__main__":
    main()
