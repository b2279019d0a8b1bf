"""Assignments, and how `set -x` shows them."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING, TypeVar

from minikctl.state.shellscript.tasks import Wait
from minikctl.state.shellscript.tree import Assign, Word

if TYPE_CHECKING:
    from minikctl.state.shellscript.interpreter import Interpreter

T = TypeVar("T")
Later = Generator[Wait, None, T]


def assign_for_now(shell: Interpreter, assigns: Sequence[Assign]) -> Later[dict[str, str | dict[str, str] | None]]:
    saved = {assign.name: shell.variables.values.get(assign.name) for assign in assigns}
    for assign in assigns:
        yield from carry_out(shell, assign)
    return saved


def carry_out(shell: Interpreter, assign: Assign) -> Later[None]:
    """Carries out an assignment."""
    variables, name = shell.variables, assign.name
    if assign.items is not None:
        yield from assign_array(shell, assign)
    elif assign.at is not None:
        subscript = yield from shell.expander.subscript(name, assign.at)
        text = yield from shell.expander.text(assign.word)
        before = variables.array(name).get(subscript, "") if assign.append else ""
        variables.put_element(name, subscript, before + text)
    else:
        text = yield from shell.expander.text(assign.word)
        variables.put(name, (shell.parameter(name) or "") + text if assign.append else text)
        if "x" in shell.options:
            shell.err(f"+ {name}={quoted(text)}\n")
    if "a" in shell.options:
        variables.exported.add(name)


def assign_array(shell: Interpreter, assign: Assign) -> Later[None]:
    elements = dict(shell.variables.array(assign.name)) if assign.append else {}
    fields: list[str] = []
    for word in assign.items or ():
        first = word[0] if word else None
        head = getattr(first, "text", "") if first and not getattr(first, "quoted", True) else ""
        if head.startswith("[") and "]=" in head:
            key, _, rest = head[1:].partition("]=")
            tail = yield from shell.expander.text((type(first)(rest, False), *word[1:]))  # type: ignore[misc,arg-type]
            elements[key] = tail
        else:
            fields.extend((yield from shell.expander.fields([word])))
    start = max((int(key) for key in elements if key.isdigit()), default=-1) + 1
    elements.update({str(start + index): text for index, text in enumerate(fields)})
    shell.variables.values.pop(assign.name, None)
    shell.variables.put(assign.name, elements)


def is_assignment(word: Word) -> bool:
    """Does a word begin with `name=`, unquoted?"""
    first = getattr(word[0], "text", "") if word else ""
    name, equals, _ = first.partition("=")
    return bool(equals) and name.rstrip("+").isidentifier() and not getattr(word[0], "quoted", True)


def quoted(text: str) -> str:
    """A text as `set -x` shows it."""
    if text and not set(text) & set(" \t\n'\"\\$`*?[](){}<>|&;#~!"):
        return text
    return "'" + text.replace("'", "'\\''") + "'"
