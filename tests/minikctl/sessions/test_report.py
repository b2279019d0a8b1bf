"""`minikctl replay`: reports, exit codes, selection, updates."""

import json
from xml.etree import ElementTree

import pytest

from minikctl.cli import run
from minikctl.invocation import Surroundings
from minikctl.machine import RealFiles
from minikctl.state.clock import RealClock

GOOD = "# Good\n\n```console\n$ echo a\na\n$ echo b\nb\n```\n"
WRONG = "# Wrong\n\n## First\n\n```console\n$ echo a\nb\n```\n\n## Second\n\n```console\n$ echo c\nc\n$ false\n```\n"
BAD = "# Bad\n\n```console wtihin=1s\n$ echo\n```\n"


class Text(list):
    def write(self, text):
        self.append(text)

    def flush(self):
        pass


class NoInput:
    def read(self):
        return b""

    def readline(self):
        return b""

    def isatty(self):
        return False


@pytest.fixture
def replay(tmp_path):
    for name, text in (("good.md", GOOD), ("wrong.md", WRONG), ("bad.md", BAD)):
        (tmp_path / name).write_text(text)

    def call(*words):
        out, err = Text(), Text()
        around = Surroundings(
            out=out,
            err=err,
            stdin=NoInput(),
            files=RealFiles(),
            env={},
            cwd=str(tmp_path),
            clock=RealClock(),
            home=str(tmp_path / "home"),
        )
        return run(["replay", *words], around), "".join(out), "".join(err)

    return call


def test_the_last_line_tells_how_many_matched(replay):
    code, out, _ = replay("good.md")
    assert (code, out) == (0, "sessions: 1 of 1 passed, commands: 2 of 2 matched\n")
    code, out, _ = replay("good.md", "wrong.md")
    assert code == 1
    assert out.splitlines()[-1] == "sessions: 1 of 2 passed, commands: 3 of 5 matched"


def test_a_difference_is_shown_with_file_and_line(replay):
    _, out, _ = replay("wrong.md")
    assert "wrong.md:6: $ echo a\n    - b\n    + a\n" in out
    assert "wrong.md:15: $ false\n    ended with status 1, expected status 0\n" in out


def test_a_bad_file_ends_with_2_and_the_others_still_run(replay):
    code, out, _ = replay("bad.md", "good.md", "missing.md")
    assert code == 2
    assert 'bad.md:3: unknown attribute "wtihin"' in out
    assert "missing.md: cannot be read: No such file or directory" in out
    assert out.splitlines()[-1] == "sessions: 1 of 3 passed, commands: 2 of 2 matched"


def test_usage_errors_end_with_2(replay):
    for words in ((), ("good.md", "--era", "1.20"), ("good.md", "-j", "0"), ("good.md", "--nonsense")):
        code, out, err = replay(*words)
        assert code == 2 and err and not out


def test_a_folder_stands_for_its_sessions(replay):
    _, out, _ = replay(".")
    assert out.splitlines()[-1].startswith("sessions: 1 of 3 passed")


def test_sessions_may_run_side_by_side(replay):
    alone, together = replay("good.md", "wrong.md", "bad.md"), replay("-j", "2", "good.md", "wrong.md", "bad.md")
    assert alone == together


def test_a_section_may_be_chosen(replay):
    assert replay("wrong.md", "--only", "second")[1].splitlines()[-1] == (
        "sessions: 0 of 1 passed, commands: 1 of 2 matched"
    )
    assert replay("wrong.md", "--from", "15")[1].splitlines()[-1] == "sessions: 0 of 1 passed, commands: 0 of 1 matched"
    assert (
        replay("wrong.md", "--to", "First")[1].splitlines()[-1] == "sessions: 0 of 1 passed, commands: 0 of 1 matched"
    )


def test_verbose_names_every_command(replay):
    assert "good.md:4: ok: $ echo a\n" in replay("good.md", "-v")[1]


def test_json_tells_everything(replay):
    code, out, _ = replay("good.md", "wrong.md", "bad.md", "--json")
    found = json.loads(out)
    assert code == 2
    assert (found["passed"], found["total"], found["matched"], found["commands"]) == (1, 3, 3, 5)
    assert found["sessions"][1]["commands"][0]["actual"] == ["a"]
    assert found["sessions"][2]["problem"] == 'unknown attribute "wtihin"'


def test_tap_has_a_line_for_every_command(replay):
    lines = replay("good.md", "wrong.md", "--tap")[1].splitlines()
    assert lines[0] == "TAP version 13"
    assert lines[1] == "ok 1 - good.md:4 $ echo a"
    assert "1..5" in lines
    assert sum(line.startswith("not ok") for line in lines) == 2


def test_junit_has_a_case_for_every_command(replay, tmp_path):
    assert replay("good.md", "wrong.md", "bad.md", "--junit", "report.xml")[0] == 2
    suites = ElementTree.fromstring((tmp_path / "report.xml").read_text())
    assert [suite.get("tests") for suite in suites] == ["2", "3", "1"]
    assert len(suites.findall(".//failure")) == 2
    assert len(suites.findall(".//error")) == 1


def test_check_tells_what_an_update_would_change_and_changes_nothing(replay, tmp_path):
    code, out, _ = replay("good.md", "wrong.md", "--check")
    assert code == 1 and "wrong.md: would be updated" in out
    assert (tmp_path / "wrong.md").read_text() == WRONG


def test_an_update_makes_the_session_pass_and_is_idempotent(replay, tmp_path):
    assert replay("wrong.md", "--update")[0] == 0
    text = (tmp_path / "wrong.md").read_text()
    assert text == WRONG.replace("$ echo a\nb", "$ echo a\na").replace("$ false\n", "$ false\n? 1\n")
    assert replay("wrong.md")[0] == 0
    assert replay("wrong.md", "--update")[0] == 0
    assert (tmp_path / "wrong.md").read_text() == text


def test_the_folder_of_files_must_lie_beside_the_session(replay, tmp_path):
    (tmp_path / "manifests" / "own").mkdir(parents=True)
    (tmp_path / "manifests" / "own" / "a.txt").write_text("inside\n")
    (tmp_path / "manifests" / "own" / "link").symlink_to("/etc/hostname")
    (tmp_path / "manifests" / "away").symlink_to("/etc")
    session = "# T\n\n- needs: files={}\n\n```console\n$ ls\na.txt\n```\n"
    (tmp_path / "one.md").write_text(session.format("own"))
    (tmp_path / "two.md").write_text(session.format("away"))
    assert replay("one.md")[0] == 0
    code, out, _ = replay("two.md")
    assert code == 2 and "no such folder" in out
