"""`events`: what happened, in order of time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.arguments import kind_meant
from minikctl.errors import CommandError
from minikctl.flags import ALL_NAMESPACES, CHUNK_SIZE, OUTPUT
from minikctl.generating import in_order
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import Invocation
from minikctl.printing import printer
from minikctl.state.clock import age_since
from minikctl.state.kinds import EVENT
from minikctl.state.objects import namespace_of, uid_of
from minikctl.state.text import tabulate

if TYPE_CHECKING:
    from minikctl.state.kinds.kind import Kind
    from minikctl.state.view import View

Obj = dict[str, Any]

FLAGS = (
    *ALL_NAMESPACES,
    *CHUNK_SIZE,
    *OUTPUT,
    Flag("for", effect="Only what happened to TYPE/NAME."),
    Flag("no-headers", kind="bool", effect="Print no line of headers."),
    Flag("types", kind="list", effect="Only these types: Normal, Warning."),
    Flag("watch", "w", "bool", effect="Go on with what happens from now on."),
)
USAGE = (
    "[(-o|--output=)json|yaml|name|go-template|go-template-file|template|templatefile|jsonpath|jsonpath-as-json|"
    "jsonpath-file] [--for TYPE/NAME] [--watch] [--types=Normal,Warning]"
)
HELP = "List what happened, in order of time."
EXAMPLES = (
    ("What happened in the namespace", "kubectl events"),
    ("What happened to a Pod", "kubectl events --for pod/web"),
)
HEADERS = ("LAST SEEN", "TYPE", "REASON", "OBJECT", "MESSAGE")
TYPES = ("normal", "warning")


def run(call: Invocation, args: list[str], options: Options) -> None:
    if any(one.lower() not in TYPES for one in options["types"]):
        raise CommandError("valid --types are Normal or Warning")
    view = call.view()
    about = meant(view, options["for"]) if options["for"] else None
    shown = printer(call, options, ordered=True) if options["output"] or options["template"] else None
    found = sorted(chosen(call, view, options, about), key=moment)
    if options["watch"]:
        return watch(call, options, about, found)
    if not found:
        where = "." if call.all_namespaces else f" in {call.namespace} namespace."
        call.err(f"No events found{where}\n")
    elif options["output"] == "name":
        return None  # Kubernetes: kubectl 1.33 prints no names of events, and ends well
    elif shown is not None:
        items = [in_order(EVENT, event) for event in found]
        shown.print({"kind": "EventList", "apiVersion": "v1", "metadata": {}, "items": items}, call.out)
    else:
        heads = [] if options["no-headers"] else [headers(call)]
        call.out(aligned([*heads, *(cells(call, event, view.now) for event in found)]))
    return None


def meant(view: View, text: str) -> tuple[Kind, str]:
    """What --for names. Raises CommandError."""
    word, slash, name = text.partition("/")
    if not slash or not name or "/" in name:
        raise CommandError("--for must be in resource/name form")
    kind = kind_meant(view.kinds, word)
    if kind is None:
        raise CommandError(f'the server doesn\'t have a resource type "{word.partition(".")[0]}"', prefixed=False)
    return kind, name


def chosen(call: Invocation, view: View, options: Options, about: tuple[Kind, str] | None) -> list[Obj]:
    """The events that the flags choose."""
    types = [one.lower() for one in options["types"]]
    return [
        event
        for event in view.list(EVENT, None if call.all_namespaces else call.namespace)
        if (not types or (event.get("type") or "").lower() in types) and (about is None or is_about(event, *about))
    ]


def is_about(event: Obj, kind: Kind, name: str) -> bool:
    """Whether an event is about an object."""
    involved = event.get("involvedObject") or {}
    return bool(
        involved.get("kind") == kind.name
        and involved.get("name") == name
        and involved.get("apiVersion") == kind.api_version
    )


def moment(event: Obj) -> str:
    """When it happened last, as text that sorts by time."""
    series = event.get("series")
    if series:
        return str(series.get("lastObservedTime") or "")
    return str(event.get("lastTimestamp") or event.get("eventTime") or "")


def interval(event: Obj, now: float) -> str:
    """`2m (x3 over 5m)`."""
    first = age_since(event.get("eventTime") or event.get("firstTimestamp"), now)
    series, count = event.get("series"), event.get("count") or 0
    if series:
        return f"{age_since(series.get('lastObservedTime'), now)} (x{series.get('count', 0)} over {first})"
    return f"{age_since(event.get('lastTimestamp'), now)} (x{count} over {first})" if count > 1 else first


def headers(call: Invocation) -> list[str]:
    return [*(("NAMESPACE",) if call.all_namespaces else ()), *HEADERS]


def cells(call: Invocation, event: Obj, now: float) -> list[str]:
    """One line."""
    involved = event.get("involvedObject") or {}
    return [
        *((namespace_of(event),) if call.all_namespaces else ()),
        interval(event, now),
        event.get("type") or "",
        event.get("reason") or "",
        f"{involved.get('kind', '')}/{involved.get('name', '')}",
        (event.get("message") or "").strip(),
    ]


def aligned(lines: list[list[str]]) -> str:
    """Lines in columns, as kubectl's lists have them."""
    return tabulate("".join("\t".join(line) + "\n" for line in lines), 6, 3)


def watch(call: Invocation, options: Options, about: tuple[Kind, str] | None, before: list[Obj]) -> None:
    """--watch: what there is, then each event as it comes, until the command is called off."""
    now = call.around.clock.now()
    heads = [] if options["no-headers"] else [headers(call)]
    call.out(aligned([*heads, *(cells(call, event, now) for event in before)]))
    seen = {(uid_of(event), event.get("count")) for event in before}

    def look(view: View) -> bool:
        for event in sorted(chosen(call, view, options, about), key=moment):
            mark = (uid_of(event), event.get("count"))
            if mark not in seen:
                seen.add(mark)
                call.out(aligned([cells(call, event, view.now)]))
                call.around.out.flush()
        return False

    call.wait(look)
