import pytest

from minikctl.state.errors import ApiError
from minikctl.state.kinds import SERVICE
from minikctl.state.kinds.kind import rules
from minikctl.state.network.addresses import range_of

RULES = rules(SERVICE)
DUAL = {"service_cidrs": ["10.96.0.0/12", "fd00:10:96::/112"]}


def service(name="web", status=None, **spec):
    found = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": name, "namespace": "default"},
        "spec": {"selector": {"app": "web"}, "ports": [{"port": 80}], **spec},
    }
    return {**found, "status": status} if status else found


def refused(write, *args):
    with pytest.raises(ApiError) as caught:
        write(*args)
    return caught.value.message.partition(" is invalid: ")[2] or caught.value.message


# ---- what is filled in


def test_a_new_service_gets_what_an_api_server_fills_in(stand_in):
    spec = stand_in().write(SERVICE, service())["spec"]
    address = spec.pop("clusterIP")
    assert range_of("10.96.0.0/12").covers(address)
    assert spec == {
        "clusterIPs": [address],
        "internalTrafficPolicy": "Cluster",
        "ipFamilies": ["IPv4"],
        "ipFamilyPolicy": "SingleStack",
        "ports": [{"port": 80, "protocol": "TCP", "targetPort": 80}],
        "selector": {"app": "web"},
        "sessionAffinity": "None",
        "type": "ClusterIP",
    }


def test_affinity_lasts_three_hours(stand_in):
    spec = stand_in().write(SERVICE, service(sessionAffinity="ClientIP"))["spec"]
    assert spec["sessionAffinityConfig"] == {"clientIP": {"timeoutSeconds": 10800}}
    assert "sessionAffinityConfig" not in stand_in().write(SERVICE, service(sessionAffinityConfig={}))["spec"]


def test_a_node_port_comes_from_the_dynamic_band(stand_in):
    spec = stand_in().write(SERVICE, service(type="NodePort"))["spec"]
    assert 30086 <= spec["ports"][0]["nodePort"] <= 32767
    assert spec["externalTrafficPolicy"] == "Cluster"


def test_tcp_and_udp_of_one_number_share_a_node_port(stand_in):
    ports = [{"name": "a", "port": 53, "protocol": "TCP"}, {"name": "b", "port": 53, "protocol": "UDP"}]
    first, second = stand_in().write(SERVICE, service(type="NodePort", ports=ports))["spec"]["ports"]
    assert first["nodePort"] == second["nodePort"]


def test_a_load_balancer_can_do_without_node_ports(stand_in):
    spec = stand_in().write(SERVICE, service(type="LoadBalancer", allocateLoadBalancerNodePorts=False))["spec"]
    assert "nodePort" not in spec["ports"][0]


def test_local_balancers_have_a_health_check_port(stand_in):
    spec = stand_in().write(SERVICE, service(type="LoadBalancer", externalTrafficPolicy="Local"))["spec"]
    assert 30086 <= spec["healthCheckNodePort"] <= 32767
    assert spec["healthCheckNodePort"] != spec["ports"][0]["nodePort"]


def test_headless_without_selector_is_of_both_families(stand_in):
    spec = stand_in().write(SERVICE, service(clusterIP="None", selector=None))["spec"]
    assert (spec["ipFamilyPolicy"], spec["ipFamilies"]) == ("RequireDualStack", ["IPv4", "IPv6"])
    assert spec["clusterIPs"] == ["None"]


def test_two_families_where_the_cluster_has_two(stand_in):
    spec = stand_in(**DUAL).write(SERVICE, service(ipFamilyPolicy="PreferDualStack"))["spec"]
    assert spec["ipFamilies"] == ["IPv4", "IPv6"]
    assert range_of("fd00:10:96::/112").covers(spec["clusterIPs"][1])
    assert spec["clusterIP"] == spec["clusterIPs"][0]
    alone = stand_in().write(SERVICE, service(ipFamilyPolicy="PreferDualStack"))["spec"]
    assert alone["ipFamilies"] == ["IPv4"]


def test_the_family_follows_from_the_address(stand_in):
    spec = stand_in(**DUAL).write(SERVICE, service(clusterIP="fd00:10:96::5"))["spec"]
    assert (spec["ipFamilies"], spec["ipFamilyPolicy"]) == (["IPv6"], "SingleStack")


def test_a_stored_service_is_read_with_its_families():
    found = {"metadata": {}, "spec": {"clusterIP": "10.96.0.5", "ports": []}}
    RULES.complete(found)
    assert found["spec"]["clusterIPs"] == ["10.96.0.5"]
    assert found["spec"]["ipFamilies"] == ["IPv4"]


def test_an_old_client_that_knows_one_address_keeps_both(stand_in):
    cluster = stand_in(**DUAL)
    old = stored(cluster, service(ipFamilyPolicy="RequireDualStack"))
    new = cluster.write(SERVICE, service(clusterIP=old["spec"]["clusterIP"]), old)
    assert new["spec"]["clusterIPs"] == old["spec"]["clusterIPs"]
    assert new["spec"]["ipFamilyPolicy"] == "RequireDualStack"


# ---- what is refused


@pytest.mark.parametrize(
    ("spec", "says"),
    [
        ({"ports": []}, "spec.ports: Required value"),
        ({"type": "Foo"}, 'spec.type: Unsupported value: "Foo": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"'),
        ({"type": "ExternalName", "externalName": "db.example.com.", "clusterIP": "10.96.0.9"}, "spec.clusterIPs: Forbidden: may not be set for ExternalName services"),
        ({"clusterIP": "10.96.0.9", "clusterIPs": ["10.96.0.8"]}, 'spec.clusterIPs[0]: Invalid value: []string{"10.96.0.8"}: first value must match `clusterIP`'),
        ({"clusterIPs": ["10.96.0.8"]}, 'spec.clusterIPs: Invalid value: []string{"10.96.0.8"}: must be empty when `clusterIP` is not specified'),
        ({"clusterIP": "10.0.0.1"}, 'spec.clusterIPs: Invalid value: []string{"10.0.0.1"}: failed to allocate IP 10.0.0.1: the provided network does not match the current range'),
        ({"ipFamilies": ["IPv6"]}, 'spec.ipFamilies[0]: Invalid value: "IPv6": not configured on this cluster'),
        ({"ipFamilyPolicy": "RequireDualStack"}, 'spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services'),
        ({"ipFamilyPolicy": "Both"}, 'spec.ipFamilyPolicy: Unsupported value: "Both": supported values: "PreferDualStack", "RequireDualStack", "SingleStack"'),
        ({"ports": [{"port": 80, "nodePort": 30000}]}, "spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'"),
        ({"ports": [{"name": "a", "port": 80}, {"name": "b", "port": 80}]}, 'spec.ports[1]: Duplicate value: core.ServicePort{Name:"", Protocol:"TCP", AppProtocol:(*string)(nil), Port:80, TargetPort:intstr.IntOrString{Type:0, IntVal:0, StrVal:""}, NodePort:0}'),
        ({"externalIPs": ["127.0.0.1"]}, 'spec.externalIPs[0]: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)'),
        ({"loadBalancerSourceRanges": ["10.0.0.0/8"]}, "spec.LoadBalancerSourceRanges: Forbidden: may only be used when `type` is 'LoadBalancer'"),
        ({"selector": {"a b": "x"}}, "spec.selector: Invalid value: \"a b\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"),
        ({"trafficDistribution": "Near"}, 'spec.trafficDistribution: Unsupported value: "Near": supported values: "PreferClose"'),
        ({"clusterIP": "None", "type": "NodePort"}, "spec.clusterIPs[0]: Invalid value: \"None\": may not be set to 'None' for NodePort services"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_kubernetes_words(stand_in, spec, says):
    assert refused(stand_in().write, SERVICE, service(**spec)) == says


def test_taken_ports_and_addresses_are_refused(stand_in):
    taken = service("taken", type="NodePort", clusterIP="10.96.7.7", ports=[{"port": 80, "nodePort": 30500}])
    cluster = stand_in([taken])
    assert refused(cluster.write, SERVICE, service(type="NodePort", ports=[{"port": 1, "nodePort": 30500}])) == (
        "spec.ports[0].nodePort: Invalid value: 30500: provided port is already allocated"
    )
    assert refused(cluster.write, SERVICE, service(clusterIP="10.96.7.7")).endswith(
        "failed to allocate IP 10.96.7.7: provided IP is already allocated"
    )
    balancer = service(type="LoadBalancer", externalTrafficPolicy="Local", healthCheckNodePort=30500)
    assert refused(cluster.write, SERVICE, balancer) == (
        "Internal error occurred: failed to allocate requested HealthCheck NodePort 30500: "
        "provided port is already allocated"
    )


# ---- updates


def stored(cluster, manifest):
    obj = cluster.write(SERVICE, manifest)
    cluster.add(obj)
    return cluster.find(SERVICE, obj["metadata"]["name"], "default")


def test_what_an_update_leaves_out_is_taken_over(stand_in):
    cluster = stand_in()
    old = stored(cluster, service(type="NodePort"))
    new = cluster.write(SERVICE, service(type="NodePort", ports=[{"port": 80, "targetPort": 8080}]), old)
    assert new["spec"]["clusterIP"] == old["spec"]["clusterIP"]
    assert new["spec"]["ports"][0]["nodePort"] == old["spec"]["ports"][0]["nodePort"]


def test_a_new_type_drops_what_it_has_no_use_for(stand_in):
    cluster = stand_in()
    old = stored(cluster, service(type="LoadBalancer", externalTrafficPolicy="Local", loadBalancerClass="a/b"))
    spec = cluster.write(SERVICE, {**old, "spec": {**old["spec"], "type": "ClusterIP"}}, old)["spec"]
    assert "nodePort" not in spec["ports"][0]
    gone = {"externalTrafficPolicy", "healthCheckNodePort", "loadBalancerClass", "allocateLoadBalancerNodePorts"}
    assert gone.isdisjoint(spec)
    alias = {**old["spec"], "type": "ExternalName", "externalName": "example.com"}
    spec = cluster.write(SERVICE, {**old, "spec": alias}, old)["spec"]
    assert {"clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"}.isdisjoint(spec)


def test_an_alias_that_becomes_a_service_gets_an_address(stand_in):
    cluster = stand_in()
    old = stored(cluster, service(type="ExternalName", externalName="example.com"))
    assert cluster.write(SERVICE, service(), old)["spec"]["clusterIP"].startswith("10.")


def test_addresses_classes_and_check_ports_stay(stand_in):
    cluster = stand_in()
    balancer = {"type": "LoadBalancer", "externalTrafficPolicy": "Local", "loadBalancerClass": "a/b"}
    old = stored(cluster, service(**balancer))
    patched = {**old, "spec": {**old["spec"], "clusterIP": "10.96.0.9"}}
    assert refused(cluster.write, SERVICE, patched, old) == (
        'spec.clusterIPs[0]: Invalid value: []string{"10.96.0.9"}: may not change once set'
    )
    assert refused(cluster.write, SERVICE, service(**{**balancer, "loadBalancerClass": "a/c"}), old) == (
        'spec.loadBalancerClass: Invalid value: "a/c": may not change once set'
    )
    assert refused(cluster.write, SERVICE, service(**balancer, healthCheckNodePort=31000), old) == (
        "spec.healthCheckNodePort: Forbidden: field is immutable"
    )


def test_a_second_family_comes_and_goes_by_policy(stand_in):
    cluster = stand_in(**DUAL)
    old = stored(cluster, service())
    two = cluster.write(SERVICE, {**old, "spec": {**old["spec"], "ipFamilyPolicy": "RequireDualStack"}}, old)
    assert two["spec"]["clusterIPs"][0] == old["spec"]["clusterIP"]
    assert len(two["spec"]["clusterIPs"]) == 2
    one = cluster.write(SERVICE, {**two, "spec": {**two["spec"], "ipFamilyPolicy": "SingleStack"}}, two)
    assert one["spec"]["clusterIPs"] == old["spec"]["clusterIPs"]
    assert one["spec"]["ipFamilies"] == ["IPv4"]
    fewer = {**two["spec"], "clusterIPs": two["spec"]["clusterIPs"][:1]}
    assert "must be 'SingleStack' to release the secondary cluster IP" in refused(
        cluster.write, SERVICE, {**two, "spec": fewer}, two
    )


# ---- what is shown


def cells(view, obj):
    return [column.cell(obj, view) for column in RULES.columns]


def test_the_columns_of_a_list(stand_in):
    found = service(
        type="NodePort", clusterIPs=["10.96.0.9"], ports=[{"port": 80, "nodePort": 30001, "protocol": "TCP"}, {"port": 53, "protocol": "UDP"}]
    )  # fmt: skip
    found["metadata"]["creationTimestamp"] = "2026-01-01T11:00:00Z"
    assert [column.name for column in RULES.columns] == [
        "Name", "Type", "Cluster-IP", "External-IP", "Port(s)", "Age", "Selector"
    ]  # fmt: skip
    assert cells(stand_in(), found) == [
        "web", "NodePort", "10.96.0.9", "<none>", "80:30001/TCP,53/UDP", "60m", "app=web"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("spec", "entries", "shown"),
    [
        ({"type": "LoadBalancer"}, [], "<pending>"),
        ({"type": "LoadBalancer"}, [{"ip": "1.2.3.5"}, {"hostname": "a.b"}, {"ip": "1.2.3.4"}], "1.2.3.4,1.2.3.5,a.b"),
        ({"type": "LoadBalancer", "externalIPs": ["9.9.9.9"]}, [{"ip": "1.2.3.4"}], "1.2.3.4,9.9.9.9"),
        ({"type": "ClusterIP", "externalIPs": ["9.9.9.9", "8.8.8.8"]}, [], "9.9.9.9,8.8.8.8"),
        ({"type": "ExternalName", "externalName": "example.com"}, [], "example.com"),
    ],
)
def test_where_the_outside_finds_it(stand_in, spec, entries, shown):
    assert cells(stand_in(), service(**spec, status={"loadBalancer": {"ingress": entries}}))[3] == shown


def one_slice(name, endpoints, ports, labels=None):
    return {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": {"name": name, "namespace": "default", "labels": labels or {"kubernetes.io/service-name": "web"}},
        "addressType": "IPv4",
        "ports": ports,
        "endpoints": [{"addresses": [ip], "conditions": {"ready": ready}} for ip, ready in endpoints],
    }


def test_the_page(stand_in):
    web = service(
        type="LoadBalancer",
        clusterIP="10.96.0.9",
        clusterIPs=["10.96.0.9"],
        ipFamilies=["IPv4"],
        ipFamilyPolicy="SingleStack",
        ports=[{"name": "http", "port": 80, "targetPort": "web", "nodePort": 30001}],
        loadBalancerSourceRanges=["10.0.0.0/8", "11.0.0.0/8"],
        status={"loadBalancer": {"ingress": [{"ip": "1.2.3.4"}]}},
    )
    endpoints = [(f"10.0.0.{number}", number != 2) for number in range(1, 7)]
    cluster = stand_in([web, one_slice("web-a", endpoints, [{"name": "http", "port": 8080}])])
    assert RULES.describe(cluster.find(SERVICE, "web", "default"), cluster) == (
        "Name:                        web\n"
        "Namespace:                   default\n"
        "Labels:                      <none>\n"
        "Annotations:                 <none>\n"
        "Selector:                    app=web\n"
        "Type:                        LoadBalancer\n"
        "IP Family Policy:            SingleStack\n"
        "IP Families:                 IPv4\n"
        "IP:                          10.96.0.9\n"
        "IPs:                         10.96.0.9\n"
        "LoadBalancer Ingress:        1.2.3.4 (VIP)\n"
        "Port:                        http  80/TCP\n"
        "TargetPort:                  web/TCP\n"
        "NodePort:                    http  30001/TCP\n"
        "Endpoints:                   10.0.0.1:8080,10.0.0.3:8080,10.0.0.4:8080 + 2 more...\n"
        "Session Affinity:            None\n"
        "External Traffic Policy:     Cluster\n"
        "Internal Traffic Policy:     Cluster\n"
        "LoadBalancer Source Ranges:  10.0.0.0/8,11.0.0.0/8\n"
        "Events:                      <none>\n"
    )


@pytest.mark.parametrize(
    ("slices", "shown"),
    [
        ([], "<none>"),
        ([one_slice("a", [], [])], ""),
        ([one_slice("a", [("10.0.0.1", True)], [])], "10.0.0.1"),
        ([one_slice("a", [("10.0.0.1", False)], [{"name": "", "port": 80}])], ""),
        ([one_slice("a", [("10.0.0.1", True)], [{"name": "other", "port": 80}])], ""),
        ([one_slice("a", [("fd00::1", True)], [{"name": "", "port": 80}])], "[fd00::1]:80"),
        # kubectl counts on as soon as three are shown, even if the rest is not ready
        ([one_slice("a", [(f"10.0.0.{n}", n < 4) for n in range(1, 5)], [{"port": 80}])], "10.0.0.1:80,10.0.0.2:80,10.0.0.3:80 + 0 more..."),
    ],
)  # fmt: skip
def test_endpoints_of_a_port(slices, shown):
    from minikctl.state.kinds.service.page import endpoints_text

    assert endpoints_text(slices, "") == shown


def test_headless_services_are_warned_of_what_they_ignore():
    found = service(clusterIP="None", type="ClusterIP", sessionAffinity="ClientIP", externalIPs=["1.1.1.1"])
    assert RULES.warnings(found) == [
        "spec.externalIPs is ignored for headless services",
        "spec.SessionAffinity is ignored for headless services",
    ]
