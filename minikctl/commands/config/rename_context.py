"""`config rename-context`: gives a context another name."""

from __future__ import annotations

from minikctl.commands.config.kubeconfig import load, place, save, written_to, wrong_arguments
from minikctl.contexts import entry
from minikctl.errors import CommandError
from minikctl.grammar.flag import Options
from minikctl.invocation import Invocation

USAGE = "CONTEXT_NAME NEW_NAME"


def run(call: Invocation, args: list[str], options: Options) -> None:
    if len(args) != 2:
        raise wrong_arguments(call, args)
    old, new = args
    config, file = load(call), written_to(call, place(call))
    found = entry(config, "contexts", old)
    if found is None:
        raise CommandError(f'cannot rename the context "{old}", it\'s not in {file}')
    if entry(config, "contexts", new) is not None:
        raise CommandError(f'cannot rename the context "{old}", the context "{new}" already exists in {file}')
    others = [item for item in config["contexts"] if item.get("name") != old]
    current = new if config.get("current-context") == old else config.get("current-context")
    save(call, {**config, "contexts": [*others, {"name": new, "context": found}], "current-context": current})
    call.line(f'Context "{old}" renamed to "{new}".')
