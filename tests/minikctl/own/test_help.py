"""The help pages of our own commands."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pytest
import typer

from minikctl.own import OWN

NAMES = [name for name in OWN if find_spec(f"minikctl.own.{name}") is not None]


def commands(command: Any) -> Iterator[Any]:
    yield command
    for one in getattr(command, "commands", {}).values():
        yield from commands(one)


@pytest.mark.parametrize("name", NAMES)
def test_every_command_and_option_says_what_it_is_for(name: str) -> None:
    for command in commands(typer.main.get_command(import_module(f"minikctl.own.{name}").app)):
        assert command.help, command.name
        for parameter in command.params:
            if any(word.startswith("-") for word in parameter.opts):
                assert parameter.help, f"{name} {command.name}: {parameter.opts}"


@pytest.mark.parametrize("name", NAMES)
def test_help_is_printed(name: str, at_home: Any) -> None:
    result = at_home(name, "--help")
    assert (result.err, result.code) == ("", 0)
    assert result.out.startswith(f"Usage: minikctl {name} ")


@pytest.mark.parametrize("name", NAMES)
def test_a_wrong_option_is_one_line_and_exit_code_2(name: str, at_home: Any) -> None:
    result = at_home(name, "--qqq")
    assert (result.out, result.code) == ("", 2)
    assert result.err == f"minikctl {name}: No such option: --qqq; see 'minikctl {name} --help'\n"
