"""Any turns of breaks, restarts and late writers, held against a model: what counts is what was sent, in its order."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from migrated_database import MigratedDatabase
from quick_accounts import account_parts

from mediasvc.adapters.memory_queue import MemoryJobQueue
from mediasvc.adapters.staging.local import LocalStaging
from mediasvc.adapters.staging.pieces import PieceStaging
from mediasvc.adapters.storage.local import LocalStorage
from mediasvc.adapters.storage.memory import MemoryStorage
from mediasvc.domain.access import Operator
from mediasvc.domain.detail_changes import DetailChanges
from mediasvc.domain.errors import Conflict, NotFound, UploadInUse
from mediasvc.domain.limits import Limits
from mediasvc.domain.upload import Staged, Upload
from mediasvc.ports import Parts
from mediasvc.usecases import receive
from mediasvc.usecases.drafts import create_draft
from mediasvc.usecases.sweep import sweep
from mediasvc.usecases.uploads import Announced, begin_upload

CONTENT = bytes(range(200))
# Somebody takes the upload at an offset; a request, whichever it is, writes some bytes, keeps them or does not; one
# ends well; somebody looks; the service sweeps.
TAKES = st.tuples(st.just("take"), st.integers(-3, 3))
WRITES = st.tuples(st.just("write"), st.integers(0, 3), st.integers(1, 60), st.booleans())
TURNS = st.lists(
    st.one_of(TAKES, WRITES, WRITES, st.tuples(st.just("release"), st.integers(0, 3)), st.just(("look",)),
              st.just(("sweep",))),
    max_size=30,
)  # fmt: skip


def in_memory(_: Path) -> Parts:
    storage = MemoryStorage()
    return Parts(MigratedDatabase(), storage, MemoryJobQueue(), staging=PieceStaging(storage), **account_parts())


def on_disk(folder: Path) -> Parts:
    storage = LocalStorage(folder / "storage")
    staging = LocalStaging(folder / "staging", storage)
    return Parts(MigratedDatabase(), storage, MemoryJobQueue(), staging=staging, **account_parts())


class Run:
    """An upload, the requests that ever held it, and how many bytes count by the model."""

    def __init__(self, parts: Parts) -> None:
        self.parts, self.counts = parts, 0
        create_draft(parts, Operator(), DetailChanges("A talk"), None)
        announced = Announced("talk.mp3", len(CONTENT))
        self.upload, self.secret = begin_upload(parts, Operator(), "a-talk", announced, Limits())
        # Each request with what it has staged; the newest one last.
        self.requests: list[tuple[Upload, Staged]] = []
        # The one that may write, if one may.
        self.current: int | None = None

    def take(self, off_by: int) -> None:
        try:
            held = receive.take(self.parts, self.secret, self.counts + off_by)
        except Conflict:
            assert off_by != 0
            return
        assert off_by == 0
        if not held.is_complete:
            self.current = len(self.requests)
            self.requests.append((held, held.staged))

    def write(self, back: int, count: int, is_kept: bool) -> None:
        if back >= len(self.requests):
            return
        place = len(self.requests) - 1 - back
        held, staged = self.requests[place]
        block = CONTENT[staged.size_bytes : staged.size_bytes + count]
        if place != self.current:
            # A late writer sends whatever it likes.
            block = b"\xff" * len(block)
        if not block:
            return
        try:
            staged = receive.stage(self.parts, held, staged, block)
            held = receive.keep(self.parts, held, staged) if is_kept else held
        except (UploadInUse, NotFound):
            return
        if is_kept:
            # Only the bytes of the one that may write ever count.
            assert place == self.current
            self.counts = staged.size_bytes
        self.requests[place] = (held, staged)

    def release(self, back: int) -> None:
        if back < len(self.requests):
            receive.release(self.parts, self.requests[-1 - back][0])

    def look(self) -> None:
        with self.parts.database.reading() as catalogue:
            if catalogue.uploads.by_id(self.upload.id).is_held:
                # Who held it and did not let go is shut out.
                self.current = None
        found = receive.look(self.parts, self.secret)
        assert found.offset_bytes == self.counts
        assert found.is_finished == (self.counts == len(CONTENT))

    def sweep(self) -> None:
        sweep(self.parts)

    def finish(self) -> None:
        held = receive.take(self.parts, self.secret, self.counts)
        if self.counts < len(CONTENT):
            staged = receive.stage(self.parts, held, held.staged, CONTENT[self.counts :])
            held = receive.keep(self.parts, held, staged)
        finished = held if held.is_finished else receive.finish(self.parts, held)
        with self.parts.storage.open(f"sources/{finished.source}") as file:
            assert file.read() == CONTENT
        sweep(self.parts)
        assert not self.parts.staging.uploads()


@pytest.mark.parametrize("make", [in_memory, on_disk])
@given(turns=TURNS)
def test_what_counts_is_what_was_sent(make: Callable[[Path], Parts], turns: list[tuple[object, ...]]) -> None:
    with pytest.MonkeyPatch.context() as patched, TemporaryDirectory() as folder:
        patched.setattr(receive, "LETS_GO_WITHIN_S", 0.0)
        run = Run(make(Path(folder)))
        for name, *arguments in turns:
            getattr(run, str(name))(*arguments)
        run.finish()
