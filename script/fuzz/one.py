"""Runs one target with atheris: `python -m fuzz.one TARGET FOLDER SECONDS`. It ends with the first finding."""

import hashlib
import importlib
import sys
from pathlib import Path
from typing import Any

# What an input may take of the parser: those for the sandbox have far more time, but for far larger files.
LONGEST_S = 10
MOST_MEMORY_MB = 1_024
MOST_BYTES = 8_192


def main() -> None:
    # It needs a compiler where there is no wheel of it, and only this program needs it.
    atheris: Any = importlib.import_module("atheris")
    name, folder, seconds = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    with atheris.instrument_imports(include=["mediasvc", "workers"]):
        target = importlib.import_module(f"fuzz.targets.{name}")
    corpus = folder / "corpus"
    corpus.mkdir(exist_ok=True)
    for seed in target.SEEDS:
        (corpus / hashlib.sha256(seed).hexdigest()).write_bytes(seed)
    options: dict[str, object] = {
        "artifact_prefix": f"{folder}/",
        "max_len": MOST_BYTES,
        "max_total_time": seconds,
        "print_final_stats": 1,
        "rss_limit_mb": MOST_MEMORY_MB,
        "timeout": LONGEST_S,
    }
    # Chance alone hardly ever makes these. An empty list of them is refused.
    if words := getattr(target, "WORDS", ()):
        options["dict"] = folder / "words"
        (folder / "words").write_text("".join(f'"{_escaped(word)}"\n' for word in words))
    atheris.Setup(
        [sys.argv[0], *(f"-{option}={value}" for option, value in options.items()), str(corpus)], target.check
    )
    atheris.Fuzz()


def _escaped(word: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word)


if __name__ == "__main__":
    main()
