"""Sections of the page of figures that parts of the bench write by themselves, behind what the whole of it writes."""

HEADING = "## "


def with_section(page: str, section: str) -> str:
    """Return the page with the section in place of the one of the same heading, or else at its end."""
    before, kept = _parted(page, section.partition("\n")[0])
    behind = kept[1] if kept else ""
    return "\n\n".join(part for part in (before, section, behind) if part) + "\n"


def section_of(page: str, heading: str) -> str | None:
    """Return the section of this heading, if there is one."""
    _, kept = _parted(page, heading)
    return kept[0] if kept else None


def _parted(page: str, heading: str) -> tuple[str, tuple[str, str] | None]:
    """Return what stands before the section, and the section with what stands behind it, if it is there."""
    before, found, rest = f"\n{page.rstrip()}\n".partition(f"\n{heading}\n")
    if not found:
        return page.rstrip(), None
    section, following, behind = rest.partition(f"\n{HEADING}")
    return before.strip(), (f"{heading}\n{section.rstrip()}", f"{following.strip()} {behind}".strip())
