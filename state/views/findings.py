"""The findings of a cluster, one below the other: what is wrong, what follows, what to do."""

from __future__ import annotations

from minikctl.state.findings.finding import BROKEN, Finding
from minikctl.state.views.lines import Line, Span, fitted, line, safe, wrapped_lines
from minikctl.state.views.scene import Scene

LOOKING = ("kubectl describe", "kubectl get", "kubectl logs")


def title(found: Finding) -> str:
    """The object as it is typed: `svc/default/web`."""
    kind, slash, rest = found.object.partition("/")
    return safe({"service": "svc"}.get(kind, kind) + slash + rest)


def lines_of(found: list[Finding], scene: Scene) -> list[Line]:
    """Findings, each with what follows from it and what would repair it, or where to look."""
    signs = scene.look.signs
    if not found:
        return [fitted(line(f"  {signs.passed} ", Span("Nothing is wrong with any Service.", "ready")), scene.look)]
    lines: list[Line] = []
    for one in found:
        sign = signs.failed if one.severity == BROKEN else signs.worse
        lines.append(line("  ", Span(f"{sign} ", one.severity), Span(title(one), "title")))
        lines += wrapped_lines(line("    "), safe(one.sentence), scene.look)
        lines += wrapped_lines(line(f"    {signs.to} "), safe(one.consequence), scene.look, "dim")
        if one.fix:
            word = "see" if one.fix.startswith(LOOKING) else "fix"
            lines += wrapped_lines(line(f"    {word}: "), safe(one.fix), scene.look, "dim")
    return [fitted(one, scene.look) for one in lines]
