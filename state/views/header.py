"""The first line of the screen, and what stands in it."""

from __future__ import annotations

from minikctl.state.views.lines import Line, Look, Span, between, line, safe


def header(look: Look, place: list[str], rev: int, fault: str = "", problems: int = 0, last: int = 0) -> Line:
    """` minikctl ▸ default ▸ svc(7)      2 problems  rev 42  ● live  ? help`; rev 0: nothing was read yet.

    `last` is the newest revision while an older one is shown.
    """
    signs = look.signs
    narrow = look.width < 60
    start: list[Span] = [] if narrow else [Span(" minikctl", "title")]
    for part in place:
        if start:
            start.append(Span(f" {signs.current} ", "dim"))
        start.append(Span(safe(part)))
    right = []
    if problems:
        right.append(Span(f"{problems} problem{'' if problems == 1 else 's'}  ", "warn"))
    of = f" of {last}" if last else ""
    right.append(Span(f"r{rev}{of.replace(' of ', '/')} " if narrow else f"rev {rev}{of}  "))
    if fault:
        right.append(Span(f"{signs.failed} not live ", "broken"))
    elif last:
        right.append(Span(f"{signs.past} past  = now " if not narrow else f"{signs.past} past ", "warn"))
    elif not rev:
        right.append(Span(f"{signs.todo} loading ", "dim"))
    elif not narrow:
        right.append(Span(f"{signs.ready} live", "ready"))
        right.append(Span("  ? help ", "key"))
    return between(line(*start) if not narrow else line(" ", *start), tuple(right), look)
