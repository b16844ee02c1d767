"""Every warning that the code gives is in the list that people read, and the other way round."""

import re
from pathlib import Path

from workers.decks.rewrite import SENTENCES

ROOT = Path(__file__).parents[2]
GIVEN = re.compile(r'(?:BuildWarning\(|warn\(|found\.append\(\()\s*"(\w+)"')
MODULES = [
    *(ROOT / "mediasvc" / "usecases").glob("*.py"),
    *(ROOT / "workers" / "steps").glob("*.py"),
    *(ROOT / "workers" / "decks").glob("*.py"),
    *(ROOT / "workers" / "timed_text").glob("*.py"),
    *(ROOT / "workers" / "recognition").glob("*.py"),
]


def test_the_list_of_warnings_is_complete() -> None:
    given = {code for module in MODULES for code in GIVEN.findall(module.read_text())}
    listed = re.findall(r"^\| `(\w+)` \|", (ROOT / "docs" / "warnings.md").read_text(), re.MULTILINE)
    assert listed == sorted(given | set(SENTENCES))
