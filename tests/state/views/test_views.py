"""What each view draws: (view, Service, width, ASCII) -> lines, for a cluster that was loaded by hand."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import pytest

from minikctl.state.cluster import Cluster
from minikctl.state.views import (
    changed,
    dns,
    endpoints,
    environment,
    events,
    ingress,
    iptables,
    ipvs,
    map,
    problems,
    resolvconf,
    services,
)
from minikctl.state.views.lines import plain, text_of, width_of
from minikctl.state.views.scene import Scene
from tests.state.views.documents import documents, meta

FITTED = (changed, dns, endpoints, environment, events, ingress, iptables, ipvs, map, problems, resolvconf, services)

CASES: list[tuple[ModuleType, str, int, bool, str]] = [
    (
        map,
        "default/hostnames",
        80,
        False,
        """\
  svc/hostnames  ClusterIP  10.96.41.7
  selector app=hostnames (3 pods match)
  dns hostnames.default.svc.cluster.local

  80/TCP ──▶ 9376 ──┬──▶ 10.244.1.5:9376   ● ready     hostnames-6…-k2x9p node-1
                    ├──▶ 10.244.2.7:9376   ● ready     hostnames-6…-m8t4z node-2
                    └──✕ 10.244.3.6:9376   ○ not ready hostnames-6…-q7w1s node-3

  why  1 of 3 pods not ready: hostnames-6bd9c8f4d7-q7w1s is Running, but not
       ready; traffic goes to the others.
       see: kubectl describe pod hostnames-6bd9c8f4d7-q7w1s -n default
""",
    ),
    (
        map,
        "default/hostnames",
        40,
        True,
        """\
  svc/hostnames  ClusterIP  10.96.41.7
  selector app=hostnames (3 pods match)
  dns hostnames.default.svc.cluster.lo..

  80/TCP -> 9376 -+-> 10.244.1.5:9376 *
                  |-> 10.244.2.7:9376 *
                  `-x 10.244.3.6:9376 o

  why  1 of 3 pods not ready:
       hostnames-6bd9c8f4d7-q7w1s is
       Running, but not ready; traffic
       goes to the others.
       see: kubectl describe pod hostn..
""",
    ),
    (
        map,
        "default/web-lb",
        80,
        False,
        """\
  svc/web-lb  LoadBalancer  10.96.12.9
  selector app=web-lb (0 pods match)
  dns web-lb.default.svc.cluster.local

  load balancer <pending> ──✕ nobody gives out addresses
  node port node-1:31380 ──✕ 80/TCP  no ready endpoint
  node port node-2:31380 ──✕ 80/TCP  no ready endpoint
  node port node-3:31380 ──✕ 80/TCP  no ready endpoint

  80/TCP ──▶ 80 ────✕ no endpoint

  why  the selector app=web-lb matches no pod; connections are refused (REJECT).
       see: kubectl get pods --show-labels -n default
""",
    ),
    (
        map,
        "default/ext-api",
        80,
        False,
        """\
  svc/ext-api  ExternalName
  dns ext-api.default.svc.cluster.local

  ext-api ──▶ CNAME api.example.com
  no proxy rule exists: clients connect to that name themselves

  why  it has ports, which an ExternalName does not use: it is only another
       name; clients use the port that api.example.com listens on; nothing
       translates it.
       see: kubectl edit service ext-api -n default
""",
    ),
    (
        map,
        "default/db-legacy",
        80,
        False,
        """\
  svc/db-legacy  ClusterIP  10.96.88.3
  no selector
  dns db-legacy.default.svc.cluster.local

  5432/TCP ──▶ 5432 ────✕ no endpoint

  why  no selector and no EndpointSlice with endpoints; connections are refused
       (REJECT).
       see: kubectl get endpointslices -n default
""",
    ),
    (
        endpoints,
        "default/hostnames",
        120,
        False,
        """\
  Endpoints  none

  EndpointSlice hostnames-4fq2k  IPv4  ports 9376/TCP  2 of 3 ready
  ADDRESS    READY SERVING TERMINATING POD                        NODE   PORTS    SINCE
  10.244.1.5 ● yes ● yes   no          hostnames-6bd9c8f4d7-k2x9p node-1 9376/TCP 5m
  10.244.2.7 ● yes ● yes   no          hostnames-6bd9c8f4d7-m8t4z node-2 9376/TCP 5m
  10.244.3.6 ○ no  ○ no    no          hostnames-6bd9c8f4d7-q7w1s node-3 9376/TCP 5m
""",
    ),
    (
        endpoints,
        "default/hostnames",
        80,
        False,
        """\
  Endpoints  none

  EndpointSlice hostnames-4fq2k  IPv4  ports 9376/TCP  2 of 3 ready
  ADDRESS    READY SERVING TERMINATING POD                 NODE   PORTS    SINCE
  10.244.1.5 ● yes ● yes   no          hostnames-6b…-k2x9p node-1 9376/TCP 5m
  10.244.2.7 ● yes ● yes   no          hostnames-6b…-m8t4z node-2 9376/TCP 5m
  10.244.3.6 ○ no  ○ no    no          hostnames-6b…-q7w1s node-3 9376/TCP 5m
""",
    ),
    (
        endpoints,
        "default/hostnames",
        40,
        True,
        """\
  Endpoints  none

  EndpointSlice hostnames-4fq2k  IPv4 ..
  ADDRESS    READY POD            NODE
  10.244.1.5 * yes hostna..-k2x9p node-1
  10.244.2.7 * yes hostna..-m8t4z node-2
  10.244.3.6 o no  hostna..-q7w1s node-3
""",
    ),
    (
        endpoints,
        "default/ext-api",
        80,
        False,
        """\

  No endpoints.
  An ExternalName is only a name.
""",
    ),
    (
        iptables,
        "default/hostnames",
        80,
        False,
        """\
  8 rules on node-1 serve svc/hostnames   w short or exact text   x marks

  nat KUBE-SERVICES
     -d 10.96.41.7/32 tcp dpt 80             → KUBE-SVC-YN5D6RYVEVZOH44Q

  nat KUBE-SVC-YN5D6RYVEVZOH44Q
   1 ! -s 10.244.0.0/16 -d 10.96.41.7/32 tcp dpt 80 → KUBE-MARK-MASQ
   2 p=0.50000000000                         → KUBE-SEP-C6GFSMK4HHNDCNDV
   3 always                                  → KUBE-SEP-ZOK2QX3KVQWDMDQX

  nat KUBE-SEP-C6GFSMK4HHNDCNDV  10.244.1.5:9376  hostnames-6bd9c8f4d7-k2x9p
   1 -s 10.244.1.5/32                        → KUBE-MARK-MASQ
   2 tcp                                     → DNAT to 10.244.1.5:9376

  nat KUBE-SEP-ZOK2QX3KVQWDMDQX  10.244.2.7:9376  hostnames-6bd9c8f4d7-m8t4z
   1 -s 10.244.2.7/32                        → KUBE-MARK-MASQ
   2 tcp                                     → DNAT to 10.244.2.7:9376
""",
    ),
    (
        iptables,
        "default/hostnames",
        40,
        True,
        """\
  8 rules on node-1 serve svc/hostname..

  nat KUBE-SERVICES
     -d 10.96.41.7/32 tcp dpt 80
       -> KUBE-SVC-YN5D6RYVEVZOH44Q

  nat KUBE-SVC-YN5D6RYVEVZOH44Q
   1 ! -s 10.244.0.0/16 -d 10.96.41.7/32
     tcp dpt 80
       -> KUBE-MARK-MASQ
   2 p=0.50000000000
       -> KUBE-SEP-C6GFSMK4HHNDCNDV
   3 always
       -> KUBE-SEP-ZOK2QX3KVQWDMDQX

  nat KUBE-SEP-C6GFSMK4HHNDCNDV  10.24..
   1 -s 10.244.1.5/32
       -> KUBE-MARK-MASQ
   2 tcp
       -> DNAT to 10.244.1.5:9376

  nat KUBE-SEP-ZOK2QX3KVQWDMDQX  10.24..
   1 -s 10.244.2.7/32
       -> KUBE-MARK-MASQ
   2 tcp
       -> DNAT to 10.244.2.7:9376
""",
    ),
    (
        iptables,
        "default/db-legacy",
        80,
        False,
        """\
  1 rule on node-1 serve svc/db-legacy   w short or exact text   x marks

  filter KUBE-SERVICES
     -d 10.96.88.3/32 tcp dpt 5432           → REJECT with icmp-port-unreachable
""",
    ),
    (
        iptables,
        "default/hostnames-hl",
        80,
        False,
        """\

  No rules.
  A headless Service has no address of its own: clients get the addresses of its
  pods from the DNS.
""",
    ),
    (
        dns,
        "default/hostnames",
        80,
        False,
        """\
  records of svc/hostnames

  NAME                             TYPE TTL DATA
  hostnames.defaul….cluster.local. A     30 10.96.41.7
  7.41.96.10.in-addr.arpa.         PTR   30 hostnames.default.svc.cluster.local.
""",
    ),
    (
        dns,
        "default/hostnames-hl",
        80,
        False,
        """\
  records of svc/hostnames-hl

  NAME                                               TYPE TTL DATA
  hostnames-hl.default.svc.cluster.local.            A     30 10.244.1.5
  hostnames-hl.default.svc.cluster.local.            A     30 10.244.2.7
  10-244-1-5.hostnames-hl.default.svc.cluster.local. A     30 10.244.1.5
  10-244-2-7.hostnames-hl.default.svc.cluster.local. A     30 10.244.2.7
""",
    ),
    (
        dns,
        "default/ext-api",
        80,
        False,
        """\
  records of svc/ext-api

  NAME                               TYPE  TTL DATA
  ext-api.default.svc.cluster.local. CNAME  30 api.example.com.
""",
    ),
    (
        resolvconf,
        "default/hostnames",
        80,
        False,
        """\
  pod  default/client  dnsPolicy ClusterFirst  p another pod

  search default.svc.cluster.local svc.cluster.local cluster.local
  nameserver 10.96.0.10
  options ndots:5

  nameserver Service kube-system/kube-dns, 1 of 1 endpoints ready

  try  hostnames  ndots 5: the search list comes first
       hostnames.default.svc.cluster.local.  A 10.96.41.7
""",
    ),
    (
        resolvconf,
        "default/hostnames",
        40,
        True,
        """\
  pod  default/client  dnsPolicy Clust..

  search default.svc.cluster.local
         svc.cluster.local cluster.local
  nameserver 10.96.0.10
  options ndots:5

  nameserver Service kube-system/kube-..

  try  hostnames  ndots 5: the search ..
       hostnames.default.svc.cluster.l..
""",
    ),
    (
        environment,
        "default/hostnames",
        80,
        False,
        """\
  pod  default/client  not started  p another pod

  No container of it was started.

  ! svc/hostnames  A container that starts now gets:
+ HOSTNAMES_SERVICE_HOST=10.96.41.7
+ HOSTNAMES_SERVICE_PORT=80
+ HOSTNAMES_PORT=tcp://10.96.41.7:80
+ HOSTNAMES_PORT_80_TCP=tcp://10.96.41.7:80
+ HOSTNAMES_PORT_80_TCP_PROTO=tcp
+ HOSTNAMES_PORT_80_TCP_PORT=80
+ HOSTNAMES_PORT_80_TCP_ADDR=10.96.41.7
""",
    ),
    (
        problems,
        "",
        120,
        False,
        """\
  ✗ svc/default/web-lb
    the selector app=web-lb matches no pod
    → connections are refused (REJECT)
    see: kubectl get pods --show-labels -n default
  ✗ svc/default/db-legacy
    no selector and no EndpointSlice with endpoints
    → connections are refused (REJECT)
    see: kubectl get endpointslices -n default
  ▼ svc/default/ext-api
    it has ports, which an ExternalName does not use: it is only another name
    → clients use the port that api.example.com listens on; nothing translates it
    fix: kubectl edit service ext-api -n default
  ▼ svc/default/web-lb
    no load balancer has given it an address
    → its external address stays <pending>; inside the cluster it works
    fix: minikctl cluster set load-balancer=pool
  ▼ svc/default/hostnames
    1 of 3 pods not ready: hostnames-6bd9c8f4d7-q7w1s is Running, but not ready
    → traffic goes to the others
    see: kubectl describe pod hostnames-6bd9c8f4d7-q7w1s -n default
  ▼ svc/default/hostnames-hl
    1 of 3 pods not ready: hostnames-6bd9c8f4d7-q7w1s is Running, but not ready
    → traffic goes to the others
    see: kubectl describe pod hostnames-6bd9c8f4d7-q7w1s -n default
""",
    ),
    (
        services,
        "default/hostnames",
        120,
        False,
        """\
  NAMESPACE   NAME         TYPE         CLUSTER-IP PORT(S)      READY AGE   NOTE
  default     db-legacy    ClusterIP    10.96.88.3 5432/TCP     0/0 ✗ 5m    no slice
  default     ext-api      ExternalName <none>     80/TCP       –     5m    CNAME api.example.com
  default     hostnames    ClusterIP    10.96.41.7 80/TCP       2/3 ▼ 5m
  default     hostnames-hl ClusterIP    None       80/TCP       2/3 ▼ 5m    headless
  default     web-lb       LoadBalancer 10.96.12.9 80:31380/TCP 0/0 ✗ 5m    <pending>
  kube-system kube-dns     ClusterIP    10.96.0.10 53/UDP       1/1   5m

  service      default/hostnames
  addresses    10.96.41.7
  external     none
  ports        <unnamed> 80 to 9376/TCP
  selector     app=hostnames
""",
    ),
]


def name_of(value: object) -> str:
    return value.__name__.rpartition(".")[2] if isinstance(value, ModuleType) else str(value).partition("\n")[0].strip()


@pytest.mark.parametrize(("view", "service", "width", "ascii", "expected"), CASES, ids=name_of)
def test_a_view_draws(
    scene: Callable[..., Scene], view: ModuleType, service: str, width: int, ascii: bool, expected: str
) -> None:
    assert plain(view.draw(scene(service, width, ascii))) == expected


@pytest.mark.parametrize("width", [20, 40, 60, 80, 120, 200])
@pytest.mark.parametrize("view", FITTED)
def test_no_line_is_wider_than_its_place(scene: Callable[..., Scene], view: ModuleType, width: int) -> None:
    for service in ("hostnames", "hostnames-hl", "db-legacy", "ext-api", "web-lb", "gone"):
        for ascii in (False, True):
            lines = view.draw(scene(f"default/{service}", width, ascii))
            assert all(width_of(text_of(line)) <= width for line in lines)
            assert not ascii or plain(lines).isascii()


LISTING = {
    120: """\
  NAME         TYPE         CLUSTER-IP PORT(S)      READY AGE   NOTE
  db-legacy    ClusterIP    10.96.88.3 5432/TCP     0/0 ✗ 5m    no slice
  ext-api      ExternalName <none>     80/TCP       –     5m    CNAME api.example.com
  hostnames    ClusterIP    10.96.41.7 80/TCP       2/3 ▼ 5m
  hostnames-hl ClusterIP    None       80/TCP       2/3 ▼ 5m    headless
  web-lb       LoadBalancer 10.96.12.9 80:31380/TCP 0/0 ✗ 5m    <pending>
""",
    40: """\
  NAME         TYPE         READY   AGE
  db-legacy    ClusterIP    0/0 ✗    5m
  ext-api      ExternalName –        5m
  hostnames    ClusterIP    2/3 ▼    5m
  hostnames-hl headless     2/3 ▼    5m
  web-lb       LoadBalancer 0/0 ✗    5m
""",
}


@pytest.mark.parametrize("width", LISTING)
def test_the_list_has_the_columns_that_fit(scene: Callable[..., Scene], width: int) -> None:
    found = services.listing(scene("", width), "default")
    assert plain([found.header, *[found.line(row) for row in found.rows]]) == LISTING[width]


def test_the_list_of_all_namespaces_tells_them(scene: Callable[..., Scene]) -> None:
    found = services.listing(scene("", 80), None)
    assert [row.key for row in found.rows][-1] == "kube-system/kube-dns"
    assert text_of(found.header).split()[:2] == ["NAMESPACE", "NAME"]


def test_ipvs_is_what_ipvsadm_prints_and_says_that_it_is_not_used(scene: Callable[..., Scene]) -> None:
    assert (
        plain(ipvs.draw(scene()))
        == """\
  IP Virtual Server version 1.2.1 (size=4096)
  Prot LocalAddress:Port Scheduler Flags
    -> RemoteAddress:Port           Forward Weight ActiveConn InActConn
  TCP  10.96.41.7:80 rr
    -> 10.244.1.5:9376              Masq    1      0          0
    -> 10.244.2.7:9376              Masq    1      0          0

  kube-ipvs0  10.96.41.7

  This cluster runs proxy mode iptables; this is what mode ipvs would hold on
  node-1.
"""
    )


def test_ingress_rules_show_where_they_lead(cluster: Cluster, scene: Callable[..., Scene]) -> None:
    def path(text: str, name: str) -> dict[str, object]:
        backend = {"service": {"name": name, "port": {"number": 80}}}
        return {"path": text, "pathType": "Prefix", "backend": backend}

    rules = [{"host": "shop.example.com", "http": {"paths": [path("/hosts", "hostnames"), path("/", "none")]}}]
    made = {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": meta("shop")}
    cluster.load([*documents(), {**made, "spec": {"ingressClassName": "nginx", "rules": rules}}])

    assert (
        plain(ingress.draw(scene()))
        == """\
  ingress/shop  class nginx  address <none>
  ✗ no controller serves this class: nobody answers requests for it
  HOST             PATH   TYPE   BACKEND      TLS TARGETS
  shop.example.com /hosts Prefix hostnames:80 –   10.244.1.5:9376…0.244.2.7:9376
  shop.example.com /      Prefix none:80 ✗    –   none
"""
    )
    assert "No Ingress leads to this Service." in plain(ingress.draw(scene("default/web-lb")))
