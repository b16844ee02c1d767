"""The form about a series, which several organisers may have open at once."""

from collections.abc import Collection, Mapping, Sequence

from mediasvc.console.merging import SharedForm, There
from mediasvc.console.visit import Visit
from mediasvc.domain.characters import readable
from mediasvc.domain.merge import Fields
from mediasvc.usecases.changers import Changer, changers_of_series
from mediasvc.usecases.series import SeriesView, read_series

_TITLE, _DESCRIPTION = "title", "description"


def series_there(visit: Visit, slug: str) -> There:
    """Return what the series says of itself, with its version. Raises NotFound."""
    view = read_series(visit.service, visit.actor, slug)
    return There(series_now(view), view.version)


def series_now(view: SeriesView) -> Fields:
    """Return what the series says of itself."""
    return series_fields(view.series.title, view.description)


def series_fields(title: str, description: str) -> Fields:
    """Return what was typed by the names of fields, the description as it is kept."""
    return {_TITLE: title, _DESCRIPTION: readable(description).strip()}


def _label(visit: Visit, name: str) -> str:
    return str(visit.reader.language.words["series"]["name" if name == _TITLE else name])


def _values(_visit: Visit, _name: str, value: str) -> Sequence[str]:
    return [line for line in value.splitlines() if line.strip()]


def _changers(visit: Visit, names: Collection[str]) -> Mapping[str, Changer]:
    return changers_of_series(visit.service, visit.actor, visit.request.path_params["series"], names)


SERIES = SharedForm(_label, _values, _changers, texts=frozenset({_DESCRIPTION}))
