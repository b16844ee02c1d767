"""Prints what each rendition of an exported talk weighs. usage: weights.py MANIFEST"""

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

MS_PER_HOUR = 3_600_000


def main() -> None:
    manifest = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    table = Table(box=None, pad_edge=False)
    table.add_column("Rendition")
    table.add_column("What it is")
    table.add_column("MB", justify="right")
    table.add_column("MB per hour", justify="right")
    for rendition in manifest["renditions"]:
        size_mb = rendition["size_bytes"] / 1e6
        per_hour = size_mb * MS_PER_HOUR / rendition["duration_ms"]
        table.add_row(rendition["variant"], rendition["label"], f"{size_mb:.2f}", f"{per_hour:.1f}")
    for (width, kind), size_bytes in sorted(slide_bytes(manifest).items()):
        pictures = f"{len(manifest['slides'])} pictures, {width} px wide, {kind.removeprefix('image/').upper()}"
        table.add_row("slides", pictures, f"{size_bytes / 1e6:.2f}", "once")
    console = Console()
    console.print(table)
    console.print("\nPictures weigh once, however long the talk: videos of longer talks come to fewer MB per hour.")


def slide_bytes(manifest: dict[str, Any]) -> Counter[tuple[int, str]]:
    """Bytes of all slides together, by the picture's width in pixels and its type."""
    total: Counter[tuple[int, str]] = Counter()
    for slide in manifest["slides"]:
        for image in slide["images"]:
            total[image["width"], image["type"]] += image["size_bytes"]
    return total


if __name__ == "__main__":
    main()
