"""Whether clusterIP, clusterIPs, ipFamilies and ipFamilyPolicy agree (ValidateServiceClusterIPsRelatedFields).

Allocation asks this first and validation again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from minikctl.state import names
from minikctl.state.fields import FieldError, duplicate, invalid, not_supported, required
from minikctl.state.kinds.service.defaults import is_headless
from minikctl.state.network.addresses import FAMILY_NAMES, NONE, family_of

Obj = dict[str, Any]
Errors = Iterator[FieldError]

FAMILIES = tuple(FAMILY_NAMES.values())
FAMILY_POLICIES = ("PreferDualStack", "RequireDualStack", "SingleStack")


def family_errors(spec: Obj) -> Errors:
    if spec.get("type") == "ExternalName":
        return
    addresses: list[str] = spec.get("clusterIPs") or []
    families: list[str] = spec.get("ipFamilies") or []
    yield from linked_errors(spec.get("clusterIP") or "", addresses)
    for index, family in enumerate(families):
        if family not in FAMILIES:
            yield not_supported(f"spec.ipFamilies[{index}]", family, FAMILIES)
        if family in families[:index]:
            yield duplicate(f"spec.ipFamilies[{index}]", family)
    policy = spec.get("ipFamilyPolicy")
    if policy is not None and policy not in FAMILY_POLICIES:
        yield not_supported("spec.ipFamilyPolicy", policy, FAMILY_POLICIES)
    wrong = list(address_errors(addresses))
    yield from wrong
    if len(addresses) > 2:
        yield invalid("spec.clusterIPs", addresses, "may only hold up to 2 values")
    if not wrong:
        yield from matching_errors(addresses, [] if is_headless(spec) else families)


def linked_errors(address: str, addresses: list[str]) -> Errors:
    """clusterIP is the first of clusterIPs."""
    if not address:
        if addresses:
            yield invalid("spec.clusterIPs", addresses, "must be empty when `clusterIP` is not specified")
    elif not addresses:
        yield required("spec.clusterIPs")
    elif addresses[0] != address:
        yield invalid("spec.clusterIPs[0]", addresses, "first value must match `clusterIP`")


def address_errors(addresses: list[str]) -> Errors:
    for index, address in enumerate(addresses):
        if index == 0 and address == NONE:
            if len(addresses) > 1:
                yield invalid("spec.clusterIPs", addresses, "'None' must be the first and only value")
            continue
        for message in names.ip(address):
            yield invalid(f"spec.clusterIPs[{index}]", address, message)


def matching_errors(addresses: list[str], families: list[str]) -> Errors:
    """One address of each family, in the order of the families."""
    if len(addresses) > 1 and {FAMILY_NAMES[family_of(address)] for address in addresses} != set(FAMILIES):
        yield invalid("spec.clusterIPs", addresses, "may specify no more than one IP for each IP family")
    for index, (address, family) in enumerate(zip(addresses, families, strict=False)):
        if family in FAMILIES and FAMILY_NAMES[family_of(address)] != family:
            yield invalid(
                f"spec.clusterIPs[{index}]",
                address,
                f"expected an {family} value as indicated by `ipFamilies[{index}]`",
            )
