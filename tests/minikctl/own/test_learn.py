"""`learn`: begins a lesson in a cluster of its own, checks, helps, and remembers."""

from __future__ import annotations


def test_a_lesson_from_its_beginning_to_its_end(at_home) -> None:
    assert "0 of 10 done" in at_home("learn").out
    assert "What a Service is" in at_home("learn", "1").out
    assert at_home("config", "current-context").out == "learn\n"
    failed = at_home("learn", "check")
    assert failed.code == 1 and "✗ not yet: a Service hello exists" in failed.out
    at_home("expose", "deployment", "hello")
    assert "Task 2 of 2" in at_home("learn", "check").out
    at_home("scale", "deployment", "hello", "--replicas=3")
    assert "Lesson 1 is done; `minikctl learn 2` goes on." in at_home("learn", "check").out
    listed = at_home("learn").out.splitlines()
    assert listed[0].startswith("✓") and "1 of 10 done" in listed[-1]


def test_hints_come_one_by_one_and_the_last_stays(at_home) -> None:
    at_home("learn", "2")
    hints = [at_home("learn", "hint").out for _ in range(3)]
    assert hints[0].startswith("Hint 1 of 2") and hints[1].startswith("Hint 2 of 2") and hints[2] == hints[1]
    assert at_home("learn", "solution").out == "$ kubectl set selector service shop app=shop\n"


def test_leaving_goes_back_to_the_cluster_from_before(at_home) -> None:
    at_home("create", "ns", "mine")
    before = at_home("config", "current-context").out
    at_home("learn", "3")
    assert at_home("get", "ns", "mine").code == 1
    assert at_home("learn", "leave").code == 0
    assert at_home("config", "current-context").out == before
    assert at_home("get", "ns", "mine").code == 0


def test_what_makes_no_sense_is_refused(at_home) -> None:
    assert at_home("learn", "11").code == 2
    assert at_home("learn", "check").code == 1


def test_progress_that_cannot_be_read_is_as_none(at_home) -> None:
    at_home("learn", "1")
    (at_home.home / "learned").write_text("nonsense")
    assert "0 of 10 done" in at_home("learn").out
