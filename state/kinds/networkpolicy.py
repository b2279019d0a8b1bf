"""NetworkPolicy: which traffic pods may have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from minikctl.state import names
from minikctl.state.clock import parse_timestamp, timestamp
from minikctl.state.fields import FieldError, forbidden, invalid, not_supported, required
from minikctl.state.kinds.kind import Column, Rules
from minikctl.state.kinds.metadata import label_errors
from minikctl.state.kinds.pages import annotations_block, labels_block
from minikctl.state.network.addresses import range_of
from minikctl.state.objects import annotations_of, labels_of, name_of, namespace_of, spec_of
from minikctl.state.selectors import selector_text
from minikctl.state.tables import AGE, NAME
from minikctl.state.text import Page

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]
Errors = Iterator[FieldError]

POLICY_TYPES = ("Egress", "Ingress")
PROTOCOLS = ("SCTP", "TCP", "UDP")
OPERATORS = ("In", "NotIn", "Exists", "DoesNotExist")


def selector_cell(policy: Obj, view: View) -> str:
    return selector_text(spec_of(policy).get("podSelector") or {})


def defaults(policy: Obj) -> None:
    """Ports are TCP; the types follow from the rules that are there."""
    spec = policy.setdefault("spec", {})
    spec.setdefault("podSelector", {})
    for rule in [*(spec.get("ingress") or ()), *(spec.get("egress") or ())]:
        for port in rule.get("ports") or ():
            port["protocol"] = port.get("protocol") or "TCP"
    if not spec.get("policyTypes"):
        spec["policyTypes"] = ["Ingress", "Egress"] if spec.get("egress") else ["Ingress"]


# ------------------------------------------------------------------------------------------------ describe


def describe(policy: Obj, view: View) -> str:
    page, spec = Page(), spec_of(policy)
    page.line(f"Name:\t{name_of(policy)}")
    page.line(f"Namespace:\t{namespace_of(policy)}")
    page.line(f"Created on:\t{created_text(policy)}")
    labels_block(page, "Labels", labels_of(policy))
    annotations_block(page, "Annotations", annotations_of(policy))
    page.line("Spec:")
    selector = spec.get("podSelector") or {}
    if selector.get("matchLabels") or selector.get("matchExpressions"):
        page.line(f"PodSelector:     {selector_text(selector)}", 1)
    else:
        page.line("PodSelector:     <none> (Allowing the specific traffic to all pods in this namespace)", 1)
    types = spec.get("policyTypes") or []
    for kind, peers, word in (("Ingress", "from", "From"), ("Egress", "to", "To")):
        if kind in types:
            page.line(f"Allowing {kind.lower()} traffic:", 1)
            rules_lines(page, spec.get(kind.lower()) or [], kind.lower(), peers, word)
        else:
            page.line(f"Not affecting {kind.lower()} traffic", 1)
    page.line(f"Policy Types: {', '.join(types) or '<none>'}", 1)
    return str(page)


def created_text(policy: Obj) -> str:
    """A time as Go prints it: `2026-01-02 03:04:05 +0000 UTC`."""
    created = policy["metadata"].get("creationTimestamp")
    if not created:
        return "0001-01-01 00:00:00 +0000 UTC"
    return timestamp(parse_timestamp(created)).replace("T", " ").replace("Z", " +0000 UTC")


def rules_lines(page: Page, rules: list[Obj], direction: str, peers: str, word: str) -> None:
    if not rules:
        page.line(f"<none> (Selected pods are isolated for {direction} connectivity)", 2)
    for index, rule in enumerate(rules):
        if not rule.get("ports"):
            page.line("To Port: <any> (traffic allowed to all ports)", 2)
        for port in rule.get("ports") or ():
            page.line(port_text(port), 2)
        if not rule.get(peers):
            what = "source" if direction == "ingress" else "destination"
            page.line(f"{word}: <any> (traffic not restricted by {what})", 2)
        for peer in rule.get(peers) or ():
            page.line(f"{word}:", 2)
            peer_lines(page, peer)
        if index != len(rules) - 1:
            page.line("----------", 2)


def port_text(port: Obj) -> str:
    protocol = port.get("protocol") or "TCP"
    number = "<nil>" if port.get("port") is None else port["port"]
    if port.get("endPort") is None:
        return f"To Port: {number}/{protocol}"
    return f"To Port Range: {number}-{port['endPort']}/{protocol}"


def peer_lines(page: Page, peer: Obj) -> None:
    selectors = [name for name in ("namespaceSelector", "podSelector") if peer.get(name) is not None]
    for name in selectors:
        page.line(f"{name[0].upper()}{name[1:]}: {selector_text(peer[name])}", 3)
    if not selectors and peer.get("ipBlock") is not None:
        block = peer["ipBlock"]
        page.line("IPBlock:", 3)
        page.line(f"CIDR: {block.get('cidr') or ''}", 4)
        page.line(f"Except: {', '.join(block.get('except') or ())}", 4)


# ---------------------------------------------------------------------------------------------- validation


def validate(policy: Obj) -> Errors:
    spec = spec_of(policy)
    yield from selector_errors(spec.get("podSelector") or {}, "spec.podSelector")
    for direction, peers in (("ingress", "from"), ("egress", "to")):
        for index, rule in enumerate(spec.get(direction) or ()):
            at = f"spec.{direction}[{index}]"
            for position, port in enumerate(rule.get("ports") or ()):
                yield from port_errors(port, f"{at}.ports[{position}]")
            for position, peer in enumerate(rule.get(peers) or ()):
                yield from peer_errors(peer, f"{at}.{peers}[{position}]")
    types = spec.get("policyTypes") or []
    if len(types) > len(POLICY_TYPES):
        yield invalid("spec.policyTypes", types, "may not specify more than two policyTypes")
        return
    for index, kind in enumerate(types):
        if kind not in POLICY_TYPES:
            yield not_supported(f"spec.policyTypes[{index}]", kind, POLICY_TYPES)


def selector_errors(selector: Obj, at: str) -> Errors:
    """A LabelSelector (ValidateLabelSelector)."""
    yield from label_errors(selector.get("matchLabels"), f"{at}.matchLabels")
    for index, expression in enumerate(selector.get("matchExpressions") or ()):
        yield from expression_errors(expression, f"{at}.matchExpressions[{index}]")


def expression_errors(expression: Obj, at: str) -> Errors:
    operator, values = expression.get("operator") or "", expression.get("values") or []
    if operator in ("In", "NotIn"):
        if not values:
            yield required(f"{at}.values", "must be specified when `operator` is 'In' or 'NotIn'")
    elif operator in ("Exists", "DoesNotExist"):
        if values:
            yield forbidden(f"{at}.values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")
    else:
        yield invalid(f"{at}.operator", operator, "not a valid selector operator")
    key = expression.get("key") or ""
    for message in names.qualified_name(key):
        yield invalid(f"{at}.key", key, message)
    for index, value in enumerate(values):
        for message in names.label_value(value):
            yield invalid(f"{at}.values[{index}]", value, message)


def port_errors(port: Obj, at: str) -> Errors:
    if port.get("protocol") not in (None, *PROTOCOLS):
        yield not_supported(f"{at}.protocol", port["protocol"], PROTOCOLS)
    number, end = port.get("port"), port.get("endPort")
    if number is None:
        if end is not None:
            yield invalid(f"{at}.endPort", end, "may not be specified when `port` is not specified")
    elif isinstance(number, str):
        if end is not None:
            yield invalid(f"{at}.endPort", end, "may not be specified when `port` is non-numeric")
        for message in names.port_name(number):
            yield invalid(f"{at}.port", number, message)
    else:
        for message in names.port_number(number):
            yield invalid(f"{at}.port", number, message)
        if end is not None:
            if end < number:
                yield invalid(f"{at}.endPort", end, "must be greater than or equal to `port`")
            for message in names.port_number(end):
                yield invalid(f"{at}.endPort", end, message)


def peer_errors(peer: Obj, at: str) -> Errors:
    given = [name for name in ("podSelector", "namespaceSelector", "ipBlock") if peer.get(name) is not None]
    for name in given:
        if name == "ipBlock":
            yield from block_errors(peer["ipBlock"], f"{at}.ipBlock")
        else:
            yield from selector_errors(peer[name], f"{at}.{name}")
    if not given:
        yield required(at, "must specify a peer")
    elif len(given) > 1 and "ipBlock" in given:
        yield forbidden(at, "may not specify both ipBlock and another peer")


def block_errors(block: Obj, at: str) -> Errors:
    text = block.get("cidr") or ""
    if not text:
        yield required(f"{at}.cidr")
        return
    outer = range_of(text)
    for message in names.cidr(text):
        yield invalid(f"{at}.cidr", text, message)
    for index, excepted in enumerate(block.get("except") or () if outer else ()):
        for message in names.cidr(excepted):
            yield invalid(f"{at}.except[{index}]", excepted, message)
        inner = range_of(excepted)
        if outer and inner and not (outer.covers(excepted.split("/")[0]) and outer.prefix < inner.prefix):
            yield invalid(f"{at}.except[{index}]", excepted, "must be a strict subset of `cidr`")


RULES = Rules(
    columns=(NAME, Column("Pod-Selector", selector_cell), AGE),
    defaults=defaults,
    validate=validate,
    describe=describe,
    spec_generation=True,
)
