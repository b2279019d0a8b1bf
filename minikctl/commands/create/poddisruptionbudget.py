"""`create poddisruptionbudget`: how many Pods must stay while nodes are emptied."""

from __future__ import annotations

import re
from typing import Any

from minikctl.errors import CommandError
from minikctl.generating import GENERATOR_FLAGS, generated, metadata, one_name
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import Invocation
from minikctl.labelspecs import integer_or_name
from minikctl.state.kinds import POD_DISRUPTION_BUDGET

Obj = dict[str, Any]

FLAGS = (
    *GENERATOR_FLAGS,
    Flag("max-unavailable", effect="How many Pods may be missing, as a number or in percent."),
    Flag("min-available", effect="How many Pods must be there, as a number or in percent."),
    Flag("selector", effect="Which Pods it is about."),
)
USAGE = "NAME --selector=SELECTOR --min-available=N [--dry-run=server|client|none]"
HELP = "Make a PodDisruptionBudget."
EXAMPLES = (("One Pod at least", "kubectl create poddisruptionbudget web --selector=app=web --min-available=1"),)
NUMBER = re.compile(r"[0-9]+%?")
EXPRESSIONS = {"in": "In", "notin": "NotIn", "exists": "Exists", "!": "DoesNotExist"}
NAMES = {">": "gt", "<": "lt"}


def run(call: Invocation, args: list[str], options: Options) -> None:
    name = one_name(call, args)
    check(options)
    spec: Obj = {"selector": selector_for(options["selector"])}
    for flag, field in (("min-available", "minAvailable"), ("max-unavailable", "maxUnavailable")):
        if options[flag]:
            spec[field] = integer_or_name(options[flag])
    manifest = {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": metadata(call, name),
        "spec": spec,
    }
    generated(call, POD_DISRUPTION_BUDGET, manifest, options, "failed to create poddisruptionbudgets: ")


def check(options: Options) -> None:
    least, most = options["min-available"], options["max-unavailable"]
    if not options["selector"]:
        raise CommandError("a selector must be specified")
    if not least and not most:
        raise CommandError("one of min-available or max-unavailable must be specified")
    if least and most:
        raise CommandError("min-available and max-unavailable cannot be both specified")
    for flag in ("min-available", "max-unavailable"):
        if options[flag] and not NUMBER.fullmatch(options[flag]):
            raise CommandError(f"invalid format specified for {flag}")


def selector_for(text: str) -> Obj:
    """The LabelSelector of a text (apimachinery's ParseToLabelSelector). Raises CommandError."""
    from minikctl.state.selectors import parse_selector  # only here

    try:
        requirements = parse_selector(text).requirements
    except ValueError as error:
        raise CommandError(f'couldn\'t parse the selector string "{text}": {error}') from None
    labels: dict[str, str] = {}
    expressions: list[Obj] = []
    for requirement in requirements:
        operator = requirement.operator
        if operator in ("=", "=="):
            labels[requirement.key] = requirement.values[0]
        elif operator in EXPRESSIONS:
            values = {"values": sorted(requirement.values)} if requirement.values else {}
            expressions.append({"key": requirement.key, "operator": EXPRESSIONS[operator], **values})
        else:
            raise CommandError(f'"{NAMES.get(operator, operator)}" is not a valid label selector operator')
    return {"matchLabels": labels, "matchExpressions": expressions}
