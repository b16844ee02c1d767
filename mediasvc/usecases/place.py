"""Say who may see a seminar, and which series it belongs to."""

from mediasvc.domain.detail_changes import DetailChanges
from mediasvc.domain.seminar import Seminar, checked_name
from mediasvc.ports import Catalogue
from mediasvc.usecases.slugs import slug_of


def place(catalogue: Catalogue, seminar: Seminar, changes: DetailChanges) -> Seminar:
    """Give the seminar the visibility and the series that are among the changes; return it as it is then.

    They are the seminar's own, so they hold at once, whatever becomes of a build. A series that is not there yet is
    made.
    """
    series, visibility = seminar.series, changes.visibility or seminar.visibility
    if changes.series is not None:
        title = checked_name("series", changes.series)
        series = catalogue.series.of_title(title, slug_of(title, "series"))
    elif "series" in changes.cleared:
        series = None
    if (series, visibility) == (seminar.series, seminar.visibility):
        return seminar
    catalogue.seminars.place(seminar.id, series, visibility)
    return catalogue.seminars.by_id(seminar.id)
