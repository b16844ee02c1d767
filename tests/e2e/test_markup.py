"""The pages as the Nu checker judges them, which is the W3C's own for HTML."""

import subprocess
from pathlib import Path

import httpx
from offline_talk import write_page

from mediasvc.domain.manifest import Manifest

CHECKER = Path(__file__).parents[2] / "player/node_modules/vnu-jar/build/dist/vnu.jar"
PATHS = ("", "?q=colours", "s/a-talk", "s/a-talk/embed", "s/a-talk/text", "s/there-is-none", "console/sign-in")
# It does not know this property yet, which stands behind the one with a prefix.
UNKNOWN_TO_IT = ".*line-clamp.*"
LONGEST_S = 200


def errors_in(folder: Path) -> str:
    """Return what is wrong in the pages in this folder, a line each."""
    options = ["--errors-only", "--format", "gnu", "--skip-non-html", "--filterpattern", UNKNOWN_TO_IT]
    told = subprocess.run(
        ["java", "-jar", str(CHECKER), *options, str(folder)],
        check=False,
        capture_output=True,
        text=True,
        timeout=LONGEST_S,
    )
    assert told.returncode in (0, 1), told.stderr
    return told.stderr


def test_every_page_is_valid_in_both_directions_of_writing(
    root: str, tmp_path: Path, folder: Path, talk: Manifest
) -> None:
    for tag in ("en", "ar"):
        for number, path in enumerate(PATHS):
            page = httpx.get(f"{root}/{path}{'&' if '?' in path else '?'}lang={tag}")
            assert page.headers["content-type"] == "text/html; charset=utf-8"
            (tmp_path / f"{tag}-{number}.html").write_bytes(page.content)
    offline = write_page(folder, talk).removeprefix("file://")
    (tmp_path / "offline.html").write_bytes(Path(offline).read_bytes())
    assert errors_in(tmp_path) == ""


def test_the_checker_finds_what_is_wrong(tmp_path: Path) -> None:
    for number, wrong in enumerate(("<p id=a><p id=a>", '<a href="a b c">x</a>', "<ul><p>x</p></ul>")):
        page = f'<!doctype html><html lang="en"><title>A page</title>{wrong}</html>'
        (tmp_path / f"{number}.html").write_text(page, encoding="utf-8")
    told = errors_in(tmp_path)
    assert all(f"{number}.html" in told for number in range(3))
