"""Manifests of old documents: broken YAML is repaired, versions that are gone are written as those that are served."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import yaml

from minikctl.manifests import older
from minikctl.sessions.modern.finding import Finding

TOP = ("apiVersion", "kind", "metadata", "spec", "status", "data", "stringData", "type", "subsets", "rules", "roleRef")
KEY = re.compile(r"(?P<indent> *)(?P<dash>- +)?(?P<key>[\w./-]+):(?: +(?P<value>.*))?")
TWO_KEYS = re.compile(r"(?P<indent> *)(?P<dash>- +)?(?P<outer>[\w.-]+): +(?P<inner>[\w.-]+):(?P<rest>(?: .*)?)")
ARROW = re.compile(r"\s*<+-+\s*(.*)")
CLASS = "kubernetes.io/ingress.class"
VERSIONS = {  # old version -> (new, the release that removed it), for kinds whose form did not change
    "rbac.authorization.k8s.io/v1beta1": ("rbac.authorization.k8s.io/v1", "1.22"),
    "rbac.authorization.k8s.io/v1alpha1": ("rbac.authorization.k8s.io/v1", "1.20"),
    "storage.k8s.io/v1beta1": ("storage.k8s.io/v1", "1.22"),
    "scheduling.k8s.io/v1beta1": ("scheduling.k8s.io/v1", "1.22"),
    "coordination.k8s.io/v1beta1": ("coordination.k8s.io/v1", "1.22"),
    "autoscaling/v2beta2": ("autoscaling/v2", "1.26"),
    "node.k8s.io/v1beta1": ("node.k8s.io/v1", "1.25"),
    "events.k8s.io/v1beta1": ("events.k8s.io/v1", "1.25"),
}


class Draft(NamedTuple):
    """A manifest's lines, and what was found in them; `first` is the number of its first line."""

    lines: list[str]
    found: list[Finding]
    first: int

    def noted(self, at: int, since: str, old: str, why: str, new: str) -> Draft:
        return self._replace(found=[*self.found, Finding(self.first + at, since, old.strip(), why, new)])


def looks_like_one(lines: list[str]) -> bool:
    """Whether a block without a language holds a manifest."""
    keys = {line.split(":")[0] for line in lines if line[:1].isalpha() and ":" in line}
    return len(keys & set(TOP)) >= 2


def modern(lines: list[str], first: int) -> tuple[list[str], list[Finding]]:
    """The documents of a block as they are written today, and what was found; `first` is its first line's number."""
    made: list[str] = []
    found: list[Finding] = []
    for start, part in documents(lines):
        draft = Draft(part, [], first + start)
        for repair in REPAIRS:
            draft = repair(draft)
        draft = converted(draft)
        found += draft.found
        made += draft.lines
    return made, found


def documents(lines: list[str]) -> list[tuple[int, list[str]]]:
    """(index, lines) of the documents of a block; a `---` belongs to the document it ends."""
    found: list[tuple[int, list[str]]] = []
    start = 0
    for index, line in enumerate(lines):
        if line.rstrip() == "---" or index == len(lines) - 1:
            found.append((start, lines[start : index + 1]))
            start = index + 1
    return found


def indent_of(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


# ---- repairs, in this order


def without_tabs(draft: Draft) -> Draft:
    for at, line in enumerate(draft.lines):
        if "\t" in line[: len(line) - len(line.lstrip())]:
            draft = draft.noted(at, "", line, "YAML is not indented with tabs", "two blanks for each tab")
    return draft._replace(lines=[line.expandtabs(2) if line[:1] in "\t " else line for line in draft.lines])


def without_arrows(draft: Draft) -> Draft:
    """`name: web <<-- remark` is a name with a remark in it."""
    for at, line in enumerate(draft.lines):
        if (arrow := ARROW.search(line)) and not line.lstrip().startswith("#"):
            new = f"{line[: arrow.start()]}  # {arrow[1]}"
            draft = draft.noted(at, "", line, "a remark in a manifest begins with #", new.strip())
            draft.lines[at] = new
    return draft


def with_known_keys(draft: Draft) -> Draft:
    """`speck:` is spec."""
    for at, line in enumerate(draft.lines):
        found = KEY.fullmatch(line)
        if found is None or found["indent"] or found["dash"] or found["key"] in TOP:
            continue
        near = [key for key in TOP if is_near(found["key"], key)]
        if near:
            draft = draft.noted(at, "", line, f'there is no field "{found["key"]}"', f"{near[0]}:")
            draft.lines[at] = line.replace(found["key"], near[0], 1)
    return draft


def is_near(word: str, key: str) -> bool:
    """Whether one letter too many, too few, or wrong makes the difference."""
    if abs(len(word) - len(key)) > 1 or len(key) < 4:
        return False
    shared = next((i for i, (a, b) in enumerate(zip(word, key, strict=False)) if a != b), min(len(word), len(key)))
    return (
        word[shared + 1 :] == key[shared:]
        or word[shared:] == key[shared + 1 :]
        or word[shared + 1 :] == key[shared + 1 :]
    )


def with_one_key_a_line(draft: Draft) -> Draft:
    """`http: paths:` are two lines; what follows belongs to the second."""
    at = 0
    while at < len(draft.lines):
        found = TWO_KEYS.fullmatch(draft.lines[at])
        if found is None:
            at += 1
            continue
        column = len(found["indent"]) + len(found["dash"] or "")
        inner = " " * (column + 2) + f"{found['inner']}:{found['rest']}"
        outer = draft.lines[at][:column] + f"{found['outer']}:"
        draft = draft.noted(at, "", draft.lines[at], "two keys stand on one line", f"{outer.strip()} / {inner.strip()}")
        end = end_of(draft.lines, at + 1, column)
        below = draft.lines[at + 1 : end]
        by = column + 2 - indent_of(below[0]) if below else 0
        draft.lines[at:end] = [outer, inner, *shifted(below, max(by, 0))]
        at += 2
    return draft


def end_of(lines: list[str], start: int, column: int) -> int:
    """Where the lines end that stand at a column or further in."""
    end = start
    while (
        end < len(lines) and (not lines[end].strip() or indent_of(lines[end]) >= column) and lines[end].strip() != "---"
    ):
        end += 1
    return end


def shifted(lines: list[str], by: int) -> list[str]:
    return [" " * by + line if line.strip() else line for line in lines]


def with_rules_in_spec(draft: Draft) -> Draft:
    """An Ingress's rules belong to its spec."""
    if not any(line.startswith("kind: Ingress") for line in draft.lines):
        return draft
    for at, line in enumerate(draft.lines):
        if line.rstrip() in ("rules:", "tls:"):
            end = next(
                (
                    i
                    for i in range(at + 1, len(draft.lines))
                    if KEY.match(draft.lines[i]) and draft.lines[i][:1].isalpha()
                ),
                len(draft.lines),
            )
            end = next((i for i in range(at + 1, end) if draft.lines[i].strip() == "---"), end)
            draft = draft.noted(
                at, "", line, f"{line.strip()} belongs to spec", f"indent {line.strip()} and what follows"
            )
            draft.lines[at:end] = shifted(draft.lines[at:end], 2)
    return draft


def with_items_whole(draft: Draft) -> Draft:
    """`http:` below the dash of `- host:` belongs to the item."""
    for at in range(1, len(draft.lines)):
        found = KEY.fullmatch(draft.lines[at])
        before = KEY.fullmatch(draft.lines[at - 1])
        if found is None or before is None or found["dash"] or not before["dash"] or not before["value"]:
            continue
        if len(found["indent"]) == len(before["indent"]) and found["key"] in (
            "http",
            "backend",
            "port",
            "name",
            "image",
        ):
            by = len(before["dash"])
            column = len(found["indent"])
            end = end_of(draft.lines, at, column)
            draft = draft.noted(
                at, "", draft.lines[at], f"{found['key']}: belongs to the item above", f"indent it by {by}"
            )
            draft.lines[at:end] = shifted(draft.lines[at:end], by)
    return draft


def with_backends_whole(draft: Draft) -> Draft:
    """serviceName beside an empty `backend:` belongs into it."""
    for at, line in enumerate(draft.lines):
        found = KEY.fullmatch(line)
        if found is None or found["key"] != "backend" or found["value"]:
            continue
        column = len(found["indent"]) + len(found["dash"] or "")
        end = at + 1
        while (
            end < len(draft.lines)
            and indent_of(draft.lines[end]) == column
            and re.match(r" *service(?:Name|Port)?:", draft.lines[end])
        ):
            end += 1
        if end > at + 1:
            draft = draft.noted(at + 1, "", draft.lines[at + 1], "the Service belongs into backend:", "indent it by 2")
            draft.lines[at + 1 : end] = shifted(draft.lines[at + 1 : end], 2)
    return draft


REPAIRS = (
    without_tabs,
    without_arrows,
    with_known_keys,
    with_one_key_a_line,
    with_rules_in_spec,
    with_items_whole,
    with_backends_whole,
)


# ---- versions


def converted(draft: Draft) -> Draft:
    """The document in a version that v1.33 serves; what cannot be read stays as it is."""
    text = "\n".join(line for line in draft.lines if line.rstrip() != "---")
    try:
        obj = yaml.safe_load(text)
    except yaml.YAMLError as error:
        if any(line.strip() == "..." for line in draft.lines):
            return draft  # a part of a manifest, with gaps
        mark = getattr(error, "problem_mark", None)
        at = min(mark.line, len(draft.lines) - 1) if mark else 0
        return draft.noted(at, "", draft.lines[at], f"not YAML: {getattr(error, 'problem', error)}", "")
    if not isinstance(obj, dict) or "kind" not in obj:
        return draft
    version = str(obj.get("apiVersion"))
    new, told = older.converted(obj)
    at = next((i for i, line in enumerate(draft.lines) if line.startswith("apiVersion:")), 0)
    if new is not None:
        release = re.search(r"removed in Kubernetes ([\d.]+)", told)
        target = f"apiVersion: {new['apiVersion']}"
        draft = draft.noted(
            at, release[1] if release else "", draft.lines[at], f"{version} {obj['kind']} was removed", target
        )
        obj, is_other = new, set(new) == set(obj) and {**new, "apiVersion": version} != obj
        draft.lines[at] = target
        if is_other:
            draft = draft._replace(lines=dumped(obj, draft.lines))
    elif version in VERSIONS:
        target = f"apiVersion: {VERSIONS[version][0]}"
        draft = draft.noted(at, VERSIONS[version][1], draft.lines[at], f"{version} was removed", target)
        draft.lines[at] = target
    return with_class(draft, obj)


def with_class(draft: Draft, obj: dict[str, Any]) -> Draft:
    """The class of an Ingress is a field."""
    notes = (obj.get("metadata") or {}).get("annotations") or {}
    if obj["kind"] != "Ingress" or CLASS not in notes or not isinstance(obj.get("spec"), dict):
        return draft
    at = next((i for i, line in enumerate(draft.lines) if CLASS in line), 0)
    draft = draft.noted(
        at, "1.18", draft.lines[at], "the annotation is deprecated", f"ingressClassName: {notes[CLASS]}"
    )
    rest = {key: value for key, value in notes.items() if key != CLASS}
    metadata = {key: value for key, value in obj["metadata"].items() if key != "annotations"}
    metadata |= {"annotations": rest} if rest else {}
    changed = {**obj, "metadata": metadata, "spec": {"ingressClassName": notes[CLASS], **obj["spec"]}}
    return draft._replace(lines=dumped(changed, draft.lines))


def dumped(obj: dict[str, Any], lines: list[str]) -> list[str]:
    """A manifest as text; remarks before it and the `---` after it are kept."""
    head = [
        line for line in lines[: next((i for i, line in enumerate(lines) if line[:1].isalpha()), 0)] if line.strip()
    ]
    tail = ["---"] if lines and lines[-1].rstrip() == "---" else []
    return [*head, *yaml.safe_dump(obj, sort_keys=False, allow_unicode=True).rstrip("\n").split("\n"), *tail]
