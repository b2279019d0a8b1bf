"""Runs the written sessions beside this file, and the tutorials where they are at hand."""

from pathlib import Path

import pytest

from minikctl.sessions import report, sources
from minikctl.sessions.running import Choice, run_all, run_one

HERE = Path(__file__).parent
TUTORIALS = HERE.parent.parent.parent / "shared" / "tutorials"
FLOOR = 668  # commands of the tutorials that match; it may only rise


@pytest.mark.parametrize("name", sorted(path.name for path in HERE.glob("*.md")))
def test_session(name):
    found = run_one(sources.read(name, str(HERE)), Choice())
    assert found.ok, report.text_of(found, verbose=False)


@pytest.mark.skipif(not TUTORIALS.is_dir(), reason="the tutorials are not at hand")
def test_the_tutorials_match_at_least_as_well_as_before():
    paths = sources.find(["."], str(TUTORIALS))
    assert len(paths) >= 29
    done = list(run_all([sources.read(path, str(TUTORIALS)) for path in paths], Choice(), 2))
    assert not [one.source.path for one in done if one.source.session is None]
    assert sum(one.matched for one in done) >= FLOOR, report.last_line(done)


def test_no_session_here_is_a_copy_of_another_title():
    titles = [sources.read(path.name, str(HERE)).session.title for path in HERE.glob("*.md")]
    assert len(titles) == len(set(titles))
