"""Sessions as pytest sees them: a file runs once, when its first command is asked about."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from minikctl.sessions import report as reports
from minikctl.sessions import sources
from minikctl.sessions.document import SessionError, Step, decoded
from minikctl.sessions.reading import ENDINGS, session_of
from minikctl.sessions.replay import Outcome
from minikctl.sessions.report import Report
from minikctl.sessions.running import Choice, run_one


class Collecting:
    """What pytest asks about every file."""

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> SessionFile | None:
        """A session, if the file is one; a file that was named is one, or it is an error."""
        name = str(file_path)
        if not name.endswith(ENDINGS):
            return None
        is_named = any(os.path.realpath(arg.partition("::")[0]) == os.path.realpath(name) for arg in parent.config.args)
        if not is_named and not holds_commands(file_path):
            return None
        return SessionFile.from_parent(parent, path=file_path)


def holds_commands(path: Path) -> bool:
    """Whether a file that was found in a folder is a session with a command."""
    try:
        return bool(session_of(str(path), decoded(path.read_bytes())).steps)
    except (SessionError, OSError):
        return False


class SessionFile(pytest.File):
    """One session."""

    done: Report | None = None

    def collect(self) -> Iterator[pytest.Item]:
        """A test for every command."""
        self.source = sources.read(str(self.path), "/")
        if self.source.session is None:
            raise self.CollectError(f"{self.path}:{self.source.line}: {self.source.error}")
        for step in self.source.session.steps:
            name = f"{step.line}: {step.text.partition(chr(10))[0]}"
            yield CommandItem.from_parent(self, name=name, step=step)

    def report(self) -> Report:
        """What became of the session, which is run once."""
        if self.done is None:
            self.done = run_one(self.source, Choice(seed=self.config.getoption("--minikctl-seed")))
        return self.done


class Differs(Exception):
    """A command does not give what its session says."""


class CommandItem(pytest.Item):
    """One command of a session."""

    def __init__(self, *, step: Step, **given: Any) -> None:
        super().__init__(**given)
        self.step = step

    def runtest(self) -> None:
        assert isinstance(self.parent, SessionFile), "it was collected there"
        report = self.parent.report()
        result = report.result
        assert result is not None, "a session that was read is run"
        outcome: Outcome | None = next((one for one in result.outcomes if one.step == self.step), None)
        if outcome is None:
            raise Differs(f"{self.path}:{result.problem or 'the command was not reached'}")
        if not outcome.ok:
            raise Differs(reports.difference(str(self.path), outcome))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The difference alone, without a traceback."""
        if isinstance(excinfo.value, Differs):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, self.step.line - 1, self.name
