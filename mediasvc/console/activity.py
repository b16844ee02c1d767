"""What was changed by whom, newest first."""

from starlette.responses import Response

from mediasvc.console.rendering import PACKAGE
from mediasvc.console.visit import Visit
from mediasvc.delivery.rendering import source
from mediasvc.domain.audit import Action, Kind
from mediasvc.domain.errors import NotFound
from mediasvc.usecases.audit import AuditLine, read
from mediasvc.usecases.note import SERVICE

LINES_A_PAGE = 50
# What every database holds as an integer.
_LAST = 2**31 - 1


def activity_page(visit: Visit) -> Response:
    """Show the newest entries of the audit log, or those before the number in the address."""
    before = number_in(visit.request.query_params.get("before"))
    lines = read(visit.service, visit.actor, LINES_A_PAGE + 1, before)
    shown = lines[:LINES_A_PAGE]
    lang = f"&lang={visit.reader.language.tag}" if visit.reader.asks else ""
    has_more = len(lines) > len(shown)
    return visit.page(
        "activity.html",
        "activity",
        lines=[(line, _by(visit, line), _talk(line)) for line in shown],
        later=before is not None,
        earlier=f"/console/activity?before={shown[-1].entry.number}{lang}" if has_more else None,
        script=source("times.js", PACKAGE),
    )


def _by(visit: Visit, line: AuditLine) -> str:
    """Return who did it in words; nothing where that is the person whom it was done to."""
    words = visit.reader.language.words["activity"]
    kind, _, name = line.who.partition(":")
    if kind == "token" and name:
        return str(words["by_token"].format(name))
    if line.who in ("operator", "nobody", SERVICE):
        return str(words[line.who])
    return "" if line.who == line.what else line.who


def _talk(line: AuditLine) -> str | None:
    """Return the slug of the talk that it was done to, where that may still be there."""
    is_there = line.entry.kind is Kind.SEMINAR and line.entry.action is not Action.SEMINAR_PURGED
    return line.what if is_there else None


def number_in(text: str | None) -> int | None:
    """Return the number of an entry in a list that an address asks for. Raises NotFound where it is none."""
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(_LAST)) and 0 < int(text) <= _LAST):
        raise NotFound
    return int(text)
