"""The catalogue in one transaction of a SQL database."""

from sqlalchemy.orm import Session

from mediasvc.adapters.db.audit import SqlAudit
from mediasvc.adapters.db.builds import SqlBuilds
from mediasvc.adapters.db.consents import SqlConsents
from mediasvc.adapters.db.events import SqlEvents
from mediasvc.adapters.db.mails import SqlMails
from mediasvc.adapters.db.outcomes import SqlOutcomes
from mediasvc.adapters.db.people import SqlPeople
from mediasvc.adapters.db.readings import SqlReadings
from mediasvc.adapters.db.recognitions import SqlRecognitions
from mediasvc.adapters.db.releases import SqlReleases
from mediasvc.adapters.db.removals import SqlRemovals
from mediasvc.adapters.db.secrets import SqlSecrets
from mediasvc.adapters.db.seminars import SqlSeminars
from mediasvc.adapters.db.series import SqlSeries
from mediasvc.adapters.db.sessions import SqlSessions
from mediasvc.adapters.db.sources import SqlSources
from mediasvc.adapters.db.talks import SqlTalkLists
from mediasvc.adapters.db.tokens import SqlTokens
from mediasvc.adapters.db.uploads import SqlUploads
from mediasvc.adapters.db.waiting_orders import SqlWaitingOrders


class SqlCatalogue:
    """Fills Catalogue."""

    def __init__(self, session: Session) -> None:
        self.seminars = SqlSeminars(session)
        self.removals = SqlRemovals(session)
        self.talks = SqlTalkLists(session)
        self.series = SqlSeries(session)
        self.consents = SqlConsents(session)
        self.builds = SqlBuilds(session)
        self.releases = SqlReleases(session)
        self.sources = SqlSources(session)
        self.readings = SqlReadings(session)
        self.recognitions = SqlRecognitions(session)
        self.uploads = SqlUploads(session)
        self.waiting_orders = SqlWaitingOrders(session)
        self.tokens = SqlTokens(session)
        self.outcomes = SqlOutcomes(session)
        self.events = SqlEvents(session)
        self.mails = SqlMails(session)
        self.people = SqlPeople(session)
        self.sessions = SqlSessions(session)
        self.secrets = SqlSecrets(session)
        self.audit = SqlAudit(session)
