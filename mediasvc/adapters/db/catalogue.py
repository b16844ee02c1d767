"""The catalogue in one transaction of a SQL database."""

from sqlalchemy.orm import Session

from mediasvc.adapters.db.builds import SqlBuilds, SqlSources
from mediasvc.adapters.db.releases import SqlReleases
from mediasvc.adapters.db.seminars import SqlSeminars


class SqlCatalogue:
    """Fills Catalogue."""

    def __init__(self, session: Session) -> None:
        self.seminars = SqlSeminars(session)
        self.builds = SqlBuilds(session)
        self.releases = SqlReleases(session)
        self.sources = SqlSources(session)
