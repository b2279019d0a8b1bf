"""`auth can-i`: whether something is allowed, or everything that is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.arguments import kind_meant
from minikctl.commands.auth.access import Question, allows, person, rules_for
from minikctl.commands.create.rbacrules import VERBS
from minikctl.errors import CommandError, Exit
from minikctl.flags import ALL_NAMESPACES
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import Invocation
from minikctl.state.text import tabulate

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]

FLAGS = (
    *ALL_NAMESPACES,
    Flag("list", kind="bool", effect="Print everything that is allowed."),
    Flag("no-headers", kind="bool", effect="Print no line of headers."),
    Flag("quiet", "q", "bool", effect="Print nothing; only the exit code tells."),
    Flag("subresource", effect="The part of the object, such as log or scale."),
)
USAGE = "VERB [TYPE | TYPE/NAME | NONRESOURCEURL]"
HELP = "Ask whether you, or with --as somebody else, may do something."
EXAMPLES = (
    ("Make Pods", "kubectl auth can-i create pods"),
    ("What a ServiceAccount may do", "kubectl auth can-i --list --as=system:serviceaccount:default:robot"),
)
URL_VERBS = ("get", "put", "post", "head", "options", "delete", "patch")
TWO_ARGUMENTS = "you must specify two arguments: verb resource or verb resource/resourceName."
HEADERS = ("Resources", "Non-Resource URLs", "Resource Names", "Verbs")


def run(call: Invocation, args: list[str], options: Options) -> None:
    if options["list"]:
        return print_list(call, args, options)
    if len(args) != 2:
        name = " ".join([call.around.called, *call.path])
        raise CommandError(f"{TWO_ARGUMENTS}\nSee '{name} -h' for help and examples.")
    view = call.view()
    asked = question(call, view, args, options)
    rules = rules_for(view, person(call), None if call.all_namespaces else call.namespace)
    is_allowed = any(allows(rule, asked) for rule in rules)
    if not options["quiet"]:
        call.line("yes" if is_allowed else "no")
    if not is_allowed:
        raise Exit(1)
    return None


def question(call: Invocation, view: View, args: list[str], options: Options) -> Question:
    """What is asked; doubts are told."""
    verb, what = args
    if what.startswith("/"):
        if options["subresource"]:
            raise CommandError("--subresource can not be used with NonResourceURL")
        if verb not in (*URL_VERBS, "*"):
            warn(call, f"verb '{verb}' is not a known verb")
        return Question(verb, url=what)
    word, _, name = what.partition("/")
    kind = kind_meant(view.kinds, word)
    group = word.partition(".")[2]
    resource = word.partition(".")[0]
    if kind is not None:
        group, resource = kind.group, kind.plural
        if not kind.namespaced and not call.all_namespaces:
            in_group = f" in group '{group}'" if group else ""
            warn(call, f"resource '{resource}' is not namespace scoped{in_group}")
    elif word != "*":
        in_group = f" in group '{group}'" if group else ""
        warn(call, f"the server doesn't have a resource type '{resource}'{in_group}")
    if verb not in VERBS:
        warn(call, f"verb '{verb}' is not a known verb")
    part = f"/{options['subresource']}" if options["subresource"] else ""
    return Question(verb, "*" if word == "*" else group, resource + part, name)


def warn(call: Invocation, text: str) -> None:
    if not call.options["quiet"]:
        call.err(f"Warning: {text}\n\n")


def print_list(call: Invocation, args: list[str], options: Options) -> None:
    """--list: all rules, each resource of its own."""
    if args:
        raise CommandError("list option must be specified with no arguments")
    rules = rules_for(call.view(), person(call), call.namespace)
    lines = ["\t".join(HEADERS)] if not options["no-headers"] else []
    seen: dict[tuple[str, str, str], set[str]] = {}
    for rule in rules:
        for resource, url in targets(rule):
            key = (resource, url, " ".join(rule.get("resourceNames") or ()))
            seen.setdefault(key, set()).update(rule["verbs"])
    for key, verbs in sorted(seen.items(), key=lambda one: (sorted(one[1]), one[0][0] == "", one[0])):
        resource, url, names = key
        lines.append(f"{resource}\t[{url}]\t[{names}]\t[{' '.join(sorted(verbs))}]")
    call.out(tabulate("".join(line + "\n" for line in lines), 6, 3))


def targets(rule: Obj) -> list[tuple[str, str]]:
    """(resource with its group, address) of a rule."""
    found = [("", url) for url in rule.get("nonResourceURLs") or ()]
    for group in rule.get("apiGroups") or ():
        for resource in rule.get("resources") or ():
            found.append((f"{resource}.{group}" if group else resource, ""))
    return found
