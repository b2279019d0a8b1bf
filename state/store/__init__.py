"""The store: a cluster's documents and their history, as a TinyDB over an append-only journal."""

from minikctl.state.store.database import Database
from minikctl.state.store.documents import Documents, Moment
from minikctl.state.store.errors import DamagedError, HistoryGoneError, LockedError, StoreError
from minikctl.state.store.files import JournalStorage
from minikctl.state.store.revision import Change, Revision
from minikctl.state.store.storage import MemoryStorage
from minikctl.state.store.table import DocumentTable

__all__ = [
    "Change",
    "DamagedError",
    "Database",
    "DocumentTable",
    "Documents",
    "HistoryGoneError",
    "JournalStorage",
    "LockedError",
    "MemoryStorage",
    "Moment",
    "Revision",
    "StoreError",
]
