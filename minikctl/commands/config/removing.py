"""What delete-cluster, delete-context and delete-user do."""

from __future__ import annotations

from minikctl.commands.config.kubeconfig import load, place, save, written_to
from minikctl.contexts import ENTRIES, entry
from minikctl.errors import CommandError
from minikctl.invocation import Invocation


def remove(call: Invocation, args: list[str], section: str) -> None:
    """Removes an entry by name and says so."""
    if not args and section == "users":
        raise call.usage_error("user to delete is required")
    if len(args) != 1:
        from minikctl import help  # only here

        return call.out(help.page_of(call))
    name, one = args[0], ENTRIES[section]
    config, file = load(call), written_to(call, place(call))
    if entry(config, section, name) is None:
        raise CommandError(f"cannot delete {one} {name}, not in {file}")
    if section == "contexts" and config.get("current-context") == name:
        call.err(
            'warning: this removed your active context, use "kubectl config use-context" to select a different one\n'
        )
    save(call, {**config, section: [item for item in config[section] if item.get("name") != name]})
    return call.line(f"deleted {one} {name} from {file}")
