"""LibreOffice: a deck of any kind that it opens, to PDF for the pictures or to PPTX for the words."""

from pathlib import Path

from mediasvc.domain.errors import ConversionFailed, DeckUnreadable
from workers.decks.fonts import FONT_CONFIGURATION
from workers.process import Limits, run, sentence_of

# LibreOffice takes 1.2 CPU-s to start, and for real decks, on the slower of our machines, 0.25 more a slide at most
# (key frames and shadows of 28 slides) and no more than 2 a megabyte beside it. It gets five times that or more.
START_S, SLIDE_S, MEGABYTE_S = 18.0, 0.6, 8.0
MEGABYTE = 1_000_000
# Real decks take 0.4 GB; the worker and its readers need the rest of 2 GB.
MEMORY_MB = 1_408
# So many times its CPU time it may take on a busy machine.
WAITED = 10

# Its own profile for each run, with macros, active content and links switched off.
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel"><value>3</value></prop>
<prop oor:name="DisableMacrosExecution"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks"><value>true</value></prop>
</item>
</oor:items>
"""


def limits_of(deck: Path, slides: int = 0) -> Limits:
    """Return what LibreOffice may take for the deck, of so many slides where that is known: more for a larger one."""
    cpu_seconds = START_S + SLIDE_S * slides + MEGABYTE_S * deck.stat().st_size / MEGABYTE
    return Limits(
        seconds=WAITED * cpu_seconds,
        cpu_seconds=cpu_seconds,
        idle_s=20,
        memory_mb=MEMORY_MB,
        address_mb=6_144,
        file_mb=4_096,
        written_mb=8_192,
    )


def convert(deck: Path, to: str, folder: Path, slides: int = 0) -> Path:
    """`deck`, of so many slides, whose extension says its kind, converted to "pdf" or "pptx", in `folder`.

    LibreOffice exits with 0 and writes nothing where it cannot load a file, so the file itself is what counts.

    Raises:
        DeckUnreadable: LibreOffice cannot load it.
        ConversionFailed, ConversionTimeout
    """
    profile = folder / f"profile-{to}"
    fonts = profile / "fonts.conf"
    texts = {profile / "user" / "registrymodifications.xcu": PROFILE, fonts: FONT_CONFIGURATION}
    argv = ["soffice", "--headless", "--norestore", "--nolockcheck", f"-env:UserInstallation={profile.as_uri()}"]
    argv += ["--convert-to", to, "--outdir", str(folder), str(deck)]
    variables = {"FONTCONFIG_FILE": str(fonts)}
    made = folder / f"{deck.stem}.{to}"
    done = run(
        argv,
        folder=folder,
        reads=[deck],
        makes=[made],
        texts=texts,
        limits=limits_of(deck, slides),
        variables=variables,
        check=False,
    )
    if made.exists() and made.stat().st_size:
        return made
    if done.exit_status:
        raise ConversionFailed(f"LibreOffice exited with {done.exit_status}: {reason(done.last_words)}")
    raise DeckUnreadable(reason(done.last_words))


def reason(last_words: str) -> str:
    """Return what LibreOffice says of a deck in one sentence, without what it always says where there is no Java."""
    return sentence_of("\n".join(line for line in last_words.splitlines() if "javaldx" not in line))
