"""The pages as the Nu checker judges them, which is the W3C's own for HTML."""

import subprocess
from pathlib import Path

import httpx
from console_house import FOR_ANYBODY, console_house
from offline_talk import ARABIC, write_page
from served_talk import serving

from mediasvc.delivery.askers import SESSION_COOKIE
from mediasvc.domain.manifest import Manifest

CHECKER = Path(__file__).parents[2] / "player/node_modules/vnu-jar/build/dist/vnu.jar"
PATHS = ("", "?q=colours", "s/a-talk", "s/a-talk/embed", "s/a-talk/text", "s/there-is-none", "console/sign-in")
# It does not know this property yet, which stands behind the one with a prefix.
UNKNOWN_TO_IT = ".*line-clamp.*"
LONGEST_S = 200
# It runs for seconds: code that is compiled well is ready too late, and what is compiled fast needs a larger stack.
FOR_A_SHORT_RUN = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss8m")


def errors_in(folder: Path) -> str:
    """Return what is wrong in the pages in this folder, a line each."""
    options = ["--errors-only", "--format", "gnu", "--skip-non-html", "--filterpattern", UNKNOWN_TO_IT]
    told = subprocess.run(
        ["java", *FOR_A_SHORT_RUN, "-jar", str(CHECKER), *options, str(folder)],
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
            keep(tmp_path / f"{tag}-{number}.html", f"{root}/{path}{'&' if '?' in path else '?'}lang={tag}")
        offline = Path(write_page(folder, talk, language=tag, title=ARABIC).removeprefix("file://"))
        offline.rename(tmp_path / f"{tag}-offline.html")
    assert errors_in(tmp_path) == ""


def test_every_page_of_organisers_is_valid(tmp_path: Path, folder: Path, talk: Manifest) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    with console_house(tmp_path / "data", folder, talk) as house, serving(house.service) as root:
        paths = {name: f"console/{path}" for name, path in house.pages.items()}
        paths |= {"details": "console/talks/working/details", "preview": "s/ready/preview", "gone": "s/withdrawn"}
        for name, path in paths.items():
            cookies = {} if name in FOR_ANYBODY else {SESSION_COOKIE: house.session}
            for tag in ("en", "ar"):
                asked = f"{'&' if '?' in path else '?'}lang={tag}"
                keep(pages / f"{tag}-{name.replace('/', '-')}.html", f"{root}/{path}{asked}", cookies)
    assert errors_in(pages) == ""


def keep(file: Path, address: str, cookies: dict[str, str] | None = None) -> None:
    page = httpx.get(address, cookies=cookies)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert not page.is_redirect
    file.write_bytes(page.content)


def test_the_checker_finds_what_is_wrong(tmp_path: Path) -> None:
    for number, wrong in enumerate(("<p id=a><p id=a>", '<a href="a b c">x</a>', "<ul><p>x</p></ul>")):
        page = f'<!doctype html><html lang="en"><title>A page</title>{wrong}</html>'
        (tmp_path / f"{number}.html").write_text(page, encoding="utf-8")
    told = errors_in(tmp_path)
    assert all(f"{number}.html" in told for number in range(3))
