"""Uploads in one transaction of a SQL database."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from mediasvc.adapters.db.tables import SeminarRow, UploadRow
from mediasvc.domain.build import Digest
from mediasvc.domain.errors import NotFound
from mediasvc.domain.seminar import SeminarId
from mediasvc.domain.upload import Upload, UploadId

_UNFINISHED = UploadRow.source.is_(None)


class SqlUploads:
    """Fills Uploads."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, upload: Upload) -> Upload:
        if self._session.get(SeminarRow, upload.seminar_id) is None:
            raise NotFound(upload.seminar_id)
        row = UploadRow(id=upload.id, number=(self._session.scalar(select(func.max(UploadRow.number))) or 0) + 1)
        _write(row, upload)
        self._session.add(row)
        self._session.flush()
        return _upload(row)

    def by_id(self, upload_id: UploadId) -> Upload:
        return _upload(self._row(upload_id))

    def replace(self, upload: Upload) -> None:
        _write(self._row(upload.id), upload)
        self._session.flush()

    def remove(self, upload_id: UploadId) -> None:
        self._session.execute(delete(UploadRow).where(UploadRow.id == upload_id))

    def unfinished(self, seminar_id: SeminarId | None = None, owner: str | None = None) -> Sequence[Upload]:
        found = select(UploadRow).where(_UNFINISHED).order_by(UploadRow.number)
        if seminar_id is not None:
            found = found.where(UploadRow.seminar_id == seminar_id)
        if owner is not None:
            found = found.where(UploadRow.owner == owner)
        return [_upload(row) for row in self._session.scalars(found)]

    def expired(self, now: datetime) -> Sequence[Upload]:
        found = select(UploadRow).where(UploadRow.expires_at < now).order_by(UploadRow.number)
        return [_upload(row) for row in self._session.scalars(found)]

    def known(self, upload_ids: Collection[UploadId]) -> Collection[UploadId]:
        # All that are unfinished, as some databases take only so many values in one question.
        known = self._session.scalars(select(UploadRow.id).where(_UNFINISHED))
        return set(upload_ids) & {UploadId(each) for each in known}

    def _row(self, upload_id: UploadId) -> UploadRow:
        row = self._session.get(UploadRow, upload_id)
        if row is None:
            raise NotFound("this upload")
        return row


def _write(row: UploadRow, upload: Upload) -> None:
    row.seminar_id, row.name, row.owner = upload.seminar_id, upload.name, upload.owner
    row.length_bytes, row.offset_bytes = upload.length_bytes, upload.offset_bytes
    row.created_at, row.expires_at = upload.created_at, upload.expires_at
    row.announced, row.staged, row.source = upload.announced, upload.staged, upload.source
    row.fence, row.is_held, row.is_wanted = upload.fence, upload.is_held, upload.is_wanted


def _upload(row: UploadRow) -> Upload:
    return Upload(
        id=UploadId(row.id),
        seminar_id=SeminarId(row.seminar_id),
        name=row.name,
        owner=row.owner,
        length_bytes=row.length_bytes,
        created_at=row.created_at,
        expires_at=row.expires_at,
        announced=None if row.announced is None else Digest(row.announced),
        staged=row.staged,
        source=None if row.source is None else Digest(row.source),
        fence=row.fence,
        is_held=row.is_held,
        is_wanted=row.is_wanted,
        number=row.number,
    )
