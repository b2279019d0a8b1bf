"""The iptables rules that serve a Service, chain by chain, with what the shown change did to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from minikctl.state.network.iptables.listing import words_of
from minikctl.state.network.iptables.service import SHARED, Rules, changed_lines, rules_of_service
from minikctl.state.network.proxyconfig import proxy_config
from minikctl.state.objects import Obj, spec_of
from minikctl.state.view import View
from minikctl.state.views.lines import Line, Look, Span, fitted, line, mark_span, safe, width_of, wrapped
from minikctl.state.views.scene import (
    Scene,
    no_service,
    nothing,
    selected_service,
    service_before,
    shown_node,
    slices_of,
)


class Rule(NamedTuple):
    """One rule and what happened to it; `was` is what an altered one used to be."""

    mark: str
    text: str
    was: str = ""


class Chain(NamedTuple):
    """A chain of a table, its own mark, and its rules."""

    table: str
    name: str
    mark: str
    rules: list[Rule]

    @property
    def is_shared(self) -> bool:
        """Whether it serves other Services too, so that the numbers of rules are not ours."""
        return f"{self.table} {self.name}" in SHARED


def rules(view: View, node: str, service: Obj | None) -> Rules:
    """The rules of both families, in the order in which a packet meets them; none for no Service."""
    if service is None:
        return {}
    found = rules_of_service(view, node, service)
    if "IPv6" in (spec_of(service).get("ipFamilies") or ()):
        for name, more in rules_of_service(view, node, service, 6).items():
            found[f"{name} (IPv6)"] = more
    return found


def compared(before: Rules | None, now: Rules) -> list[Chain]:
    """The chains of two moments, each rule with its mark; without a moment before, nothing is marked."""
    chains = []
    for name in dict.fromkeys((*now, *(before or {}))):
        table, _, chain = name.partition(" ")
        if before is None:
            chains.append(Chain(table, chain, "", [Rule("", text) for text in now[name]]))
            continue
        mark = "+" if name not in before else "-" if name not in now else ""
        chains.append(Chain(table, chain, mark, paired(changed_lines(before.get(name, ()), now.get(name, ())))))
    return chains


def paired(changed: Sequence[tuple[str, str]]) -> list[Rule]:
    """A rule that went and one that came with the same target are one that was altered."""
    gone = {target_of(text): text for mark, text in changed if mark == "-"}
    came = {target_of(text) for mark, text in changed if mark == "+"}
    found = []
    for mark, text in changed:
        target = target_of(text)
        if mark == "+" and target in gone:
            found.append(Rule("~", text, gone[target]))
        elif not (mark == "-" and target in came):
            found.append(Rule(mark.strip(), text))
    return found


def target_of(rule: str) -> str:
    """Where a rule sends a packet."""
    return rule.partition(" -j ")[2]


def draw(scene: Scene) -> list[Line]:
    """The tab."""
    service = selected_service(scene)
    if service is None:
        return no_service(scene)
    node, look = shown_node(scene), scene.look
    mode = proxy_config(scene.view).mode
    if mode in ("ipvs", "nftables"):
        return nothing(scene, f"kube-proxy runs in {mode} mode: these rules are not made.")
    now = rules(scene.view, node, service)
    before = None
    if scene.before is not None and look.marks:
        before = rules(scene.before, node, service_before(scene))
    chains = compared(before, now)
    if not chains:
        return nothing(scene, "No rules.", _why_none(service))
    total = sum([len(found) for found in now.values()])
    title = f"  {total} rule{'' if total == 1 else 's'} on {node} serve svc/{scene.service.partition('/')[2]}"
    lines = [line(Span(safe(title), "title"), Span("   w short or exact text   x marks", "dim"))]
    pods = pods_by_address(scene, service)
    for chain in chains:
        lines += [(), _chain_title(chain, look, pods), *_rules(chain, look)]
    return [fitted(one, look) for one in lines]


def _why_none(service: Obj) -> str:
    kind = spec_of(service).get("type")
    if kind == "ExternalName":
        return "An ExternalName is a CNAME of the cluster DNS; kube-proxy does nothing for it."
    if spec_of(service).get("clusterIP") == "None":
        return "A headless Service has no address of its own: clients get the addresses of its pods from the DNS."
    return "kube-proxy knows of nothing to do for this Service."


def pods_by_address(scene: Scene, service: Obj) -> dict[str, str]:
    """address -> pod of every endpoint, those before the shown change included."""
    found = {}
    for view in (scene.before, scene.view):
        for one in slices_of(view, service) if view is not None else ():
            for endpoint in one.get("endpoints") or ():
                for address in endpoint.get("addresses") or ():
                    found[address] = (endpoint.get("targetRef") or {}).get("name", "")
    return found


def _chain_title(chain: Chain, look: Look, pods: dict[str, str]) -> Line:
    remark = ""
    for rule in chain.rules:
        if " -j DNAT " in rule.text:
            target = rule.text.rpartition(" ")[2]
            remark = f"  {target}  {pods.get(target.rpartition(':')[0].strip('[]'), '')}"
    if chain.mark == "-":
        remark += f"  chain removed, {len(chain.rules)} rule{'' if len(chain.rules) == 1 else 's'}"
    title = Span(f"{chain.table} {chain.name}", "removed" if chain.mark == "-" else "title")
    return (mark_span(chain.mark, look), title, Span(safe(remark), "dim"))


def _rules(chain: Chain, look: Look) -> list[Line]:
    lines: list[Line] = []
    number = 0
    for rule in chain.rules:
        number += rule.mark != "-"
        shown = "" if chain.is_shared or rule.mark == "-" else str(number)
        lines += _exact(rule, look) if look.raw else short_lines(rule, shown, look)
    return lines


def _exact(rule: Rule, look: Look) -> list[Line]:
    """The rule as iptables-save prints it, and what it was."""
    style = "removed" if rule.mark == "-" else ""
    rows = wrapped(rule.text, max(10, look.width - 2), "   ")
    lines: list[Line] = [
        (mark_span(rule.mark if not at else "", look), Span(row, style)) for at, row in enumerate(rows)
    ]
    if rule.was and look.marks:
        lines += [line("  ", Span(row, "removed")) for row in wrapped(f"   was {rule.was}", look.width - 2, "       ")]
    return lines


def short_lines(rule: Rule, number: str, look: Look) -> list[Line]:
    """Number, matches, and where the packet goes; no match that decides is left out, so there may be two lines."""
    matches, target = short_form(rule.text)
    if rule.was and look.marks:
        old = short_form(rule.was)[0]
        matches = f"{matches or 'always'} (was {old or 'always'})"
    matches = matches or "always"
    style = "removed" if rule.mark == "-" else ""
    room = min(46, look.width // 2) - width_of(matches)
    start: Line = (mark_span(rule.mark, look), Span(f"{number:>2} ", style or "dim"), Span(matches, style))
    end: Line = (Span(f"{look.signs.to} ", style or "dim"), Span(target, style or "link"))
    if 5 + width_of(matches) + max(1, room) + 2 + width_of(target) <= look.width:
        return [(*start, Span(" " * max(1, room)), *end)]
    rows = wrapped(matches, max(8, look.width - 5))
    return [
        (*start[:2], Span(rows[0], style)),
        *[(Span("     "), Span(row, style)) for row in rows[1:]],
        (Span("       "), *end),
    ]


def short_form(rule: str) -> tuple[str, str]:
    """(matches, target) of a rule: comments go, `-m statistic --probability 0.5` becomes `p=0.5`."""
    words = words_of(rule)[2:]
    matches: list[str] = []
    at = 0
    while at < len(words):
        word, value = words[at], words[at + 1] if at + 1 < len(words) else ""
        if word == "-j":
            target = " ".join(words[at + 1 :]).replace("DNAT --to-destination", "DNAT to")
            return " ".join(matches), target.replace("REJECT --reject-with", "REJECT with")
        if word in ("-m", "--comment", "--mode"):
            at += 2
        elif word in ("-p", "--probability", "--dport"):
            matches.append({"-p": "", "--probability": "p=", "--dport": "dpt "}[word] + value)
            at += 2
        else:
            matches.append(word)
            at += 1
    return " ".join(matches), ""
