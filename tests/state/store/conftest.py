"""Small clusters for the tests of the store."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from minikctl.state.store import Change, Database, Revision

Obj = dict[str, Any]


def pod(name: str, **spec: Any) -> Obj:
    return {"kind": "Pod", "metadata": {"name": name, "namespace": "default"}, "spec": spec}


def put(database: Database, *docs: Obj, table: str = "pods", cause: str = "a test", **counters: Any) -> Revision:
    """Commits documents as one revision."""
    with database.writing():
        changes = []
        for doc in docs:
            key = f"default/{doc['metadata']['name']}"
            changes.append(Change(table, key, database.document(table, key), doc))
        return commit(database, changes, cause, **counters)


def drop(database: Database, name: str, table: str = "pods") -> Revision:
    with database.writing():
        key = f"default/{name}"
        return commit(database, [Change(table, key, database.document(table, key), None)], "a removal")


def commit(database: Database, changes: list[Change], cause: str, **counters: Any) -> Revision:
    rev = database.rev + 1
    fields: dict[str, Any] = {
        "time": 1000.0 + rev,
        "steps": [{"step": rev}],
        "next_due": None,
        "resource_version": 10 * rev,
        "counter": rev,
    }
    revision = Revision(rev=rev, cause=cause, changes=changes, **{**fields, **counters})
    database.commit(revision)
    return revision


@pytest.fixture(name="pod")
def pod_fixture() -> Callable[..., Obj]:
    return pod


@pytest.fixture(name="put")
def put_fixture() -> Callable[..., Revision]:
    return put


@pytest.fixture(name="drop")
def drop_fixture() -> Callable[..., Revision]:
    return drop


@pytest.fixture(name="commit")
def commit_fixture() -> Callable[..., Revision]:
    return commit


@pytest.fixture
def folder(tmp_path: Any) -> str:
    return str(tmp_path / "clusters" / "one")


@pytest.fixture(params=["in memory", "on files"])
def database(request: pytest.FixtureRequest, folder: str) -> Database:
    return Database.in_memory() if request.param == "in memory" else Database.open(folder)


@pytest.fixture
def small_tail(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compaction after every few revisions."""
    monkeypatch.setattr("minikctl.state.store.files.TAIL_FROM", 4000)
    monkeypatch.setattr("minikctl.state.store.files.TAIL_TO", 4000)
