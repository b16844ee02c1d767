"""Files of this machine that somebody names, and what to say of one that cannot be read."""

from collections.abc import Generator
from contextlib import contextmanager, suppress
from difflib import get_close_matches
from io import BufferedReader
from pathlib import Path

from mediasvc.domain.errors import NotFound, Usage

WILDCARDS = frozenset("*?[")
FEW = 3


@contextmanager
def opened(path: Path) -> Generator[BufferedReader]:
    """Open the file for reading. Raises NotFound where there is none, Usage where it cannot be read."""
    try:
        if not path.is_file():
            raise _not_a_file(path)
        with path.open("rb") as file:
            yield file
    except OSError as error:
        raise Usage(f"{path} cannot be read: {error.strerror}") from error


def _not_a_file(path: Path) -> NotFound:
    folder = path.absolute().parent
    if path.is_dir():
        inside = ", ".join(str(path / name) for name in _names(path)[:FEW])
        return NotFound(f"{path} is a folder, not a file", f"Name the files in it: {inside or 'there is none yet'}.")
    if WILDCARDS & {*path.name}:
        return NotFound(f"a file like {path.name} in {folder}", "Check the folder, and how the files are named.")
    if not folder.is_dir():
        return NotFound(f"{path}, as there is no folder {folder}", "Check how the folder is written.")
    return NotFound(f"{path.name} in {folder}", _meant(path, _names(folder)))


def _meant(path: Path, names: list[str]) -> str:
    by_lower_case = {name.lower(): name for name in names}
    near = get_close_matches(path.name.lower(), by_lower_case, n=1)
    same_stem = [name for name in names if Path(name).stem.lower() in (path.stem.lower(), path.name.lower())]
    if meant := [by_lower_case[name] for name in near] or same_stem:
        return f"Did you mean {path.with_name(meant[0])}?"
    if not path.suffix:
        return 'A title or a name with spaces stands in quotes, as in "Savings groups that last".'
    return "Check how the name is written, and the folder that you are in."


def _names(folder: Path) -> list[str]:
    with suppress(OSError):
        return sorted(entry.name for entry in folder.iterdir() if entry.is_file())
    return []
