"""The parts that use cases work with, in memory where a test gives none."""

from migrated_database import MigratedDatabase
from quick_accounts import account_parts

from mediasvc.adapters.memory_queue import MemoryJobQueue
from mediasvc.adapters.staging.pieces import PieceStaging
from mediasvc.adapters.storage.memory import MemoryStorage
from mediasvc.ports import Database, Parts, Storage


def parts_of(database: Database | None = None, storage: Storage | None = None) -> Parts:
    """Return parts that are these; the queue, and those that are not given, are new and empty."""
    kept = MemoryStorage()
    staging = PieceStaging(kept)
    return Parts(database or MigratedDatabase(), storage or kept, MemoryJobQueue(), staging=staging, **account_parts())
