"""The forms of expected lines in tutorials, `.t` files, recordings: placeholders, (re), (glob), loose values."""

from __future__ import annotations

import re
from collections.abc import Iterator

Captures = dict[str, str]

STRICT, LOOSE = "strict", "loose"
OWN = "~"  # before the key of a value that was never marked: the tutorial's own spelling of it
LONGEST = 4000  # characters of a line that patterns are tried on
ADDRESS = r"(?:\d{1,3}\.){3}\d{1,3}|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}"
UID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
AGE = r"\d+(?:ms|[smhdy])(?:\d+[smhd])?"
MOMENT = (
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z|"
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}"
)
TYPED = {
    "age": rf"(?:{AGE}|<unknown>|<invalid>)",
    "id": r"[A-Za-z0-9](?:[-.A-Za-z0-9]*[A-Za-z0-9])?",
    "ip": rf"(?:{ADDRESS})",
    "port": r"\d{1,5}",
    "time": rf"(?:{MOMENT}|\d\d:\d\d:\d\d)",
    "uid": UID,
    "any": r".*?",
}
MARK = re.compile(r"<(age|id|ip|port|time|uid|any)(?:[: ]([A-Za-z_]\w*))?>|\[\.\.([A-Z0-9_]*)\]")
RANDOM = "[bcdfghjklmnpqrstvwxz2456789]"  # the letters of generated names (k8s.io/apimachinery/pkg/util/rand)
VOLATILE = re.compile(
    rf"(?P<uid>\b{UID}\b)|(?P<time>{MOMENT})|(?P<ip>(?<![\w.])(?!127\.|0\.0\.0\.0)(?:\d{{1,3}}\.){{3}}\d{{1,3}}(?![\w.]))"
    rf"|(?P<name>(?<![\w./-])[a-z0-9][-.a-z0-9]*?-(?:[0-9a-f]{{8,10}}-|{RANDOM}{{6,10}}-)?{RANDOM}{{5}}(?![\w.-]))"
    rf"|(?P<port>(?<=:)3\d{{4}}(?=/(?:TCP|UDP|SCTP)))|(?P<age>(?<![\w.-]){AGE}(?![\w.-]))"
)
BLANKS = re.compile(r"[ \t]+")
NESTED = re.compile(r"[*+}][^()\[\]]*\)[*+{]")  # a repeat of a repeat may take for ever
CRAM = re.compile(r"(.*) \((re|glob|esc|no-eol)\)")


def ways(expected: str, actual: str, captures: Captures, forms: str) -> Iterator[Captures]:
    """The captures after a match of one line, nothing if it differs."""
    expected, actual = expected.rstrip(" \t"), actual.rstrip(" \t")
    if expected == actual:
        yield captures
        return
    if len(actual) > LONGEST or len(expected) > LONGEST:
        return
    if marked := CRAM.fullmatch(expected):
        if fits(marked[1], actual, marked[2]):
            yield captures
        return
    text, names = pattern(expected, captures, forms == LOOSE)
    found = re.fullmatch(text, actual)
    if found is not None:
        yield {**{key: found[group] for group, key in names.items()}, **captures} if names else captures


def fits(text: str, actual: str, how: str) -> bool:
    """Whether a line fits cram's `(re)`, `(glob)`, `(esc)` or `(no-eol)`."""
    if how == "re":
        try:
            return not NESTED.search(text) and re.fullmatch(text, actual) is not None
        except re.error:
            return False
    if how == "esc":
        return text.encode("latin-1", "replace").decode("unicode_escape") == actual
    if how == "no-eol":
        return text == actual
    parts = re.findall(r"\\.|[*?]|[^\\*?]+|\\", text)
    known = {"*": ".*", "?": "."}
    spelt = "".join(
        known.get(part) or re.escape(part[1:] if part[0] == "\\" and len(part) > 1 else part) for part in parts
    )
    return re.fullmatch(spelt, actual) is not None


def pattern(expected: str, captures: Captures, is_loose: bool) -> tuple[str, dict[str, str]]:
    """(regular expression, {group: key of the capture}) of an expected line."""
    found: list[str] = []
    names: dict[str, str] = {}
    end = 0
    for mark in MARK.finditer(expected):
        found.append(plain(expected[end : mark.start()], names, is_loose))
        end = mark.end()
        kind, name = mark[1] or ("id" if mark[3] else "any"), mark[2] or mark[3] or ""
        found.append(placed(r"[^ \t]+" if mark[3] else TYPED[kind], name, names, captures))
    found.append(plain(expected[end:], names, is_loose))
    return "".join(found), names


def placed(spelt: str, name: str, names: dict[str, str], captures: Captures) -> str:
    """A placeholder: what was captured under its name before is what must stand there again."""
    if not name:
        return spelt
    if name in captures:
        return re.escape(captures[name])
    group = next((group for group, key in names.items() if key == name), "")
    if group:
        return f"(?P={group})"
    return grouped(spelt, name, names)


def grouped(spelt: str, key: str, names: dict[str, str]) -> str:
    group = f"g{len(names)}"
    names[group] = key
    return f"(?P<{group}>{spelt})"


def plain(text: str, names: dict[str, str], is_loose: bool) -> str:
    """Text as it is; with `is_loose` what differs from cluster to cluster may differ, and is noted."""
    if not is_loose:
        return spaced(text)
    found: list[str] = []
    end = 0
    for value in VOLATILE.finditer(text):
        kind = str(value.lastgroup)
        found.append(spaced(text[end : value.start()]))
        end = value.end()
        spelt = likeness(value[0]) if kind == "name" else TYPED[kind]
        if kind in ("ip", "name", "uid"):
            found.append(grouped(spelt, OWN + value[0], names))
        else:
            found.append(spelt)
    found.append(spaced(text[end:]))
    return "".join(found)


def likeness(name: str) -> str:
    """A generated name: the same beginning, any generated end."""
    found = re.fullmatch(rf"(.*?)(-(?:[0-9a-f]{{8,10}}|{RANDOM}{{6,10}}))?-{RANDOM}{{5}}", name)
    assert found is not None, "VOLATILE has found it"
    return re.escape(found[1]) + (r"(?:-[a-z0-9]{6,10})?" if found[2] else "") + r"-[a-z0-9]{5}"


def spaced(text: str) -> str:
    """Text as a regular expression in which blanks stand for blanks."""
    return r"[ \t]+".join(re.escape(part) for part in BLANKS.split(text))


def in_this_cluster(text: str, captures: Captures) -> str:
    """A command with this cluster's names and addresses in place of those that the tutorial has shown."""
    known = {key[1:]: value for key, value in captures.items() if key.startswith(OWN) and key[1:] != value}
    if not known:
        return text
    either = "|".join(re.escape(key) for key in sorted(known, key=len, reverse=True))
    return re.sub(rf"(?<![\w.-])(?:{either})(?![\w-])", lambda found: known[found[0]], text)


def as_pattern(line: str, is_session: bool) -> str:
    """A line with placeholders for what differs from run to run."""
    if MARK.search(line):
        return line

    def placeholder(found: re.Match[str]) -> str:
        kind = str(found.lastgroup)
        return "[..]" if is_session else f"<{'id' if kind == 'name' else kind}>"

    return VOLATILE.sub(placeholder, line)
