"""`api-versions`: every group and version that the server knows."""

from __future__ import annotations

from minikctl.grammar.flag import Options
from minikctl.invocation import Invocation

HELP = 'List the API versions that the server knows, as "group/version".'


def run(call: Invocation, args: list[str], options: Options) -> None:
    if args:
        raise call.usage_error(f"unexpected arguments: [{' '.join(args)}]")
    found = {version for kind in call.view().kinds for version in (kind.api_version, *kind.versions)}
    for version in sorted(found):
        call.line(version)
