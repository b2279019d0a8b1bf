"""`minikctl dig`: ask the cluster's DNS, or a pod's resolver."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from minikctl.errors import CommandError
from minikctl.own.app import Refused, around_of, new_app
from minikctl.own.opened import current_cluster, current_namespace
from minikctl.state.kinds import POD
from minikctl.state.network import dns
from minikctl.state.network.dns.records import Answer, absolute
from minikctl.state.network.dns.resolver import Query

app = new_app("Ask the cluster's DNS")


@app.command()
def dig(
    context: typer.Context,
    name: str,
    kind: Annotated[str, typer.Argument(metavar="TYPE")] = "A",
    pod: Annotated[str, typer.Option("--pod", help="The Pod whose resolver asks.")] = "",
    namespace: Annotated[str, typer.Option("-n", "--namespace", help="The namespace of the Pod.")] = "",
    output: Annotated[str, typer.Option("-o", "--output", help="json, or nothing: text.")] = "",
) -> int:
    """NAME [TYPE]: one query to the cluster DNS; with --pod the walk of that pod's resolver."""
    around = around_of(context)
    if output not in ("", "json"):
        raise CommandError(f'"{output}" is not a form of output: use json')
    if len(name) > 254 or any(len(label) > 63 for label in name.split(".")):
        raise CommandError(f'"{name}" is not a legal name: a part is longer than 63 characters, or the whole than 253')
    view = current_cluster(around).view()
    if pod:
        found = view.find(POD, pod.removeprefix("pod/"), current_namespace(around, namespace))
        if found is None:
            raise Refused(f'there is no pod "{pod}" in the namespace "{current_namespace(around, namespace)}"')
        resolution = dns.resolve(view, found, name, kind.upper())
        answer, queries, rcode = resolution.answer, resolution.queries, resolution.rcode
    else:
        answer = dns.query(view, name, kind)
        queries = (Query(absolute(name), kind.upper(), answer.result),)
        rcode = answer.rcode
    if output == "json":
        around.out.write(json.dumps(as_json(answer, queries, rcode)) + "\n")
    else:
        around.out.write(as_text(answer, queries, rcode))
    return 0


def as_json(answer: Answer, queries: tuple[Query, ...], rcode: str) -> dict[str, Any]:
    return {
        "rcode": rcode,
        "answers": [record.as_json() for record in answer.answers],
        "additional": [record.as_json() for record in answer.additional],
        "queries": [query._asdict() for query in queries],
    }


def as_text(answer: Answer, queries: tuple[Query, ...], rcode: str) -> str:
    """The queries of the walk, then the answer in the sections that dig prints."""
    lines = [
        f"; query {number}: {query.name} {query.type} -> {query.result}" for number, query in enumerate(queries, 1)
    ]
    counts = f"QUERY: {len(queries[-1:])}, ANSWER: {len(answer.answers)}, ADDITIONAL: {len(answer.additional)}"
    lines += [f";; ->>HEADER<<- opcode: QUERY, status: {rcode}", f";; {counts}"]
    if queries:
        lines += ["", ";; QUESTION SECTION:", f";{queries[-1].name}\tIN\t{queries[-1].type}"]
    for title, records in (("ANSWER", answer.answers), ("ADDITIONAL", answer.additional)):
        if records:
            lines += ["", f";; {title} SECTION:"]
            lines += [f"{record.name}\t{record.ttl}\tIN\t{record.type}\t{record.data}" for record in records]
    return "".join(line + "\n" for line in lines)
