"""Where a pod may run and how it finds names: affinity, tolerations, spreading, gates, DNS, host aliases."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from minikctl.state import names
from minikctl.state.fields import FieldError, GoText, duplicate, forbidden, go_quote, invalid, required
from minikctl.state.kinds.podspec.validate.wording import by_check, go_strings, unsupported

Obj = dict[str, Any]

REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"
EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")
NOT_OPERATOR = "not a valid selector operator"


def affinity_errors(affinity: Obj | None, field: str) -> Iterator[FieldError]:
    """validateAffinity."""
    if not affinity:
        return
    if affinity.get("nodeAffinity") is not None:
        yield from node_affinity_errors(affinity["nodeAffinity"], f"{field}.nodeAffinity")
    for name in ("podAffinity", "podAntiAffinity"):
        if affinity.get(name) is not None:
            yield from pod_affinity_errors(affinity[name], f"{field}.{name}")


def node_affinity_errors(affinity: Obj, field: str) -> Iterator[FieldError]:
    if affinity.get(REQUIRED) is not None:
        yield from node_selector_errors(affinity[REQUIRED], f"{field}.{REQUIRED}")
    for index, term in enumerate(affinity.get(PREFERRED) or ()):
        here = f"{field}.{PREFERRED}[{index}]"
        yield from weight_errors(term, here)
        yield from term_errors(term.get("preference") or {}, f"{here}.preference")


def weight_errors(term: Obj, field: str) -> Iterator[FieldError]:
    weight = term.get("weight") or 0
    if not 1 <= weight <= 100:
        yield invalid(f"{field}.weight", weight, "must be in the range 1-100")


def node_selector_errors(selector: Obj, field: str) -> Iterator[FieldError]:
    """ValidateNodeSelector."""
    terms = selector.get("nodeSelectorTerms")
    if not terms:
        yield required(f"{field}.nodeSelectorTerms", "must have at least one node selector term")
    for index, term in enumerate(terms or ()):
        yield from term_errors(term, f"{field}.nodeSelectorTerms[{index}]")


def term_errors(term: Obj, field: str) -> Iterator[FieldError]:
    for index, expression in enumerate(term.get("matchExpressions") or ()):
        yield from node_requirement_errors(expression, f"{field}.matchExpressions[{index}]")
    for index, expression in enumerate(term.get("matchFields") or ()):
        yield from node_field_errors(expression, f"{field}.matchFields[{index}]")


def node_requirement_errors(expression: Obj, field: str) -> Iterator[FieldError]:
    operator, values = expression.get("operator") or "", expression.get("values") or []
    if operator in ("In", "NotIn"):
        if not values:
            yield required(f"{field}.values", "must be specified when `operator` is 'In' or 'NotIn'")
    elif operator in ("Exists", "DoesNotExist"):
        if values:
            yield forbidden(f"{field}.values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")
    elif operator in ("Gt", "Lt"):
        if len(values) != 1:
            yield required(f"{field}.values", "must be specified single value when `operator` is 'Lt' or 'Gt'")
    else:
        yield invalid(f"{field}.operator", operator, NOT_OPERATOR)
    yield from by_check(f"{field}.key", expression.get("key") or "", names.qualified_name)
    for index, value in enumerate(values):
        yield from by_check(f"{field}.values[{index}]", value, names.label_value)


def node_field_errors(expression: Obj, field: str) -> Iterator[FieldError]:
    operator, values = expression.get("operator") or "", expression.get("values") or []
    if operator not in ("In", "NotIn"):
        yield invalid(f"{field}.operator", operator, NOT_OPERATOR)
    elif len(values) != 1:
        why = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"
        yield required(f"{field}.values", why)
    if expression.get("key") != "metadata.name":
        yield invalid(f"{field}.key", expression.get("key") or "", "not a valid field selector key")
        return
    for index, value in enumerate(values):
        yield from by_check(f"{field}.values[{index}]", value, names.dns_subdomain)


def pod_affinity_errors(affinity: Obj, field: str) -> Iterator[FieldError]:
    for index, term in enumerate(affinity.get(REQUIRED) or ()):
        yield from pod_term_errors(term, f"{field}.{REQUIRED}[{index}]")
    for index, weighted in enumerate(affinity.get(PREFERRED) or ()):
        here = f"{field}.{PREFERRED}[{index}]"
        yield from weight_errors(weighted, here)
        yield from pod_term_errors(weighted.get("podAffinityTerm") or {}, f"{here}.podAffinityTerm")


def pod_term_errors(term: Obj, field: str) -> Iterator[FieldError]:
    from minikctl.state.kinds.podspec.validate.selecting import label_selector_errors  # a cycle otherwise

    for name in ("labelSelector", "namespaceSelector"):
        yield from label_selector_errors(f"{field}.{name}", term.get(name))
    for namespace in term.get("namespaces") or ():
        yield from by_check(f"{field}.namespace", namespace, names.dns_label)
    if not term.get("topologyKey"):
        yield required(f"{field}.topologyKey", "can not be empty")
    yield from by_check(f"{field}.topologyKey", term.get("topologyKey") or "", names.qualified_name)


def tolerations_errors(tolerations: list[Obj] | None, field: str) -> Iterator[FieldError]:
    """ValidateTolerations."""
    for index, toleration in enumerate(tolerations or ()):
        yield from toleration_errors(toleration, f"{field}[{index}]")


def toleration_errors(toleration: Obj, field: str) -> Iterator[FieldError]:
    key, operator, value, effect = (toleration.get(name) or "" for name in ("key", "operator", "value", "effect"))
    if key:
        yield from by_check(f"{field}.key", key, names.qualified_name)
    elif operator != "Exists":
        why = 'operator must be Exists when `key` is empty, which means "match all values and all keys"'
        yield invalid(f"{field}.operator", operator, why)
    if toleration.get("tolerationSeconds") is not None and effect != "NoExecute":
        yield invalid(f"{field}.effect", effect, "effect must be 'NoExecute' when `tolerationSeconds` is set")
    if operator in ("", "Equal"):
        wrong = names.label_value(value)
        if wrong:
            yield invalid(f"{field}.operator", value, ";".join(wrong))
    elif operator == "Exists":
        if value:
            why = "value must be empty when `operator` is 'Exists'"
            yield invalid(f"{field}.operator", go_toleration(toleration), why)
    else:
        yield unsupported(f"{field}.operator", operator, ("Equal", "Exists"))
    if effect and effect not in EFFECTS:
        yield unsupported(f"{field}.effect", effect, EFFECTS)


def go_toleration(toleration: Obj) -> GoText:
    shown = [
        f"{title}:{go_quote(toleration.get(field) or '')}"
        for title, field in (("Key", "key"), ("Operator", "operator"), ("Value", "value"), ("Effect", "effect"))
    ]
    seconds = "(*int64)(nil)" if toleration.get("tolerationSeconds") is None else "(*int64)(0xc000000000)"
    return GoText(f"core.Toleration{{{', '.join(shown)}, TolerationSeconds:{seconds}}}")


def spread_errors(constraints: list[Obj] | None, field: str) -> Iterator[FieldError]:
    """validateTopologySpreadConstraints."""
    from minikctl.state.kinds.podspec.validate.selecting import label_selector_errors  # a cycle otherwise

    for index, constraint in enumerate(constraints or ()):
        here = f"{field}[{index}]"
        skew, key = constraint.get("maxSkew") or 0, constraint.get("topologyKey") or ""
        when = constraint.get("whenUnsatisfiable") or ""
        if skew <= 0:
            yield invalid(f"{here}.maxSkew", skew, "must be greater than zero")
        if not key:
            yield required(f"{here}.topologyKey", "can not be empty")
        else:
            yield from by_check(f"{here}.topologyKey", key, names.qualified_name)
        if when not in ("DoNotSchedule", "ScheduleAnyway"):
            yield unsupported(f"{here}.whenUnsatisfiable", when, ("DoNotSchedule", "ScheduleAnyway"))
        for other in constraints[:index] if constraints else ():
            if (other.get("topologyKey"), other.get("whenUnsatisfiable")) == (key, when):
                yield duplicate(f"{here}.{{topologyKey, whenUnsatisfiable}}", f"{{{key}, {when}}}")
        domains = constraint.get("minDomains")
        if domains is not None and domains <= 0:
            yield invalid(f"{here}.minDomains", domains, "must be greater than zero")
        elif domains is not None and when != "DoNotSchedule":
            why = f"can only use minDomains if whenUnsatisfiable=DoNotSchedule, not {when}"
            yield invalid(f"{here}.minDomains", domains, why)
        yield from label_selector_errors(f"{here}.labelSelector", constraint.get("labelSelector"))


def gates_errors(spec: Obj, field: str) -> Iterator[FieldError]:
    """Readiness gates, then scheduling gates."""
    for index, gate in enumerate(spec.get("readinessGates") or ()):
        here = f"{field}.readinessGates[{index}].conditionType"
        yield from by_check(here, gate.get("conditionType") or "", names.qualified_name)
    seen: set[str] = set()
    for index, gate in enumerate(spec.get("schedulingGates") or ()):
        name, here = gate.get("name") or "", f"{field}.schedulingGates[{index}]"
        yield from by_check(here, name, names.qualified_name)
        if name in seen:
            yield duplicate(here, name)
        seen.add(name)


def dns_errors(config: Obj | None, policy: str | None, field: str) -> Iterator[FieldError]:
    """validatePodDNSConfig."""
    if policy == "None":
        if config is None:
            yield required(field, "must provide `dnsConfig` when `dnsPolicy` is None")
            return
        if not config.get("nameservers"):
            why = "must provide at least one DNS nameserver when `dnsPolicy` is None"
            yield required(f"{field}.nameservers", why)
            return
    servers, searches = (config or {}).get("nameservers") or [], (config or {}).get("searches") or []
    if len(servers) > 3:
        yield invalid(f"{field}.nameservers", go_strings(servers), "must not have more than 3 nameservers")
    for index, server in enumerate(servers):
        yield from by_check(f"{field}.nameservers[{index}]", server, names.ip)
    if len(searches) > 32:
        yield invalid(f"{field}.searches", go_strings(searches), "must not have more than 32 search paths")
    if len(" ".join(searches)) > 2048:
        why = "must not have more than 2048 characters (including spaces) in the search list"
        yield invalid(f"{field}.searches", go_strings(searches), why)
    for index, search in enumerate(searches):
        if search != ".":
            name = search.removesuffix(".")
            if names.dns_subdomain(name.replace("_", "a")):
                yield from by_check(f"{field}.searches[{index}]", name, names.dns_subdomain)
    for index, option in enumerate((config or {}).get("options") or ()):
        if not option.get("name"):
            yield required(f"{field}.options[{index}]", "must not be empty")


def host_aliases_errors(aliases: list[Obj] | None, field: str) -> Iterator[FieldError]:
    """ValidateHostAliases."""
    for index, alias in enumerate(aliases or ()):
        here = f"{field}[{index}]"
        yield from by_check(f"{here}.ip", alias.get("ip") or "", names.ip)
        for number, name in enumerate(alias.get("hostnames") or ()):
            yield from by_check(f"{here}.hostnames[{number}]", name, names.dns_subdomain)
