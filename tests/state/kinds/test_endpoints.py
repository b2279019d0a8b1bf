import pytest

from minikctl.state.kinds import ENDPOINT_SLICE, ENDPOINTS
from minikctl.state.kinds.kind import rules

OLD, NEW = rules(ENDPOINTS), rules(ENDPOINT_SLICE)


def endpoints(*subsets):
    return {
        "apiVersion": "v1",
        "kind": "Endpoints",
        "metadata": {"name": "web", "namespace": "default"},
        "subsets": list(subsets),
    }


def ips(*numbers):
    return [{"ip": f"10.0.0.{number}"} for number in numbers]


def one_slice(**fields):
    meta = {"name": "web-1", "namespace": "default"}
    return {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": meta,
        "addressType": "IPv4",
        **fields,
    }


@pytest.mark.parametrize(
    ("subsets", "shown"),
    [
        ([], "<none>"),
        ([{"addresses": ips(1)}], "10.0.0.1"),
        ([{"notReadyAddresses": ips(1), "ports": [{"port": 80}]}], ""),
        ([{"addresses": ips(1, 2), "ports": [{"port": 80}, {"port": 81}]}], "10.0.0.1:80,10.0.0.2:80,10.0.0.1:81 + 1 more..."),
        ([{"addresses": [{"ip": "fd00::1"}], "ports": [{"port": 80}]}], "[fd00::1]:80"),
    ],
)  # fmt: skip
def test_the_cell_of_a_list(stand_in, subsets, shown):
    assert OLD.columns[1].cell(endpoints(*subsets), stand_in()) == shown


def test_the_page_of_endpoints(stand_in):
    found = endpoints({"addresses": ips(1, 2), "notReadyAddresses": ips(3), "ports": [{"port": 80, "protocol": "TCP"}]})
    assert OLD.describe(found, stand_in()) == (
        "Name:         web\n"
        "Namespace:    default\n"
        "Labels:       <none>\n"
        "Annotations:  <none>\n"
        "Subsets:\n"
        "  Addresses:          10.0.0.1,10.0.0.2\n"
        "  NotReadyAddresses:  10.0.0.3\n"
        "  Ports:\n"
        "    Name     Port  Protocol\n"
        "    ----     ----  --------\n"
        "    <unset>  80    TCP\n"
        "\n"
        "Events:  <none>\n"
    )


def test_endpoints_need_usable_addresses_and_named_ports():
    found = endpoints({"addresses": [{"ip": "0.0.0.0"}], "ports": [{"port": 80, "protocol": "TCP"}, {"port": 0, "protocol": "TCP"}]}, {})  # fmt: skip
    assert [error.text for error in OLD.validate(found)] == [
        'subsets[0].addresses[0].ip: Invalid value: "0.0.0.0": may not be unspecified (0.0.0.0 or ::)',
        "subsets[0].ports[0].name: Required value",
        "subsets[0].ports[1].name: Required value",
        "subsets[0].ports[1].port: Invalid value: 0: must be between 1 and 65535, inclusive",
        "subsets[1]: Required value: must specify `addresses` or `notReadyAddresses`",
    ]


def test_subsets_with_the_same_ports_become_one():
    ports = [{"port": 80, "protocol": "TCP"}]
    found = endpoints({"addresses": ips(9, 1), "ports": ports}, {"addresses": ips(5, 1), "ports": ports}, {})
    OLD.prepare(found, None, 0.0)
    assert found["subsets"] == [{"addresses": ips(1, 5, 9), "ports": ports}, {}]


def test_the_cells_of_slices(stand_in):
    found = one_slice(ports=[{"port": n} for n in range(80, 84)], endpoints=[{"addresses": ["10.0.0.1"]}])
    assert [column.cell(found, stand_in()) for column in NEW.columns[1:4]] == [
        "IPv4",
        "80,81,82 + 1 more...",
        "10.0.0.1",
    ]
    assert [column.cell(one_slice(), stand_in()) for column in NEW.columns[2:4]] == ["<unset>", "<unset>"]


def test_the_page_of_a_slice(stand_in):
    target = {"kind": "Pod", "name": "web-x"}
    found = one_slice(
        ports=[{"name": "", "port": 80, "protocol": "TCP"}],
        endpoints=[{"addresses": ["10.0.0.1"], "conditions": {"ready": True}, "targetRef": target, "zone": "a"}],
    )
    assert NEW.describe(found, stand_in()).partition("AddressType")[2] == (
        ":  IPv4\n"
        "Ports:\n"
        "  Name     Port  Protocol\n"
        "  ----     ----  --------\n"
        "  <unset>  80    TCP\n"
        "Endpoints:\n"
        "  - Addresses:  10.0.0.1\n"
        "    Conditions:\n"
        "      Ready:    true\n"
        "    Hostname:   <unset>\n"
        "    TargetRef:  Pod/web-x\n"
        "    NodeName:   <unset>\n"
        "    Zone:       a\n"
        "Events:         <none>\n"
    )
    assert "Ports: <unset>\nEndpoints: <none>\n" in NEW.describe(one_slice(), stand_in())


def test_slices_hold_addresses_of_their_type():
    found = one_slice(endpoints=[{"addresses": ["fd00::1"]}, {"addresses": []}], ports=[{"name": "a", "protocol": "X"}])
    assert [error.text for error in NEW.validate(found)] == [
        'endpoints[0].addresses[0]: Invalid value: "fd00::1": must be a valid IPv4 address',
        "endpoints[1].addresses: Required value: must contain at least 1 address",
        'ports[0].protocol: Unsupported value: "X": supported values: "SCTP", "TCP", "UDP"',
    ]
    assert [error.text for error in NEW.validate_update(one_slice(addressType="IPv6"), one_slice())] == [
        'addressType: Invalid value: "IPv6": field is immutable'
    ]
