"""The chains and rules that serve one Service, and what changed in them between two moments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from minikctl.state.network.iptables.blocks import Block, Context, block_of
from minikctl.state.network.nodes import node_facts
from minikctl.state.network.proxyconfig import detector_of, localhost_answers, proxy_config
from minikctl.state.network.virtual import ports_of
from minikctl.state.objects import Obj

if TYPE_CHECKING:
    from minikctl.state.view import View

SHARED = (
    "nat KUBE-SERVICES",
    "nat KUBE-NODEPORTS",
    "filter KUBE-SERVICES",
    "filter KUBE-EXTERNAL-SERVICES",
    "filter KUBE-PROXY-FIREWALL",
    "filter KUBE-NODEPORTS",
)

Rules = dict[str, list[str]]  # `nat KUBE-SVC-…` -> rules, in the order in which a packet meets them
KEPT, GONE, NEW = " ", "-", "+"


def rules_of_service(view: View, node: str, service: Obj, family: int = 4) -> Rules:
    """The rules by which a node serves a Service, chain by chain; empty unless the node runs in iptables mode."""
    config, facts = proxy_config(view), node_facts(view, node)
    if config.mode in ("ipvs", "nftables"):
        return {}
    localhost = family == 4 and facts.nfacct and localhost_answers(config)
    detector = detector_of(config, family, facts)
    context = Context(detector, config.masquerade_all, localhost, facts.own(family))
    return rules_of_blocks([block_of(port, context) for port in ports_of(view, facts, service, family)])


def rules_of_blocks(blocks: Sequence[Block]) -> Rules:
    """The rules of some service ports: what they have in common chains, then their own chains."""
    found: Rules = {}
    for block in blocks:
        for name, text in zip(SHARED, block[:-1], strict=True):
            if text:
                found.setdefault(name, []).extend(text.splitlines())
    for block in blocks:
        for name, text in sorted(block.chains, key=_rank):
            found.setdefault(f"nat {name}", []).extend(text.splitlines())
    return found


def _rank(chain: tuple[str, str]) -> int:
    """Chains in the order in which a packet passes them; backends keep theirs."""
    kinds = ("KUBE-FW-", "KUBE-EXT", "KUBE-SVC", "KUBE-SVL", "KUBE-SEP")
    return kinds.index(chain[0][:8])


def difference(
    before: Mapping[str, Sequence[str]], after: Mapping[str, Sequence[str]]
) -> dict[str, list[tuple[str, str]]]:
    """What changed, chain by chain: (mark, rule), the mark a blank, `-` or `+`; unchanged chains are left out."""
    found = {}
    for name in dict.fromkeys((*before, *after)):
        old, new = before.get(name, ()), after.get(name, ())
        if list(old) != list(new):
            found[name] = changed_lines(old, new)
    return found


def changed_lines(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, str]]:
    """Lines of two texts in order, each marked as kept, gone or new."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    lines = [(KEPT, line) for line in new[:start]]
    middle_old, middle_new = old[start : len(old) - end], new[start : len(new) - end]
    if middle_old and middle_new:
        from difflib import SequenceMatcher

        for kind, i, j, k, m in SequenceMatcher(None, middle_old, middle_new, autojunk=False).get_opcodes():
            if kind == "equal":
                lines += [(KEPT, line) for line in middle_old[i:j]]
            else:
                lines += [(GONE, line) for line in middle_old[i:j]] + [(NEW, line) for line in middle_new[k:m]]
    else:
        lines += [(GONE, line) for line in middle_old] + [(NEW, line) for line in middle_new]
    return lines + [(KEPT, line) for line in new[len(new) - end :]]
