"""When output matches what a session expects."""

import time

import pytest

from minikctl.sessions.align import differences, updated
from minikctl.sessions.compare import matched, output_lines
from minikctl.sessions.document import Mode


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        ("", ""),
        ("a", "a"),
        ("...", ""),
        ("...", "a\nb"),
        ("a\n...\nc", "a\nc"),
        ("a\n...\nc", "a\nb\nc\nc"),
        ("NAME   AGE", "NAME            AGE"),
        ("  key: value", "      key:\tvalue   "),
        ("web-[..]   1/1", "web-abc-def    1/1"),
        ("[..]", "\n"),
        ("x [..] y", "x   y"),
        ("Events:[..]", "Events:          <none>"),
        ("http://[..]:[..]/", "http://1.2.3.4:30080/"),
    ],
)
def test_it_matches(expected, actual):
    assert matched(output_lines(expected), output_lines(actual), {}) == {}


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        ("", "a"),
        ("a", ""),
        ("a", "a\nb"),
        ("key: value", "  key: value"),
        ("  key", "key"),
        ("a b", "ab"),
        ("x [..] y", "x y"),
        ("a\n...", "b\na"),
        ("[..]b", "ba"),
    ],
)
def test_it_does_not_match(expected, actual):
    assert matched(output_lines(expected), output_lines(actual), {}) is None


def test_blanks_count_in_exact_blocks():
    assert matched(["a  b"], ["a  b"], {}, exact=True) == {}
    assert matched(["a  b"], ["a b"], {}, exact=True) is None
    assert matched(["a"], ["a "], {}, exact=True) is None


def test_a_name_stands_for_what_it_was_at_first():
    known = matched(["ip [..VIP]", "again [..VIP]"], ["ip 10.0.0.1", "again 10.0.0.1"], {})
    assert known == {"VIP": "10.0.0.1"}
    assert matched(["ip [..VIP]", "again [..VIP]"], ["ip 10.0.0.1", "again 10.0.0.2"], {}) is None
    assert matched(["[..VIP]"], ["10.0.0.1"], known) == known
    assert matched(["[..VIP]"], ["10.0.0.9"], known) is None


def test_a_name_is_a_run_of_characters_without_blanks():
    assert matched(["a [..X]"], ["a b c"], {}) is None
    assert matched(["a [..X]"], ["a "], {}) is None
    assert matched(["8080:[..NP]/TCP"], ["8080:30123/TCP"], {}) == {"NP": "30123"}


def test_a_name_stands_for_its_own_column():
    line = "web   1/1   Running   0   [..]   [..IP]  [..NODE]   <none>"
    actual = "web   1/1     Running   0          3s    10.244.1.4   node-2   <none>"
    assert matched([line], [actual], {}) == {"IP": "10.244.1.4", "NODE": "node-2"}
    assert matched(["a   *   [..]   80   [..AGE]"], ["a   *             80      5s"], {}) == {"AGE": "5s"}


def test_lines_may_come_in_any_order():
    assert matched(["x 1", "[..A] 2"], ["q 2", "x 1"], {}, unordered=True) == {"A": "q"}
    assert matched(["[..] 1", "a 1"], ["a 1", "b 1"], {}, unordered=True) == {}
    assert matched(["a"], ["a", "b"], {}, unordered=True) is None
    assert matched(["a", "..."], ["b", "a"], {}, unordered=True) == {}
    assert matched(["a", "a"], ["a", "b"], {}, unordered=True) is None


def test_a_hostile_pattern_ends():
    began = time.monotonic()
    assert matched(["[..A]" * 1 + "[..]x" * 40 + "y"], ["x" * 3000], {}) is None
    assert matched(["..."] * 1 + ["[..A][..B][..C][..D]!"] * 5, ["a" * 200] * 200, {}) is None
    assert matched(["[..]a"] * 30, ["a"] * 29 + ["b"], {}, unordered=True) is None
    assert time.monotonic() - began < 30


def test_a_difference_shows_what_is_missing_and_what_is_there_instead():
    found = differences(["NAME", "web-[..]", "db"], ["NAME", "web-1", "cache"], {}, Mode())
    assert found == ["  NAME", "  web-1", "- db", "+ cache"]


def test_an_update_keeps_lines_that_match_with_their_wildcards():
    found = updated(["NAME", "web-[..]", "...", "old"], ["NAME", "web-1", "x", "y", "new"], {}, Mode())
    assert matched(found, ["NAME", "web-1", "x", "y", "new"], {}) is not None
    assert found[:3] == ["NAME", "web-[..]", "..."]
    assert "old" not in found


def test_an_update_of_unordered_lines_keeps_those_that_match():
    assert updated(["a [..]", "b"], ["c", "a 1"], {}, Mode(unordered=True)) == ["c", "a [..]"]
