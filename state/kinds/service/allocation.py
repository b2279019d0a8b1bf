"""Giving a Service its families, cluster addresses and node ports, and taking back what a new type has no use for.

The order is an API server's (pkg/registry/core/service/storage): what an update left out is taken over, families are
settled, addresses and ports are given out, and what the type does not use is dropped; all before validation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state import errors
from minikctl.state.fields import FieldError, invalid
from minikctl.state.kinds.service.defaults import needs_health_check
from minikctl.state.kinds.service.families import FAMILIES, family_errors
from minikctl.state.network import addresses
from minikctl.state.network.addresses import FAMILY_NAMES, NONE, Range, family_of
from minikctl.state.objects import key_of, name_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]
Ranges = dict[str, list[Range]]

FAMILY_OF_NAME = {name: family for family, name in FAMILY_NAMES.items()}
SINGLE, REQUIRE, PREFER = "SingleStack", "RequireDualStack", "PreferDualStack"
EXTERNAL = "ExternalName"
WITH_PORTS = ("NodePort", "LoadBalancer")


def allocate(tx: Transaction, service: Obj, old: Obj | None) -> None:
    """Fills `spec` in place. Raises ApiError in Kubernetes' words."""
    spec = service["spec"]
    before: Obj | None = old["spec"] if old else None
    if before is not None:
        take_over(spec, before)
    link_addresses(spec, before)
    ranges = {FAMILY_NAMES[family]: found for family, found in addresses.service_ranges(tx).items()}
    if not keeps_preference(spec, before):
        settle_families(service, before, ranges)
        give_addresses(tx, service, before, ranges)
    give_ports(tx, service, before)
    if before is not None:
        drop_unused(spec, before)


# ---------------------------------------------------------------------------------------------- what was left out


def take_over(spec: Obj, before: Obj) -> None:
    """What the server gave and an update does not name stays (patchAllocatedValues)."""
    if uses_address(before) and uses_address(spec):
        if not spec.get("clusterIP"):
            spec["clusterIP"] = before.get("clusterIP") or ""
        if not spec.get("clusterIPs") and spec["clusterIP"] == before.get("clusterIP"):
            spec["clusterIPs"] = list(before.get("clusterIPs") or ())
    if all(one.get("type") in WITH_PORTS and gives_ports(one) for one in (before, spec)):
        take_over_ports(spec, before)
    if needs_health_check(before) and needs_health_check(spec) and not spec.get("healthCheckNodePort"):
        spec["healthCheckNodePort"] = before.get("healthCheckNodePort") or 0


def take_over_ports(spec: Obj, before: Obj) -> None:
    """Node ports of ports with the same protocol and number."""
    known = {(port.get("protocol"), port.get("port")): port.get("nodePort") for port in before.get("ports") or ()}
    used = {port["nodePort"] for port in spec.get("ports") or () if port.get("nodePort")}
    for port in spec.get("ports") or ():
        number = known.get((port.get("protocol"), port.get("port")))
        if number and not port.get("nodePort") and number not in used:
            port["nodePort"] = number
            used.add(number)


def uses_address(spec: Obj) -> bool:
    return spec.get("type") != EXTERNAL


def link_addresses(spec: Obj, before: Obj | None) -> None:
    """Who gave only clusterIP meant clusterIPs too (normalizeClusterIPs)."""
    address, known = spec.get("clusterIP") or "", (before or {}).get("clusterIP") or ""
    if before is None:
        if address and not spec.get("clusterIPs"):
            spec["clusterIPs"] = [address]
        return
    if address == known:
        if not spec.get("clusterIPs"):
            spec["clusterIPs"] = list(before.get("clusterIPs") or ())
    elif spec.get("clusterIPs") == before.get("clusterIPs"):
        spec["clusterIPs"] = [address] if address else []


# -------------------------------------------------------------------------------------------------- families


def keeps_preference(spec: Obj, before: Obj | None) -> bool:
    """A PreferDualStack service is not upgraded or downgraded when the cluster was (it was not touched)."""
    if before is None or spec.get("ipFamilyPolicy") != PREFER or spec.get("type") != before.get("type"):
        return False
    same = all((spec.get(field) or []) == (before.get(field) or []) for field in ("clusterIPs", "ipFamilies"))
    return uses_address(spec) and before.get("ipFamilyPolicy") in (None, PREFER) and same


def settle_families(service: Obj, before: Obj | None, ranges: Ranges) -> None:
    """Decides ipFamilyPolicy and ipFamilies (initIPFamilyFields)."""
    spec = service["spec"]
    if spec.get("type") == EXTERNAL:
        return
    unselected = spec.get("clusterIP") == NONE and not spec.get("selector")
    if spec.get("ipFamilyPolicy") is None:
        known = (before or {}).get("ipFamilyPolicy")
        spec["ipFamilyPolicy"] = known or (REQUIRE if unselected else SINGLE)
    refuse(service, list(family_errors(spec)))
    found = release_errors(spec, before) if before is not None else []
    found += policy_errors(spec)
    found += infer_families(spec, ranges)
    refuse(service, found)
    if not unselected:
        refuse(service, configuration_errors(spec, ranges))
    families = spec["ipFamilies"] = spec.get("ipFamilies") or [next(iter(ranges))]
    wants_two = spec["ipFamilyPolicy"] != SINGLE and len(families) == 1
    if wants_two and (unselected or len(ranges) == 2):
        families.append(next(name for name in FAMILIES if name != families[0]))


def refuse(service: Obj, found: list[FieldError]) -> None:
    if found:
        raise errors.invalid("Service", "", name_of(service), found)


def release_errors(spec: Obj, before: Obj) -> list[FieldError]:
    """A second address or family goes only with SingleStack, and then by itself."""
    if spec["ipFamilyPolicy"] == SINGLE:
        for field in ("clusterIPs", "ipFamilies"):
            if spec.get(field) == before.get(field) and len(spec.get(field) or ()) > 1:
                spec[field] = spec[field][:1]
        return []
    found = []
    for field, what in (("clusterIPs", "cluster IP"), ("ipFamilies", "IP family")):
        if 0 < len(spec.get(field) or ()) < len(before.get(field) or ()):
            detail = f"must be 'SingleStack' to release the secondary {what}"
            found.append(invalid("spec.ipFamilyPolicy", spec["ipFamilyPolicy"], detail))
    return found


def policy_errors(spec: Obj) -> list[FieldError]:
    if spec["ipFamilyPolicy"] != SINGLE:
        return []
    return [
        invalid(
            "spec.ipFamilyPolicy",
            SINGLE,
            f"must be 'RequireDualStack' or 'PreferDualStack' when multiple {what} are specified",
        )
        for field, what in (("clusterIPs", "cluster IPs"), ("ipFamilies", "IP families"))
        if len(spec.get(field) or ()) == 2
    ]


def infer_families(spec: Obj, ranges: Ranges) -> list[FieldError]:
    """Families that the addresses tell are added."""
    given: list[str] = spec.get("clusterIPs") or []
    found = []
    for index, address in enumerate(given):
        if address == NONE:
            break
        name = FAMILY_NAMES[family_of(address)]
        if index < len(spec.get("ipFamilies") or ()):
            continue
        if name not in ranges:
            found.append(invalid(f"spec.clusterIPs[{index}]", given, f"{name} is not configured on this cluster"))
        else:
            spec["ipFamilies"] = [*(spec.get("ipFamilies") or ()), name]
    return found


def configuration_errors(spec: Obj, ranges: Ranges) -> list[FieldError]:
    found = []
    if spec["ipFamilyPolicy"] == REQUIRE and len(ranges) < 2:
        detail = "this cluster is not configured for dual-stack services"
        found.append(invalid("spec.ipFamilyPolicy", REQUIRE, detail))
    for index, name in enumerate(spec.get("ipFamilies") or ()):
        if name not in ranges:
            found.append(invalid(f"spec.ipFamilies[{index}]", name, "not configured on this cluster"))
    return found


# ------------------------------------------------------------------------------------------------- addresses


def give_addresses(tx: Transaction, service: Obj, before: Obj | None, ranges: Ranges) -> None:
    """Cluster addresses for the families that have none yet; those asked for are checked."""
    spec = service["spec"]
    if spec.get("type") == EXTERNAL or (spec.get("clusterIPs") or [""])[0] == NONE:
        return
    kept = 0 if before is None or before.get("type") == EXTERNAL else len(before.get("clusterIPs") or ())
    if kept and before and before["clusterIPs"][0] == NONE:
        return
    given = list(spec.get("clusterIPs") or ())
    used = addresses.used_addresses(tx, but=service if before is not None else None)
    for index, family in enumerate(spec["ipFamilies"]):
        if index >= len(given):
            given.append("")
        if index < kept and given[index]:
            continue  # had before; that it does not change is validated
        spec["clusterIPs"] = given
        given[index] = address_for(tx, service, given[index], ranges[family], used)
    spec["clusterIPs"] = given
    spec["clusterIP"] = given[0] if kept == 0 else spec.get("clusterIP") or given[0]


def address_for(tx: Transaction, service: Obj, wanted: str, ranges: list[Range], used: set[str]) -> str:
    if wanted:
        refused = addresses.refusal(wanted, ranges, used)
        if refused:
            listed = service["spec"]["clusterIPs"]
            refuse(service, [invalid("spec.clusterIPs", listed, f"failed to allocate IP {wanted}: {refused}")])
        return wanted
    found = addresses.next_address(ranges, used, tx.chance, tx.purpose(f"cluster-ip/{key_of(service)}"))
    if not found:
        raise errors.internal_error("failed to allocate a serviceIP: range is full")
    used.add(found)
    return found


# ------------------------------------------------------------------------------------------------ node ports


def give_ports(tx: Transaction, service: Obj, before: Obj | None) -> None:
    """Node ports, then the health check's port."""
    spec = service["spec"]
    wants_ports, wants_check = spec.get("type") in WITH_PORTS, needs_health_check(spec)
    if not wants_ports:
        return
    ports = PortGiver(tx, service, is_new=before is None)
    if before is None or before.get("type") not in WITH_PORTS:
        new_ports(ports, service)
    else:
        changed_ports(ports, service, before)
    if wants_check and not (before is not None and needs_health_check(before)):
        ports.health_check()


class PortGiver:
    """The node ports of the cluster while one Service is given its own."""

    __slots__ = ("range", "service", "tx", "used")

    def __init__(self, tx: Transaction, service: Obj, is_new: bool) -> None:
        self.tx = tx
        self.service = service
        self.range = addresses.node_port_range(tx.settings)
        self.used = addresses.used_ports(tx, but=None if is_new else service)

    def take(self, index: int, number: int) -> None:
        """A port that was asked for."""
        refused = self.range.refusal(number, self.used)
        if refused:
            refuse(self.service, [invalid(f"spec.ports[{index}].nodePort", number, refused)])
        self.used.add(number)

    def next(self, what: str) -> int:
        """Any free port."""
        purpose = self.tx.purpose(f"node-port/{key_of(self.service)}")
        found = self.range.next(self.used, self.tx.chance, purpose)
        if not found:
            raise errors.internal_error(f"failed to allocate a {what}: range is full")
        self.used.add(found)
        return found

    def health_check(self) -> None:
        spec = self.service["spec"]
        wanted = spec.get("healthCheckNodePort")
        if not wanted:
            spec["healthCheckNodePort"] = self.next("HealthCheck NodePort 0")
            return
        refused = self.range.refusal(wanted, self.used)
        if refused:
            raise errors.internal_error(f"failed to allocate requested HealthCheck NodePort {wanted}: {refused}")
        self.used.add(wanted)


def gives_ports(spec: Obj) -> bool:
    """Whether ports that name no node port get one (a load balancer can do without)."""
    return spec.get("type") == "NodePort" or spec.get("allocateLoadBalancerNodePorts") is not False


def new_ports(ports: PortGiver, service: Obj) -> None:
    """Ports with the same number (TCP and UDP) share a node port unless they name different ones (initNodePorts)."""
    spec = service["spec"]
    given: dict[int, int] = {}
    for index, port in enumerate(spec.get("ports") or ()):
        number, wanted = port.get("port", 0), port.get("nodePort") or 0
        if not wanted and not gives_ports(spec):
            continue
        shared = given.get(number)
        if shared is None:
            asked = next((p["nodePort"] for p in spec["ports"] if p.get("port") == number and p.get("nodePort")), 0)
            if asked:
                ports.take(index, asked)
            port["nodePort"] = given[number] = asked or ports.next("nodePort")
        elif not wanted:
            port["nodePort"] = shared
        elif wanted != shared:
            ports.take(index, wanted)


def changed_ports(ports: PortGiver, service: Obj, before: Obj) -> None:
    """Ports the Service had stay its own; others are taken or given (updateNodePorts)."""
    spec = service["spec"]
    own = {port["nodePort"] for port in before.get("ports") or () if port.get("nodePort")}
    ports.used |= own
    for index, port in enumerate(spec.get("ports") or ()):
        wanted = port.get("nodePort") or 0
        if wanted:
            if wanted not in own:
                ports.take(index, wanted)
                own.add(wanted)
        elif gives_ports(spec):
            port["nodePort"] = ports.next("nodePort")


# ------------------------------------------------------------------------------------------- what is not used


def drop_unused(spec: Obj, before: Obj) -> None:
    """Clears what the new type has no use for and the user did not change (dropTypeDependentFields)."""
    if uses_address(before) and not uses_address(spec):
        if same(spec, before, "clusterIP") and same(spec, before, "clusterIPs"):
            drop(spec, "clusterIP", "clusterIPs")
        for field in ("ipFamilies", "ipFamilyPolicy"):
            if same(spec, before, field):
                drop(spec, field)
    kind, known = spec.get("type"), before.get("type")
    if known in WITH_PORTS and kind not in WITH_PORTS and node_ports(spec) == node_ports(before):
        for port in spec.get("ports") or ():
            port.pop("nodePort", None)
    if needs_health_check(before) and not needs_health_check(spec) and same(spec, before, "healthCheckNodePort"):
        drop(spec, "healthCheckNodePort")
    if known == "LoadBalancer" != kind:
        for field in ("allocateLoadBalancerNodePorts", "loadBalancerClass"):
            if same(spec, before, field):
                drop(spec, field)
    if has_policy(before) and not has_policy(spec) and same(spec, before, "externalTrafficPolicy"):
        drop(spec, "externalTrafficPolicy")


def has_policy(spec: Obj) -> bool:
    return spec.get("type") in WITH_PORTS or (spec.get("type") == "ClusterIP" and bool(spec.get("externalIPs")))


def same(spec: Obj, before: Obj, field: str) -> bool:
    return (spec.get(field) or None) == (before.get(field) or None)


def drop(spec: Obj, *fields: str) -> None:
    for field in fields:
        spec.pop(field, None)


def node_ports(spec: Obj) -> set[int]:
    return {port["nodePort"] for port in spec.get("ports") or () if port.get("nodePort")}
