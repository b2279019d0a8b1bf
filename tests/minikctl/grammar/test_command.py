"""How a command's name is found on a command line."""

from __future__ import annotations

from minikctl.commands import COMMANDS
from minikctl.flags import GLOBAL
from minikctl.grammar import Flags
from minikctl.grammar.command import distance, named, suggestions, words_without_flags

FLAGS = Flags(GLOBAL)


def test_values_of_flags_are_not_commands() -> None:
    words = ["-n", "get", "--context=x", "describe", "svc"]

    assert [words[index] for index in words_without_flags(words, FLAGS)] == ["describe", "svc"]


def test_an_unknown_flag_is_taken_to_have_a_value() -> None:
    words = ["--foo", "get", "svc"]

    assert [words[index] for index in words_without_flags(words, FLAGS)] == ["svc"]


def test_aliases_name_commands() -> None:
    found = named(COMMANDS, "clusterinfo")

    assert found is not None and found.name == "cluster-info"


def test_suggestions_are_two_edits_away_or_begin_so() -> None:
    assert suggestions(COMMANDS, "gett") == ["set", "get"]
    assert suggestions(COMMANDS, "desc") == ["describe"]
    assert suggestions(COMMANDS, "helloworld") == []


def test_distance_counts_edits() -> None:
    assert distance("kitten", "sitting") == 3
