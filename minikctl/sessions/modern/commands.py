"""Dated rules for command lines: what kubectl and clusters understood once, and what to write for v1.33.

Releases are those of the changelogs of Kubernetes (CHANGELOG-1.N.md, "Deprecation") and its guide.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from minikctl.sessions.modern.finding import Finding

Rewrite = Callable[[re.Match[str]], str]
KUBECTL = r"\bkubectl\b[^`|;&\n]*?"


class Rule(NamedTuple):
    """A form that is gone, the release since when, why, and how a match is written now."""

    form: re.Pattern[str]
    since: str
    why: str
    now: Rewrite


def rule(form: str, since: str, why: str, now: str | Rewrite) -> Rule:
    if isinstance(now, str):
        template = now
        return Rule(re.compile(form), since, why, lambda found: found.expand(template))
    return Rule(re.compile(form), since, why, now)


def with_dashes(found: re.Match[str]) -> str:
    """exec with `--` before the command of the container."""
    words = re.findall(r"\"[^\"]*\"|'[^']*'|\$\([^)]*\)|\S+|\s+", found["rest"])
    at, is_value = 0, False
    takes = ("-n", "--namespace", "-c", "--container", "-f", "--filename", "--context", "--pod-running-timeout")
    for index, word in enumerate(words):
        if word.isspace():
            continue
        if is_value:
            is_value = False
        elif word.startswith("-"):
            is_value = word in takes
        else:
            at = index + 1
            break
    pod, later = "".join(words[:at]), words[at:]
    while later and (later[0].isspace() or later[0].startswith("-")):  # flags of exec after the pod
        if later[0] in takes:
            pod += "".join(later[:3])
            later = later[3:]
        else:
            pod += later.pop(0)
    rest = "".join(later)
    if not at or not rest.strip():
        return found[0]
    return f"{found['head']}{pod.rstrip()} -- {rest}"


def as_deployment(found: re.Match[str]) -> str:
    """run that made a Deployment."""
    text = re.sub(r"\s--generator[= ]\S+|\s--record\b|\s--restart[= ]Always", "", found[0])
    return re.sub(r"\bkubectl run\b", "kubectl create deployment", text)


RULES = (
    rule(
        r"\bkubectl run\b(?=[^`|;&\n]*\s--(?:replicas|generator[= ](?:deployment|run/v1)))[^`|;&\n]*",
        "1.18",
        "`run` makes a Pod; generators and --replicas were removed",
        as_deployment,
    ),
    rule(rf"({KUBECTL})\s--generator[= ]\S+", "1.21", "--generator was removed", r"\1"),
    rule(
        r"(?P<head>\bkubectl\b[^`|;&\n]*?\bexec\s+)(?P<rest>(?!.*\s--(?:\s|$))(?=\S)[^`|;&<>\n]+)",
        "1.31",
        "`exec POD COMMAND` without `--` was removed",
        with_dashes,
    ),
    rule(
        r"\b(kubectl\b[^`|;&\n]*?(?:get|describe|delete|edit))\s+endpoint(\s|$)",
        "",
        "`endpoint` is no kind",
        r"\1 endpoints\2",
    ),
    rule(
        r"\bkubectl\s+(get|describe)\s+(?:endpoints|ep)\s+(?!-)([\w.-]+)",
        "1.33",
        "Endpoints are deprecated; EndpointSlices hold the addresses of a Service",
        r"kubectl \1 endpointslices -l kubernetes.io/service-name=\2",
    ),
    rule(
        r"\bkubectl\s+(get|describe)\s+(?:endpoints|ep)\b(?!slice)",
        "1.33",
        "Endpoints are deprecated; EndpointSlices hold the addresses of a Service",
        r"kubectl \1 endpointslices",
    ),
    rule(rf"({KUBECTL})\s--export(?:=\w+)?(?=\s|$)", "1.18", "--export was removed", r"\1"),
    rule(rf"({KUBECTL})\s--show-all(?:=\w+)?(?=\s|$)", "1.14", "--show-all was removed: all are shown", r"\1"),
    rule(
        r"(\bkubectl\s+version\b[^`|;&\n]*?)\s--short\b", "1.28", "--short was removed: it is how version prints", r"\1"
    ),
    rule(rf"({KUBECTL}\s--dry-run)(?=\s|$)", "1.18", "--dry-run without a value is deprecated", r"\1=client"),
    rule(
        rf"({KUBECTL})\s--record(?:=\w+)?(?=\s|$)",
        "1.22",
        "--record is deprecated: annotate kubernetes.io/change-cause",
        r"\1",
    ),
    rule(
        r"\bkubectl\s+rolling-update\s+(\S+)[^`|;&\n]*",
        "1.18",
        "rolling-update was removed: Deployments roll",
        r"kubectl rollout restart deployment/\1",
    ),
    rule(
        rf"({KUBECTL}\s)--delete-local-data\b", "1.20", "--delete-local-data was renamed", r"\1--delete-emptydir-data"
    ),
    rule(rf"({KUBECTL}\s)--prune-whitelist\b", "1.26", "--prune-whitelist was renamed", r"\1--prune-allowlist"),
    rule(
        rf"({KUBECTL}\s(?:get|describe)\s+)(?:cs|componentstatus(?:es)?)\b",
        "1.19",
        "component statuses are deprecated",
        r"kubectl get --raw='/readyz?verbose'",
    ),
    rule(
        r"\bkubectl\s+(get|describe|delete)\s+psp\b",
        "1.25",
        "PodSecurityPolicy was removed: namespaces carry pod-security labels",
        r"kubectl \1 namespaces",
    ),
    rule(r"\bkubectl\s+convert\b", "1.20", "`convert` became a plug-in of its own", r"kubectl-convert"),
)
WORDS = (
    rule(r"\bk8s\.gcr\.io/", "1.25", "the registry k8s.gcr.io is frozen", "registry.k8s.io/"),
    rule(r"\bgcr\.io/google[_-]containers/", "1.9", "images moved to the community's registry", "registry.k8s.io/"),
    rule(r"/etc/resolve\.conf\b", "", "the file has another name", "/etc/resolv.conf"),
    rule(r"\bbeta\.kubernetes\.io/(os|arch)\b", "1.18", "the label is deprecated", r"kubernetes.io/\1"),
    rule(
        r"\bnode-role\.kubernetes\.io/master\b",
        "1.25",
        "nodes no longer carry this label",
        "node-role.kubernetes.io/control-plane",
    ),
    rule(
        r"\bservice\.kubernetes\.io/topology-aware-hints\b",
        "1.27",
        "the annotation was renamed",
        "service.kubernetes.io/topology-mode",
    ),
    rule(
        r"(?<=the )(`?)kubernetes\.io/ingress\.class\1 annotation\b",
        "1.18",
        "the annotation is deprecated",
        "`spec.ingressClassName` field",
    ),
    rule(r"(?<![\w/-])(?:kube-dns|`kube-dns`) add-on\b", "1.13", "CoreDNS is the cluster's DNS", "CoreDNS add-on"),
    rule(r"\(`skydns`\)", "1.13", "CoreDNS is the cluster's DNS", "(`coredns`)"),
)
COLUMNS = (
    (
        "NAME",
        "DESIRED",
        "CURRENT",
        "UP-TO-DATE",
        "AVAILABLE",
        "AGE",
        "1.14",
        "Deployments show READY in place of DESIRED and CURRENT",
    ),
    ("NAME", "HOSTS", "ADDRESS", "PORTS", "AGE", "1.18", "Ingresses show their CLASS"),
    ("NAME", "CLUSTER-IP", "EXTERNAL-IP", "PORT(S)", "AGE", "1.9", "Services show their TYPE"),
)


def rewritten(line: str, number: int, *, is_code: bool) -> tuple[str, list[Finding]]:
    """A line as it is written now, and what was old in it; in prose kubectl is looked for within backquotes only."""
    found: list[Finding] = []
    if is_code:
        line, found = applied(RULES, line, number)
    else:
        parts = re.split(r"(`[^`]+`)", line)
        for index in range(1, len(parts), 2):
            parts[index], more = applied(RULES, parts[index], number)
            found += more
        line = "".join(parts)
    line, more = applied(WORDS, line, number)
    return line, found + more


def applied(rules: tuple[Rule, ...], line: str, number: int) -> tuple[str, list[Finding]]:
    """A line after some rules."""
    found: list[Finding] = []
    for one in rules:
        for match in one.form.finditer(line):
            old, new = match[0].strip(), one.now(match).strip()
            if old != new:
                found.append(Finding(number, one.since, old, one.why, new))
        line = one.form.sub(one.now, line)
    return line, found


def headers(line: str, number: int) -> list[Finding]:
    """What an old header of a table tells."""
    words = tuple(line.split())
    return [Finding(number, one[-2], line.strip(), one[-1], "") for one in COLUMNS if words == one[:-2]]
