"""What `certificate approve` and `certificate deny` share: a condition in the status of a request."""

from __future__ import annotations

from typing import Any

from minikctl import patching
from minikctl.arguments import Found, chosen, has_files
from minikctl.errors import CommandError
from minikctl.flags import FILENAME, OUTPUT
from minikctl.generating import in_order
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import NONE, Invocation
from minikctl.printing import printer
from minikctl.state.clock import timestamp
from minikctl.state.objects import condition_of, copy_tree, status_of

Obj = dict[str, Any]

DECISION_FLAGS = (
    *FILENAME,
    *OUTPUT,
    Flag("force", kind="bool", effect="Say it again though it was said before."),
)


def decide(call: Invocation, args: list[str], options: Options, kind: str, verb: str) -> None:
    """Notes a decision on each request. Raises CommandError, ApiError."""
    if not args and not has_files(options):
        raise CommandError("one or more CSRs must be specified as <name> or -f <filename>")
    shown = printer(call, options, "approved" if kind == "Approved" else "denied", ordered=True)
    words = args if not args or "/" in args[0] else ["certificatesigningrequests", *args]

    def note(item: Found) -> None:
        obj = item.obj
        if condition_of(obj, kind) is None or options["force"]:
            manifest = with_condition(call, obj, kind, verb)
            obj = patching.replace(call, item.kind, manifest, "", NONE, "Ignore", "approval")
        shown.print(in_order(item.kind, obj), call.out)

    chosen(call, words, options).each(note)


def with_condition(call: Invocation, obj: Obj, kind: str, verb: str) -> Obj:
    """The request with the decision."""
    found: Obj = copy_tree(obj)
    now = timestamp(call.around.clock.now())
    kept = [one for one in status_of(found).get("conditions") or [] if one.get("type") != kind]
    decision = {
        "type": kind,
        "status": "True",
        "reason": f"Kubectl{verb.title()}",
        "message": f"This CSR was {'approved' if kind == 'Approved' else 'denied'} by kubectl certificate {verb}.",
        "lastUpdateTime": now,
        "lastTransitionTime": now,
    }
    found["status"] = {**status_of(found), "conditions": [*kept, decision]}
    return found
