"""`replay` beyond sessions: annotations, questions, old documents, bad files."""

from __future__ import annotations

from pathlib import Path

WRONG = "# A\n\n```sh\n$ echo a\nb\n$ kubectl create ns x\nnamespace/y created\n```\n"


def test_annotations_name_file_and_line(at_home, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(WRONG)
    done = at_home("replay", "--github", "a.md")
    found = [line for line in done.out.splitlines() if line.startswith("::error")]
    assert [line.split("::")[1].split(",title")[0] for line in found] == [
        "error file=a.md,line=4",
        "error file=a.md,line=6",
    ]
    assert "%0A" in found[0] and done.code == 1


def test_each_difference_is_asked_about(at_home, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(WRONG)
    done = at_home("replay", "--interactive", "a.md", stdin="?\ns\na\n")
    assert "a.md: was updated" in done.out
    assert (tmp_path / "a.md").read_text() == WRONG.replace("namespace/y", "namespace/x")
    at_home("replay", "--interactive", "a.md", stdin="e\n<any>\n.\n")
    assert (tmp_path / "a.md").read_text() == WRONG.replace("namespace/y", "namespace/x").replace("\nb\n", "\n<any>\n")
    assert at_home("replay", "a.md").code == 0


def test_the_end_of_the_answers_leaves_the_rest_alone(at_home, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(WRONG)
    at_home("replay", "--interactive", "a.md", stdin="")
    assert (tmp_path / "a.md").read_text() == WRONG


def test_an_old_document_gets_a_patch_or_is_rewritten(at_home, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("```sh\nkubectl exec web env\n```\n")
    done = at_home("replay", "--modernize", "a.md")
    assert done.code == 1 and "a.md:2: since 1.31" in done.out and "+kubectl exec web -- env" in done.out
    assert at_home("replay", "--modernize", "--update", "a.md").code == 1
    assert (tmp_path / "a.md").read_text() == "```sh\nkubectl exec web -- env\n```\n"
    assert at_home("replay", "--modernize", "a.md").code == 0


def test_a_bad_file_is_said_and_the_others_run(at_home, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# A\n\n```sh\n$ echo a\na\n```\n")
    (tmp_path / "b.md").write_text("```sh\n$ echo\n")
    (tmp_path / "c.t").write_bytes(b"\n\xff\n")
    done = at_home("replay", "b.md", "c.t", "missing.md", "a.md")
    assert done.code == 2
    assert (
        "b.md:1: the fenced block" in done.out and "c.t:2: not UTF-8" in done.out and "missing.md: cannot" in done.out
    )
    assert done.out.splitlines()[-1] == "sessions: 1 of 4 passed, commands: 1 of 1 matched"


def test_strict_compares_what_is_not_marked(at_home, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# A\n\n```sh\n$ echo 10.1.1.1\n10.2.2.2\n```\n")
    assert at_home("replay", "a.md").code == 0
    assert at_home("replay", "--strict", "a.md").code == 1
