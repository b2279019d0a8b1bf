"""--record: notes the command line in an annotation of what it changes, which `rollout history` shows."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from minikctl.flags import GLOBAL
from minikctl.grammar.flag import Flag
from minikctl.grammar.parse import Flags
from minikctl.invocation import Invocation
from minikctl.state.objects import copy_tree

Obj = dict[str, Any]

CHANGE_CAUSE = "kubernetes.io/change-cause"
RECORD = (Flag("record", kind="bool", hidden=True, deprecated="--record will be removed in the future"),)


def recorded(call: Invocation, obj: Obj) -> Obj:
    """The object with the command line noted in it, if --record asks for that."""
    if not call.options.get("record"):
        return obj
    found: Obj = copy_tree(obj)
    meta = found.setdefault("metadata", {})
    meta["annotations"] = {**(meta.get("annotations") or {}), CHANGE_CAUSE: change_cause(call)}
    return found


def change_cause(call: Invocation) -> str:
    """The command line as kubectl notes it: arguments first, then flags as --name=value."""
    module = import_module(f"minikctl.commands.{call.command.module}")
    args, flags = split(list(call.words), Flags((*module.FLAGS, *GLOBAL)))
    return " ".join([call.around.called, *args, *flags])


def split(words: list[str], flags: Flags) -> tuple[list[str], list[str]]:
    """(arguments, flags as --name=value) in the order they were given."""
    args: list[str] = []
    found: list[str] = []
    waiting = words[::-1]
    while waiting:
        word = waiting.pop()
        if word == "--":
            return [*args, *waiting[::-1]], found
        if len(word) < 2 or word[0] != "-":
            args.append(word)
            continue
        name, equals, value = word.lstrip("-").partition("=")
        flag = flags.by_name.get(name) if word.startswith("--") else flags.by_letter.get(word[1])
        if flag is None:
            continue
        if not word.startswith("--") and len(word) > 2:
            equals, value = "=", word[2:].removeprefix("=")
        if not equals:
            value = flag.alone or (waiting.pop() if waiting else "")
        found.append(f"--{flag.name}={value}")
    return args, found
