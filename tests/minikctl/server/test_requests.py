"""Requests to the API and their answers, without a socket."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from minikctl.server import protobuf, spdy
from minikctl.server.dispatch import Desk, Streamed
from minikctl.server.messages import Answer, Request
from minikctl.state.clock import ScriptedClock
from minikctl.state.cluster import Cluster

Obj = dict[str, Any]
TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json"


@pytest.fixture
def desk() -> Desk:
    cluster = Cluster.in_memory(ScriptedClock(1_750_000_000.0), {"seed": "served", "nodes": 1})
    cluster.pace = "instant"
    return Desk(cluster)


def ask(desk: Desk, method: str, path: str, body: Any = None, **headers: str) -> Any:
    """(status, document) of an answer."""
    address, _, query = path.partition("?")
    data = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    found = desk.answer(Request(method, address, query, {k.replace("_", "-"): v for k, v in headers.items()}, data))
    assert isinstance(found, Answer)
    return found.status, json.loads(found.body) if found.content_type.startswith("application/json") else found.body


def config_map(name: str, **data: str) -> Obj:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": data}


MAPS = "/api/v1/namespaces/default/configmaps"


def test_an_object_is_created_read_changed_and_deleted(desk: Desk) -> None:
    assert ask(desk, "POST", MAPS, config_map("one", a="b"))[0] == 201
    assert ask(desk, "GET", f"{MAPS}/one")[1]["data"] == {"a": "b"}
    change = {"data": {"c": "d"}}
    kind = "application/merge-patch+json"
    assert ask(desk, "PATCH", f"{MAPS}/one", change, content_type=kind)[1]["data"] == {"a": "b", "c": "d"}
    status, gone = ask(desk, "DELETE", f"{MAPS}/one")
    assert (status, gone["status"]) == (200, "Success")
    assert ask(desk, "GET", f"{MAPS}/one")[1]["reason"] == "NotFound"


def test_a_dry_run_keeps_nothing(desk: Desk) -> None:
    assert ask(desk, "POST", f"{MAPS}?dryRun=All", config_map("one"))[0] == 201
    assert ask(desk, "GET", f"{MAPS}/one")[0] == 404


def test_unknown_fields_are_refused_only_if_that_is_asked_for(desk: Desk) -> None:
    body = {**config_map("one"), "bogus": 1}
    assert ask(desk, "POST", f"{MAPS}?fieldValidation=Strict", body)[0] == 400
    found = desk.answer(Request("POST", MAPS, "", {}, json.dumps(body).encode()))
    assert isinstance(found, Answer)
    assert found.warnings == ('unknown field "bogus"',)


def test_a_table_has_columns_and_rows(desk: Desk) -> None:
    found = ask(desk, "GET", "/api/v1/namespaces", accept=TABLE)[1]
    assert [column["name"] for column in found["columnDefinitions"]] == ["Name", "Status", "Age"]
    assert found["rows"][0]["cells"][0] == "default"


def test_a_list_is_read_in_pages_that_stay_as_they_were(desk: Desk) -> None:
    first = ask(desk, "GET", "/api/v1/namespaces?limit=3")[1]
    ask(desk, "POST", "/api/v1/namespaces", {"metadata": {"name": "later"}})
    rest = ask(desk, "GET", f"/api/v1/namespaces?limit=3&continue={first['metadata']['continue']}")[1]
    names = [one["metadata"]["name"] for one in (*first["items"], *rest["items"])]
    assert names == ["default", "kube-node-lease", "kube-public", "kube-system"]
    assert "continue" not in rest["metadata"]


def test_applying_twice_keeps_the_manager_and_says_conflict_to_others(desk: Desk) -> None:
    def apply(manager: str, value: str) -> int:
        path = f"{MAPS}/one?fieldManager={manager}"
        status: int = ask(desk, "PATCH", path, config_map("one", a=value), content_type="application/apply-patch+yaml")[
            0
        ]
        return status

    assert [apply("me", "1"), apply("me", "2"), apply("you", "3")] == [201, 200, 409]


def test_what_is_not_served_has_no_page(desk: Desk) -> None:
    assert ask(desk, "GET", "/apis/nobody.example/v1/things") == (404, b"404 page not found\n")


def test_discovery_comes_in_one_document_where_that_is_asked_for(desk: Desk) -> None:
    accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json"
    found = ask(desk, "GET", "/apis", accept=accept)[1]
    assert found["kind"] == "APIGroupDiscoveryList"
    assert "apps" in [group["metadata"]["name"] for group in found["items"]]


def test_openapi_tells_how_lists_merge(desk: Desk) -> None:
    found = ask(desk, "GET", "/openapi/v3/api/v1")[1]
    ports = found["components"]["schemas"]["io.k8s.api.core.v1.ServiceSpec"]["properties"]["ports"]
    assert ports["x-kubernetes-patch-merge-key"] == "port"


def test_a_token_is_asked_for_where_there_is_one(desk: Desk) -> None:
    closed = Desk(desk.cluster, "secret")
    assert ask(closed, "GET", MAPS)[0] == 403
    assert ask(closed, "GET", MAPS, authorization="Bearer wrong")[0] == 401
    assert ask(closed, "GET", MAPS, authorization="Bearer secret")[0] == 200


def events(desk: Desk, query: str, count: int, meanwhile: Any) -> list[Obj]:
    """The first events of a watch, while something is done after it has begun."""
    stream = desk.answer(Request("GET", MAPS, query, {}))
    assert isinstance(stream, Streamed)

    async def read() -> list[Obj]:
        found: list[Obj] = []
        meanwhile()
        async for line in stream.lines(asyncio.get_running_loop().time):
            found.append(json.loads(line))
            if len(found) == count:
                break
        return found

    return asyncio.run(read())


def test_a_watch_tells_what_becomes_of_what_it_selects(desk: Desk) -> None:
    version = ask(desk, "GET", MAPS)[1]["metadata"]["resourceVersion"]

    def change() -> None:
        ask(desk, "POST", MAPS, config_map("one"))
        change = {"metadata": {"labels": {"a": "b"}}}
        ask(desk, "PATCH", f"{MAPS}/one", change, content_type="application/merge-patch+json")
        ask(desk, "DELETE", f"{MAPS}/one")

    told = events(desk, f"watch=true&resourceVersion={version}&labelSelector=a%3Db&timeoutSeconds=5", 2, change)
    assert [one["type"] for one in told] == ["ADDED", "DELETED"]
    versions = [int(one["object"]["metadata"]["resourceVersion"]) for one in told]
    assert versions[0] < versions[1]


def test_a_watch_from_too_long_ago_is_told_that_it_is_gone(desk: Desk) -> None:
    desk.feed.oldest = 1000
    told = events(desk, "watch=true&resourceVersion=5", 1, lambda: None)
    assert (told[0]["type"], told[0]["object"]["code"]) == ("ERROR", 410)


def field(number: int, data: bytes) -> bytes:
    return bytes([number << 3 | 2, len(data)]) + data


def test_protobuf_is_read_by_the_numbers_of_fields(desk: Desk) -> None:
    port = field(1, b"http") + field(2, b"TCP") + bytes([3 << 3, 80]) + field(4, bytes([8, 0, 16, 80]))
    service = field(1, field(1, b"web")) + field(2, field(1, port) + field(2, field(1, b"a") + field(2, b"b")))
    envelope = field(1, field(1, b"v1") + field(2, b"Service")) + field(2, service)
    found = protobuf.decoded(protobuf.MAGIC + envelope)
    assert found["metadata"]["name"] == "web"
    assert found["spec"] == {
        "ports": [{"name": "http", "protocol": "TCP", "port": 80, "targetPort": 80}],
        "selector": {"a": "b"},
    }


def test_spdy_headers_are_compressed_with_the_dictionary_of_the_protocol() -> None:
    import zlib
    from struct import pack

    assert zlib.adler32(spdy.DICTIONARY) == 0xE3C6A7C2
    packer = zlib.compressobj(zdict=spdy.DICTIONARY)
    block = packer.compress(pack(">II", 1, 4) + b"port" + pack(">I", 2) + b"80") + packer.flush(zlib.Z_SYNC_FLUSH)
    data = spdy.control(spdy.SYN_STREAM, 0, pack(">IIH", 1, 0, 0) + block)
    reader = spdy.Reader()
    assert not list(reader.take(data[:9]))
    assert [frame.header("port") for frame in reader.take(data[9:])] == ["80"]
