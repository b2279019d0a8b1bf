"""Recording: what a shell's commands print becomes a file that replays, and other programs' formats."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

LINES = "create deployment web --image=nginx\nget svc\necho '$ 5'\nget nope\nrecord stop\nget pods\n"


@pytest.mark.parametrize("ending", ["md", "t", "jsonl"])
def test_what_was_recorded_in_a_shell_replays(at_home, tmp_path: Path, ending: str) -> None:
    done = at_home("shell", stdin=f"record start a.{ending}\n{LINES}")
    assert f"a.{ending}: 4 commands" in done.err
    text = (tmp_path / f"a.{ending}").read_text()
    assert "create deployment web" in text and "get pods" not in text
    replayed = at_home("replay", f"a.{ending}")
    assert replayed.out.splitlines()[-1] == "sessions: 1 of 1 passed, commands: 4 of 4 matched", replayed.out


def test_record_is_a_shell_that_is_written_down_to_its_end(at_home, tmp_path: Path) -> None:
    done = at_home("record", "a.md", "--title", "My day", stdin="get ns default -o name\ncat <<E\nx\nE\n")
    assert done.out == "namespace/default\nx\n"
    assert (tmp_path / "a.md").read_text() == (
        "# My day\n\n- needs: nodes=1\n\n```console\n$ kubectl get ns default -o name\nnamespace/default\n```\n"
        "\n```console\n$ cat <<E\n> x\n> E\nx\n```\n"
    )


@pytest.mark.parametrize(
    ("argv", "code"),
    [
        (("a.docx",), 2),
        (("stop",), 1),
        (("start", "a.md"), 1),
        (("start",), 2),
        (("export",), 2),
        (("a.md", "b.md"), 2),
    ],
)
def test_what_makes_no_sense_is_refused(at_home, argv: tuple[str, ...], code: int) -> None:
    assert at_home("record", *argv).code == code


def test_the_history_can_be_written_down(at_home, tmp_path: Path) -> None:
    at_home("create", "ns", "a")
    at_home("create", "ns", "b")
    assert at_home("record", "h.md", "--history").code == 0
    lines = (tmp_path / "h.md").read_text().splitlines()
    assert [line for line in lines if line.startswith("$")] == ["$ kubectl create ns a", "$ kubectl create ns b"]


SESSION = "# T\n\n```console\n$ echo '<a> & b'\n<a> & b\n$ false\n? 1\n```\n"


@pytest.fixture
def session(tmp_path: Path) -> Path:
    path = tmp_path / "t.md"
    path.write_text(SESSION)
    return path


def test_asciicast_3_has_intervals_markers_and_an_exit_status(at_home, session: Path) -> None:
    head, *events = [
        json.loads(line) for line in at_home("record", "export", "t.md", "--as", "asciicast").out.splitlines()
    ]
    assert head["version"] == 3 and head["term"]["cols"] == 100 and head["title"] == "T"
    assert [data for _, code, data in events if code == "m"] == ["1 echo '<a> & b'", "2 false"]
    assert events[-1][1:] == ["x", "1"]
    assert "".join(data for _, code, data in events if code == "o").startswith("$ echo '<a> & b'\r\n<a> & b\r\n$ ")


def test_asciicast_2_counts_from_the_start(at_home, session: Path) -> None:
    done = at_home("record", "export", "t.md", "--as", "asciicast-v2")
    head, *events = [json.loads(line) for line in done.out.splitlines()]
    assert head["version"] == 2 and head["width"] == 100
    times = [time for time, _, _ in events]
    assert times == sorted(times)
    assert {code for _, code, _ in events} == {"o", "m"}


@pytest.mark.parametrize("form", ["svg", "svg-animated"])
def test_svg_is_xml_that_shows_the_text(at_home, session: Path, form: str) -> None:
    done = at_home("record", "export", "t.md", "--as", form, "--step", "1")
    texts = [one.text for one in ElementTree.fromstring(done.out).iter("{http://www.w3.org/2000/svg}text")]
    assert texts == ["$ echo '<a> & b'", "<a> & b"]


def test_html_and_text_go_where_the_ending_says(at_home, session: Path, tmp_path: Path) -> None:
    assert at_home("record", "export", "t.md", "t.html").code == 0
    assert "&lt;a&gt; &amp; b" in (tmp_path / "t.html").read_text()
    assert at_home("record", "export", "t.md").out == "$ echo '<a> & b'\n<a> & b\n$ false\n[1]\n"


def test_a_step_that_is_not_there_is_said(at_home, session: Path) -> None:
    assert at_home("record", "export", "t.md", "--step", "9").code == 1
