"""`version`: the versions of client and server."""

from __future__ import annotations

from minikctl.errors import CommandError
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import Invocation

FLAGS = (
    Flag("client", kind="bool", effect="Only the client's version."),
    Flag("output", "o", effect="yaml or json."),
)
USAGE = "[flags]"
HELP = "Print the versions of client and server."
EXAMPLES = (("Versions of client and server", "kubectl version"),)

CLIENT = "v1.33.1"
KUSTOMIZE = "v5.6.0"
COMMIT = "8adc0f041b8e7ad1d30e29cc59c6ae7a15e19828"


def run(call: Invocation, args: list[str], options: Options) -> None:
    if args:
        raise CommandError(f"extra arguments: [{' '.join(args)}]")
    if options["output"] not in ("", "yaml", "json"):
        raise CommandError("--output must be 'yaml' or 'json'")
    if options["output"]:
        return structured(call, options)
    call.line(f"Client Version: {CLIENT}")
    call.line(f"Kustomize Version: {KUSTOMIZE}")
    if not options["client"]:
        call.line(f"Server Version: {server_version(call)}")
    return None


def server_version(call: Invocation) -> str:
    """The version that the cluster's API server says; a World document may name another."""
    found = call.view().world.get("apiServer", {}).get("version") or "v1.33.1"
    return str(found)


def described(version: str) -> dict[str, str]:
    """A version as the API describes it."""
    major, minor = version.lstrip("v").split(".")[:2]
    return {
        "major": major,
        "minor": minor,
        "gitVersion": version,
        "gitCommit": COMMIT,
        "gitTreeState": "clean",
        "buildDate": "2025-05-15T08:27:33Z",
        "goVersion": "go1.24.2",
        "compiler": "gc",
        "platform": "linux/amd64",
    }


def structured(call: Invocation, options: Options) -> None:
    """As JSON (in the order of the fields) or as YAML (sorted)."""
    shown: dict[str, object] = {"clientVersion": described(CLIENT), "kustomizeVersion": KUSTOMIZE}
    if not options["client"]:
        shown["serverVersion"] = described(server_version(call))
    if options["output"] == "json":
        import json  # loaded already

        return call.line(json.dumps(shown, indent=2))
    from minikctl.output.to_yaml import to_yaml  # only for this form

    return call.line(to_yaml(shown))
