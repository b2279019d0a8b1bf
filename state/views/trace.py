"""The way of one connection, step by step: to the endpoint, and the reply back to the client."""

from __future__ import annotations

from typing import NamedTuple

from minikctl.state.chance import Chance
from minikctl.state.network.routing.verdict import Step, step
from minikctl.state.objects import name_of, namespace_of, spec_of
from minikctl.state.views.lines import Line, Span, fitted, line, padded, safe, wrapped_lines
from minikctl.state.views.scene import Scene, chosen_pod, no_service, nothing, selected_service

CONVERSATION = " > "
FAILED = ("NXDOMAIN", "REFUSED", "REJECT", "DROP", "TIMED OUT", "TIMED_OUT", "SERVFAIL", "NODATA", "UNRESOLVED")
WHY_BACK = "Connection tracking undoes the rewrite of the destination: the client sees the address that it asked"
WHY_SOURCE = "Connection tracking undoes the rewrite of the source: the reply goes on to the client"
WHY_SENT = "The endpoint answers the address that it sees"
WHY_HOME = "The client has its answer, and believes that it came from where it asked"


class Walked(NamedTuple):
    """A whole trace, worked out once; playing it only moves a cursor over the steps."""

    source: str  # namespace/name of the pod
    url: str
    steps: tuple[Step, ...]
    back: int  # the first step of the way back
    endpoints: tuple[str, ...]
    chosen: str
    exit: int  # what curl would say


def target_url(scene: Scene) -> str:
    """What is asked for: the wished address, or the selected Service's first port."""
    if scene.url:
        return scene.url
    service = selected_service(scene)
    if service is None:
        return ""
    ports = spec_of(service).get("ports") or [{"port": 80}]
    port = ports[0]["port"]
    return f"http://{name_of(service)}.{namespace_of(service)}" + ("" if port == 80 else f":{port}")


def walked(scene: Scene) -> Walked | None:
    """The trace from the chosen pod; None where there is no pod or nothing to ask for."""
    from minikctl.state.network.dns import resolve  # a trace only
    from minikctl.state.network.routing.walks import walk_json
    from minikctl.state.traffic import serving

    pod, url = chosen_pod(scene), target_url(scene)
    if pod is None or not url:
        return None
    found = walk_json(scene.view, name_of(pod), url, namespace_of(pod), resolve, serving.listens)
    endpoints = found["endpoints"]
    chosen = endpoints[Chance(scene.seed).number("trace", len(endpoints))] if endpoints and scene.seed else ""
    steps = [one for one in found["steps"] if not leads_elsewhere(one, chosen, endpoints)]
    there = [one for one in steps if one.get("layer") != "reply" and not loops_back(one, steps, chosen)]
    answers = chosen or (endpoints[0] if len(endpoints) == 1 else "the chosen endpoint") if endpoints else ""
    answers = answers or str(next((one["after"] for one in there[::-1] if CONVERSATION in str(one["after"])), ""))
    back = way_back(there, answers.rpartition(CONVERSATION)[2]) if found["curlExit"] == 0 else []
    key = f"{namespace_of(pod)}/{name_of(pod)}"
    return Walked(key, url, (*there, *back), len(there), tuple(endpoints), chosen, found["curlExit"])


def leads_elsewhere(one: Step, chosen: str, endpoints: list[str]) -> bool:
    """Whether a step belongs to an endpoint that was not drawn."""
    after = str(one.get("after"))
    return bool(chosen) and any(after.endswith(f"> {other}") for other in endpoints if other != chosen)


def way_back(there: list[Step], answers: str) -> list[Step]:
    """The reply: what was rewritten on the way there is written back, the last rewrite first."""
    packets = [str(one["before"]) for one in there if CONVERSATION in str(one.get("before"))]
    if not packets:
        return []
    client, _, asked = packets[0].partition(CONVERSATION)
    source = next((one for one in there if one.get("verdict") == "SNAT"), None)
    seen = str(source["after"]).partition(CONVERSATION)[0] if source else client
    sent = f"{answers}{CONVERSATION}{seen}"
    found = [step("pod", "endpoint", "", sent, sent, "REPLY", WHY_SENT)]
    if source is not None:
        back = f"{answers}{CONVERSATION}{client}"
        found.append(step("conntrack", str(source["where"]), "", sent, back, "TRANSLATED", WHY_SOURCE))
    if answers != asked:
        before, after = f"{answers}{CONVERSATION}{client}", f"{asked}{CONVERSATION}{client}"
        found.append(step("conntrack", "nat", "", before, after, "TRANSLATED", WHY_BACK))
    home = f"{asked}{CONVERSATION}{client}"
    return [*found, step("pod", "client", "", home, home, "ANSWERED", WHY_HOME)]


def loops_back(one: Step, steps: list[Step], chosen: str) -> bool:
    """Whether a step only belongs to a pod that reaches itself, and another endpoint was drawn."""
    if one.get("verdict") != "SNAT" or not chosen:
        return False
    client = next((str(each["before"]) for each in steps if CONVERSATION in str(each.get("before"))), "")
    marked = any("MARK-MASQ" in f"{each.get('where')}{each.get('rule')}{each.get('verdict')}" for each in steps)
    return not marked and chosen.rpartition(":")[0] != client.partition(CONVERSATION)[0]


def draw(scene: Scene) -> list[Line]:
    """The tab: every step, the one that is played in full."""
    if selected_service(scene) is None and not scene.url:
        return no_service(scene)
    found = walked(scene)
    if found is None:
        return nothing(scene, "There is no pod to ask from.", "p chooses one.")
    look, signs = scene.look, scene.look.signs
    at = min(scene.step, len(found.steps) - 1) if scene.step >= 0 else -1
    place = f"step {at + 1} of {len(found.steps)}" if at >= 0 else f"{len(found.steps)} steps"
    lines: list[Line] = [
        line(
            "  from ", Span(safe(f"pod/{found.source}"), "title"), " to ", Span(safe(found.url), "title"), f"   {place}"
        )
    ]
    if found.chosen:
        seen = f"seed {scene.seed}: {found.chosen} of {len(found.endpoints)}"
        lines.append(line(Span(f"  {seen}   A all draws  n another", "dim")))
    elif len(found.endpoints) > 1:
        lines.append(line(Span(f"  one of {len(found.endpoints)}: {', '.join(found.endpoints)}   n draws one", "dim")))
    lines.append(())
    for number, one in enumerate(found.steps):
        if number == found.back:
            lines.append(line(Span("  the reply", "header")))
        lines += step_lines(scene, number, one, at, is_failed(one) and (one["layer"] != "dns" or found.exit == 6))
    lines += ending(scene, found)
    if at >= 0:
        lines += detail(scene, found.steps[at])
    else:
        lines.append(line(Span(f"  space plays it, {signs.to} steps", "dim")))
    return [fitted(one, look) for one in lines]


def step_lines(scene: Scene, number: int, one: Step, at: int, failed: bool) -> list[Line]:
    """One step: passed, current or to do; how a packet was rewritten under it when all is shown."""
    signs = scene.look.signs
    sign = signs.failed if failed else signs.passed
    style = "broken" if failed else "ready"
    if at >= 0 and number == at:
        sign, style = signs.arrow, "key"
    elif at >= 0 and number > at:
        sign, style = signs.todo, "dim"
    told = str(one.get("rule") or one.get("after") or "")
    head = f"{number + 1:>3} {padded(safe(one['layer']), 10)}{safe(one['where'])}"
    lines = [line("  ", Span(sign, style), Span(head, "title" if number == at else ""), Span(f"  {safe(told)}", "dim"))]
    changed = one.get("before") and one.get("after") and one["before"] != one["after"]
    if at < 0 and changed and CONVERSATION in str(one["before"]):
        lines += wrapped_lines(line("        "), safe(f"{one['before']} {signs.to} {one['after']}"), scene.look, "dim")
    return lines


def is_failed(one: Step) -> bool:
    """Whether a connection ends at a step."""
    return str(one.get("verdict")).upper() in FAILED


def detail(scene: Scene, one: Step) -> list[Line]:
    """The packet before and after the played step, its rule, and why."""
    lines: list[Line] = [(), line(Span(f"  {safe(one['layer'])} {safe(one['where'])}", "header"))]
    for title, value in (("before", one.get("before")), ("after", one.get("after")), ("verdict", one.get("verdict"))):
        if value:
            lines += wrapped_lines(line(Span(f"  {title:<8}", "dim")), safe(value), scene.look)
    if one.get("rule"):
        lines += wrapped_lines(line(Span("  rule    ", "dim")), safe(one["rule"]), scene.look)
    if one.get("why"):
        lines += [(), *wrapped_lines(line("  "), safe(one["why"]), scene.look)]
    return lines


def ending(scene: Scene, found: Walked) -> list[Line]:
    """What the client has in the end."""
    signs = scene.look.signs
    said = {0: "the client has its answer", 6: "the name has no address", 7: "connection refused", 28: "timed out"}
    text = said.get(found.exit, f"curl ends with {found.exit}")
    good = found.exit == 0
    sign = signs.passed if good else signs.failed
    return [line(Span(f"  {sign} {text}", "ready" if good else "broken"), Span(f"   curl exit {found.exit}", "dim"))]
