"""One folding for both searches: the server's and the player's make the same of every character."""

import json
import sys
import unicodedata
from pathlib import Path

from test_player_modules import run_node

from mediasvc.domain.folding import ALIKE, fold

FOLDING = Path(__file__).parents[2] / "player/src/folding.js"
ALL_FOLDED = f"""
import {{ fold }} from {json.dumps(FOLDING.as_uri())};
const folded = Array.from({{ length: 0x110000 }}, (_, code) => fold(String.fromCodePoint(code)).folded);
process.stdout.write(JSON.stringify(folded));
"""


def test_the_player_folds_every_character_as_the_server_does() -> None:
    done = run_node("--input-type=module", "--eval", ALL_FOLDED)
    by_player = json.loads(done.stdout)
    # Those of a Unicode that is newer than Python's are not known here.
    known = (code for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) not in ("Cn", "Cs"))
    other = {hex(code): (fold(chr(code)), by_player[code]) for code in known if fold(chr(code)) != by_player[code]}
    assert other == {}


def test_the_player_has_the_letters_that_are_alike_here() -> None:
    """Where it has not, script/alike writes them."""
    written = FOLDING.with_name("alike.js").read_text(encoding="utf-8")
    assert f"new Map({json.dumps(list(ALIKE.items()), ensure_ascii=False)})" in written


def test_more_characters_than_are_kept_are_folded_all_the_same() -> None:
    every = [chr(code) for code in range(0x3400, 0x3400 + 10_000)]
    assert fold("".join(every)) == "".join(map(fold, every)) == "".join(every)
