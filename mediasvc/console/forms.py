"""Forms as they are sent: read up to a limit, and with their files only where somebody is known who may send some."""

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request
from starlette.types import Message

from mediasvc.domain.errors import SourceTooLarge, StorageFull, Usage
from mediasvc.domain.limits import MOST_FILES

# Of a form without files, and of everything in one with files that is none.
MOST_FORM_BYTES = 1_000_000
MOST_FIELDS = 1_000
_WITH_FILES = "multipart/form-data"


async def read_form(request: Request, most_bytes: int, *, keeps_files: bool) -> FormData:
    """Return the form that was sent. Its files are on the disk, in files without a name.

    Without `keeps_files` they come out empty: their bytes are read, as a browser shows no answer before it has sent
    everything, and kept nowhere.

    Raises:
        Usage: it is none.
        SourceTooLarge
        StorageFull: there is no room for its files.
        ClientDisconnect
    """
    has_files = request.headers.get("content-type", "").lower().startswith(_WITH_FILES)
    bounded = _bounded(request, most_bytes if has_files else min(most_bytes, MOST_FORM_BYTES))
    try:
        if has_files:
            return await _Form(bounded, keeps_files).parse()
        return await bounded.form(max_fields=MOST_FIELDS, max_part_size=MOST_FORM_BYTES)
    except (HTTPException, MultiPartException) as error:
        detail = error.detail if isinstance(error, HTTPException) else error.message
        raise Usage(f"the form cannot be read: {detail}") from error
    except OSError as error:
        raise StorageFull("there is no room for the files of the form") from error


def _bounded(request: Request, most_bytes: int) -> Request:
    """Return the request, which raises SourceTooLarge where more than so many bytes come."""
    rest, too_large = most_bytes, f"{most_bytes} bytes are allowed"
    told = request.headers.get("content-length", "0")
    if told.isdecimal() and int(told) > most_bytes:
        raise SourceTooLarge(too_large)

    async def limited() -> Message:
        nonlocal rest
        message = await request.receive()
        rest -= len(message.get("body", b""))
        if rest < 0:
            raise SourceTooLarge(too_large)
        return message

    return Request(request.scope, limited)


class _Form(MultiPartParser):
    """A parser of forms with files, whose text is limited as a whole."""

    def __init__(self, request: Request, keeps_files: bool) -> None:
        super().__init__(request.headers, request.stream(), max_files=MOST_FILES, max_fields=MOST_FIELDS)
        self.max_part_size = MOST_FORM_BYTES
        self._keeps_files, self._rest = keeps_files, MOST_FORM_BYTES

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        """Take some bytes of a part in."""
        if self._current_part.file is None:
            self._rest -= end - start
            if self._rest < 0:
                raise SourceTooLarge(f"{MOST_FORM_BYTES} bytes of text are allowed")
        elif not self._keeps_files:
            return
        super().on_part_data(data, start, end)
