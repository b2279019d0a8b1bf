"""`wait`: waits until objects are in a state, exist, or are gone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from minikctl.arguments import Chosen, Found, chosen
from minikctl.errors import CommandError
from minikctl.flags import ALL_NAMESPACES, FIELD_SELECTOR, OUTPUT, SELECTOR
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import Invocation
from minikctl.jsonpath import JsonPath, PathError, relaxed
from minikctl.printing import printer
from minikctl.state.gotext import go_value
from minikctl.state.objects import status_of, uid_of
from minikctl.state.view import View

Obj = dict[str, Any]
Test = Callable[[Obj], bool]  # whether an object is as wanted; raises CommandError

FLAGS = (
    *OUTPUT,
    *SELECTOR,
    *FIELD_SELECTOR,
    *ALL_NAMESPACES,
    Flag("all", kind="bool", effect="Every object of the types that are named."),
    Flag("filename", "f", "list", effect="A file, a folder of files, or an address of manifests; - is standard input."),
    Flag("for", effect="What to wait for: create, delete, condition=NAME[=VALUE] or jsonpath={PATH}[=VALUE]."),
    Flag("local", kind="bool", effect="Look at the manifests of -f, and ask nothing of the cluster."),
    Flag("recursive", "R", "bool", default=True, effect="Read folders given with -f with all they contain."),
    Flag("timeout", kind="duration", default=30.0, effect="How long to wait; 0: look once; negative: a week."),
)
USAGE = (
    "([-f FILENAME] | resource.group/resource.name | resource.group [(-l label | --all)]) "
    "[--for=create|--for=delete|--for condition=available|--for=jsonpath='{}'[=value]]"
)
HELP = """
Wait until objects are in a state, exist, or are gone.

Several objects share one timeout.
"""
EXAMPLES = (
    ("Until a Pod is ready", "kubectl wait --for=condition=Ready pod/web"),
    ("Until a Pod runs", "kubectl wait --for=jsonpath='{.status.phase}'=Running pod/web"),
    ("Until a Pod is gone, for at most a minute", "kubectl wait --for=delete pod/web --timeout=60s"),
)
A_WEEK = 168 * 3600.0
FORMAT = (
    "jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'=3 "
    "or --for=jsonpath='{.status.readyReplicas}'"
)
NO_VALUE = "jsonpath wait has to have a value after equal sign, like --for=jsonpath='{.status.readyReplicas}'=3"
TIMED_OUT = "timed out waiting for the condition"


def run(call: Invocation, args: list[str], options: Options) -> None:
    wanted = options["for"]
    form = wanted.lower()
    test = None if form in ("delete", "create") else test_of(wanted)
    shown = printer(call, options, "condition met")
    seconds = options["timeout"] if options["timeout"] >= 0 else A_WEEK
    waiting = Waiting(call, seconds)
    if form == "create":
        waiting.for_creation(lambda: meant(call, args, options))
    found = meant(call, args, options)
    if form == "delete":
        found = found.without_missing()

    def each(item: Found) -> None:
        obj = waiting.for_end(item) if form == "delete" else item.obj
        if test is not None:
            obj = waiting.until(item, test)
        shown.print(obj, call.out)

    found.each(each)
    if not found.found and form != "delete":
        raise CommandError("no matching resources found")


def meant(call: Invocation, args: list[str], options: Options) -> Chosen:
    """The objects that are meant, as they are now."""
    return chosen(call, args, options, latest=not options["local"])


class Waiting:
    """The time that all objects share."""

    def __init__(self, call: Invocation, seconds: float) -> None:
        self.call = call
        self.seconds = seconds
        self.end = call.around.clock.now() + seconds

    def left(self) -> float:
        return max(0.0, self.end - self.call.around.clock.now())

    def for_creation(self, look: Callable[[], Chosen]) -> None:
        """Waits until everything that is named exists. Raises CommandError."""

        def exists(view: View) -> bool:
            found = look()
            return bool(found.found) and not found.errors

        if not self.call.wait(exists, self.left()):
            raise CommandError(TIMED_OUT)

    def for_end(self, item: Found) -> Obj:
        """Waits until an object is gone; returns it as it was. Raises CommandError."""

        def is_gone(view: View) -> bool:
            obj = view.find(item.kind, item.name, item.namespace)
            return obj is None or uid_of(obj) != uid_of(item.obj)

        if not self.seconds and not is_gone(self.call.view()):
            raise CommandError(f"condition not met for {item.kind.plural}/{item.name}")
        if not self.call.wait(is_gone, self.left()):
            raise self.timed_out(item)
        return item.obj

    def until(self, item: Found, test: Test) -> Obj:
        """Waits until an object is as wanted; returns it. Raises CommandError, ApiError."""
        last = item.obj

        def is_met(view: View) -> bool:
            nonlocal last
            if not self.call.options["local"]:
                last = view.get(item.kind, item.name, item.namespace)
            return test(last)

        if not self.seconds:
            if not is_met(self.call.view()):
                raise CommandError(f"condition not met for {item.kind.plural}/{item.name}")
            return last
        if not self.left() or not self.call.wait(is_met, self.left()):
            raise self.timed_out(item)
        return last

    def timed_out(self, item: Found) -> CommandError:
        return CommandError(f"{TIMED_OUT} on {item.kind.plural}/{item.name}")


def test_of(wanted: str) -> Test:
    """What --for says, as a test of an object. Raises CommandError."""
    if wanted.startswith("condition="):
        name, equals, value = wanted.removeprefix("condition=").partition("=")
        return condition_test(name, value if equals else "true")
    if wanted.startswith("jsonpath="):
        return path_test(wanted.removeprefix("jsonpath="))
    raise CommandError(f'unrecognized condition: "{wanted}"')


def condition_test(name: str, value: str) -> Test:
    """Whether a condition has a value, noted for the present generation."""

    def is_met(obj: Obj) -> bool:
        for condition in status_of(obj).get("conditions") or ():
            if str(condition.get("type", "")).lower() != name.lower() or "status" not in condition:
                continue
            generation = obj["metadata"].get("generation")
            observed = condition.get("observedGeneration", status_of(obj).get("observedGeneration"))
            if generation is not None and observed is not None and observed < generation:
                return False
            return bool(str(condition["status"]).lower() == value.lower())
        return False

    return is_met


def path_test(text: str) -> Test:
    """Whether a path leads to a value. Raises CommandError."""
    parts = split_at_equals(text)
    if len(parts) > 2:
        raise CommandError(FORMAT)
    try:
        expression = relaxed(parts[0])
    except ValueError as error:
        raise CommandError(str(error)) from None
    value = parts[1].strip("'\"") if len(parts) == 2 else ""
    if len(parts) == 2 and not value:
        raise CommandError(NO_VALUE)
    try:
        path = JsonPath(expression, allow_missing=True)
    except ValueError as error:
        raise CommandError(str(error)) from None
    return lambda obj: is_found(path, obj, value)


def split_at_equals(text: str) -> list[str]:
    """A text cut at each `=` that is not one of `==`."""
    parts, index = [""], 0
    while index < len(text):
        if text.startswith("==", index):
            parts[-1] += "=="
            index += 2
        elif text[index] == "=":
            parts.append("")
            index += 1
        else:
            parts[-1] += text[index]
            index += 1
    return parts


def is_found(path: JsonPath, obj: Obj, value: str) -> bool:
    """Whether what a path finds is the value; "": whether it finds anything. Raises CommandError."""
    try:
        lists = path.find(obj)
    except PathError as error:
        raise CommandError(str(error)) from None
    if not lists or not lists[0]:
        return False
    if len(lists) > 1:
        raise CommandError("given jsonpath expression matches more than one list")
    if len(lists[0]) > 1:
        raise CommandError("given jsonpath expression matches more than one value")
    if not value:
        return True
    found = lists[0][0]
    if isinstance(found, (dict, list)):
        raise CommandError("jsonpath leads to a nested object or list which is not supported")
    return bool(go_value(found).strip() == value.strip())
