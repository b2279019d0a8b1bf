import pytest

from minikctl.state.chance import Chance
from minikctl.state.network import addresses
from minikctl.state.network.addresses import PortRange, normal, parse_ip, range_of

CHANCE = Chance("test")


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("10.0.0.1", "10.0.0.1"),
        ("010.0.0.01", "10.0.0.1"),
        ("::", "::"),
        ("::1", "::1"),
        ("2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
        ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"),
        ("1:0:2:0:3:0:4:0", "1:0:2:0:3:0:4:0"),
        ("::ffff:1.2.3.4", "1.2.3.4"),
        ("64:ff9b::1.2.3.4", "64:ff9b::102:304"),
        ("fd00::", "fd00::"),
    ],
)
def test_addresses_have_one_form(text, canonical):
    assert normal(text) == canonical


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1.2.3",
        "1.2.3.256",
        "1.2.3.4.5",
        "a.b.c.d",
        ":1",
        "1:",
        ":::",
        "1::2::3",
        "1:2:3:4:5:6:7:8:9",
        "12345::",
        "g::",
    ],
)
def test_what_is_no_address(text):
    assert parse_ip(text) is None


def test_a_range_forgets_what_lies_behind_its_prefix():
    assert str(range_of("10.1.2.3/16")) == "10.1.0.0/16"
    assert str(range_of("fd00::1:2/112")) == "fd00::1:0/112"
    assert range_of("10.0.0.0/33") is None
    assert range_of("10.0.0.0") is None


def test_the_dynamic_band_of_the_usual_range_starts_behind_256_addresses():
    found = range_of("10.96.0.0/12")
    assert addresses.ip_text(addresses.Address(4, addresses.dynamic_start(found))) == "10.96.1.1"
    assert [addresses.ip_text(addresses.Address(4, number)) for number in addresses.usable(found)] == [
        "10.96.0.1",
        "10.111.255.254",
    ]


def test_the_dynamic_band_of_the_usual_node_ports():
    assert PortRange(30000, 32767).dynamic_start == 30086


def test_a_full_dynamic_band_leaves_the_static_one():
    found = range_of("10.0.0.0/24")  # static: 16 addresses, dynamic: .17 to .254
    used = {f"10.0.0.{number}" for number in range(17, 255)}
    assert addresses.next_address([found], used, CHANCE, "a") in {f"10.0.0.{number}" for number in range(1, 17)}


def test_a_full_range_has_nothing():
    used = {f"10.0.0.{number}" for number in range(1, 15)}
    assert addresses.next_address([range_of("10.0.0.0/28")], used, CHANCE, "a") == ""
    second = addresses.next_address([range_of("10.0.0.0/28"), range_of("10.1.0.0/28")], used, CHANCE, "a")
    assert second.startswith("10.1.0.")


def test_ipv6_gives_from_its_own_range():
    found = addresses.next_address([range_of("fd00:10:96::/112")], set(), CHANCE, "a")
    assert range_of("fd00:10:96::/112").covers(found)
    assert parse_ip(found).family == 6


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("10.96.0.5", ""),
        ("192.168.0.1", "the provided network does not match the current range"),
        ("10.96.0.9", "provided IP is already allocated"),
        (
            "10.96.0.0",
            "the provided IP (10.96.0.0) is not in the valid range. The range of valid IPs is 10.96.0.0/12",
        ),
    ],
)
def test_why_an_address_cannot_be_had(text, says):
    assert addresses.refusal(text, [range_of("10.96.0.0/12")], {"10.96.0.9"}) == says


def test_node_ports_are_given_from_the_dynamic_band_first():
    ports = PortRange(30000, 30099)  # static: 16
    assert ports.next(set(range(30016, 30099)), CHANCE, "a") == 30099
    assert 30000 <= ports.next(set(range(30016, 30100)), CHANCE, "a") < 30016
    assert ports.next(set(range(30000, 30100)), CHANCE, "a") == 0
