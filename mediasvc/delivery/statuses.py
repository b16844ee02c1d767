"""Errors as HTTP statuses."""

from collections.abc import Mapping
from http import HTTPStatus

from mediasvc.domain.errors import (
    Conflict,
    ConsentsChanged,
    FormExpired,
    InternalError,
    LinkInvalid,
    MailUnavailable,
    MediasvcError,
    NotAllowed,
    NotFound,
    NotSignedIn,
    QueueUnavailable,
    Removed,
    ServiceUnavailable,
    SourceDamaged,
    SourceTooLarge,
    StorageFull,
    StorageUnavailable,
    TalkGone,
    TooManyAttempts,
    UploadExpired,
    UploadInUse,
    UploadsTooMany,
    VersionChanged,
    VersionMissing,
    Withdrawn,
)

_STATUSES: Mapping[type[MediasvcError], HTTPStatus] = {
    SourceDamaged: HTTPStatus.BAD_REQUEST,
    NotSignedIn: HTTPStatus.UNAUTHORIZED,
    NotAllowed: HTTPStatus.FORBIDDEN,
    FormExpired: HTTPStatus.FORBIDDEN,
    LinkInvalid: HTTPStatus.FORBIDDEN,
    NotFound: HTTPStatus.NOT_FOUND,
    TalkGone: HTTPStatus.NOT_FOUND,
    Conflict: HTTPStatus.CONFLICT,
    ConsentsChanged: HTTPStatus.PRECONDITION_FAILED,
    VersionChanged: HTTPStatus.PRECONDITION_FAILED,
    VersionMissing: HTTPStatus.PRECONDITION_REQUIRED,
    Removed: HTTPStatus.GONE,
    Withdrawn: HTTPStatus.GONE,
    TooManyAttempts: HTTPStatus.TOO_MANY_REQUESTS,
    UploadExpired: HTTPStatus.GONE,
    UploadInUse: HTTPStatus.LOCKED,
    UploadsTooMany: HTTPStatus.TOO_MANY_REQUESTS,
    SourceTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    InternalError: HTTPStatus.INTERNAL_SERVER_ERROR,
    StorageUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    MailUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    QueueUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    ServiceUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    StorageFull: HTTPStatus.INSUFFICIENT_STORAGE,
}


def status_of(error: MediasvcError) -> HTTPStatus:
    """Return the error's status; what is not listed is in the request itself."""
    # From the most special kind on: NotSignedIn is a NotAllowed, too.
    found = (_STATUSES[kind] for kind in type(error).__mro__ if kind in _STATUSES)
    return next(found, HTTPStatus.UNPROCESSABLE_ENTITY)
