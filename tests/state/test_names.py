import pytest

from minikctl.state import names


@pytest.mark.parametrize("text", ["a", "web-1", "0x"])
def test_good_labels_have_no_errors(text):
    assert names.dns_label(text) == []


def test_a_label_with_dots_is_told_so():
    assert names.dns_label("a.b") == ["must not contain dots"]


def test_a_long_bad_label_has_two_errors():
    found = names.dns_label("A" * 64)
    assert found[0] == "must be no more than 63 characters"
    assert found[1].startswith("a lowercase RFC 1123 label must consist of")
    assert found[1].endswith(
        "(e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
    )


def test_services_begin_with_a_letter():
    assert names.dns_label_1035("web") == []
    assert names.dns_label_1035("1web")[0].startswith("a DNS-1035 label must consist of lower case")


@pytest.mark.parametrize(
    ("key", "begins"),
    [
        ("app.kubernetes.io/name", ""),
        ("bad key", "name part must consist of alphanumeric characters"),
        ("/name", "prefix part must be non-empty"),
        ("a/", "name part must be non-empty"),
        ("a/b/c", "a qualified name must consist of"),
        ("UP/x", "prefix part a lowercase RFC 1123 subdomain"),
        ("x" * 64, "name part must be no more than 63 characters"),
    ],
)
def test_keys_of_labels(key, begins):
    found = names.qualified_name(key)
    assert found[0].startswith(begins) if begins else found == []


@pytest.mark.parametrize(
    ("text", "errors"),
    [
        ("http", []),
        ("this-is-far-too-long", ["must be no more than 15 characters"]),
        ("80", ["must contain at least one letter (a-z)"]),
        ("a--b", ["must not contain consecutive hyphens"]),
        ("-a", ["must not begin or end with a hyphen"]),
        (
            "A",
            [
                "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)",
                "must contain at least one letter (a-z)",
            ],
        ),
    ],
)
def test_port_names(text, errors):
    assert names.port_name(text) == errors


@pytest.mark.parametrize(("text", "error"), [("..", "must not be '..'"), ("..x", "must not start with '..'")])
def test_config_keys_are_safe_file_names(text, error):
    assert names.config_key(text) == [error]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("0.0.0.0", "unspecified"),
        ("127.1.2.3", "loopback"),
        ("::1", "loopback"),
        ("169.254.1.1", "link-local range"),
        ("fe80::1", "link-local range"),
        ("224.0.0.9", "multicast"),
    ],
)
def test_addresses_that_nothing_can_be_sent_to(text, says):
    assert [says in message for message in names.usable_ip(text)] == [True]


def test_a_usable_address_is_fine():
    assert names.usable_ip("10.0.0.1") == [] == names.ip("10.0.0.1")
    assert names.ip("x") == ["must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"]
    assert names.cidr("10.0.0.300/8") == ["must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"]


def test_a_generated_name_may_end_in_a_dash():
    assert names.dns_subdomain(names.without_generated_end("web-")) == []


def test_oddly_written_addresses_are_warned_of():
    assert names.ip_warnings("f", "10.0.0.1") == []
    assert names.ip_warnings("f", "10.0.0.01") == [
        'f: non-standard IP address "10.0.0.01" will be considered invalid in a future Kubernetes release: use "10.0.0.1"'
    ]
    assert names.ip_warnings("f", "FD00::1") == [
        'f: IPv6 address "FD00::1" should be in RFC 5952 canonical format ("fd00::1")'
    ]
    assert names.cidr_warnings("f", "10.0.0.5/8") == [
        'f: CIDR value "10.0.0.5/8" is ambiguous in this context (should be "10.0.0.0/8" or "10.0.0.5/32"?)'
    ]
