"""Checks of names, labels, ports and addresses: each returns what is wrong, in apimachinery's words.

Every check takes a text and returns a list of messages, empty if the text is good
(k8s.io/apimachinery/pkg/util/validation).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from minikctl.state.network.addresses import parse_ip, range_of

Check = Callable[[str], list[str]]

LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
SUBDOMAIN = rf"{LABEL}(\.{LABEL})*"
LABEL_1035 = "[a-z]([-a-z0-9]*[a-z0-9])?"
QUALIFIED = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"
LABEL_VALUE = f"({QUALIFIED})?"
CONFIG_KEY = "[-._a-zA-Z0-9]+"
PATH = r"[A-Za-z0-9/\-._~%!$&'()*+,;=:]+"

ALPHANUMERIC_ENDS = "must start and end with an alphanumeric character"
INVALID_IP = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"
INVALID_CIDR = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"
PORT_RANGE = "must be between 1 and 65535, inclusive"
NO_DOTS = "must not contain dots"


def matches(pattern: str, text: str) -> bool:
    """Whether the whole text matches; compiled patterns are kept by `re`."""
    return re.fullmatch(pattern, text) is not None


def too_long(limit: int) -> str:
    return f"must be no more than {limit} characters"


def pattern_error(message: str, pattern: str, *examples: str) -> str:
    """A message with its examples and its pattern, as RegexError writes it."""
    shown = " or ".join(f"'{example}', " for example in examples)
    return f"{message} (e.g. {shown}regex used for validation is '{pattern}')"


LABEL_ERROR = pattern_error(
    f"a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and {ALPHANUMERIC_ENDS}",
    LABEL,
    "my-name",
    "123-abc",
)
SUBDOMAIN_ERROR = pattern_error(
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', "
    f"and {ALPHANUMERIC_ENDS}",
    SUBDOMAIN,
    "example.com",
)
LABEL_1035_ERROR = pattern_error(
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, "
    "and end with an alphanumeric character",
    LABEL_1035,
    "my-name",
    "abc-123",
)
WILDCARD_ERROR = pattern_error(
    "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of "
    "lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
    rf"\*\.{SUBDOMAIN}",
    "*.example.com",
)
QUALIFIED_ERROR = pattern_error(
    f"must consist of alphanumeric characters, '-', '_' or '.', and {ALPHANUMERIC_ENDS}",
    QUALIFIED,
    "MyName",
    "my.name",
    "123-abc",
)
LABEL_VALUE_ERROR = pattern_error(
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', "
    f"and {ALPHANUMERIC_ENDS}",
    LABEL_VALUE,
    "MyValue",
    "my_value",
    "12345",
)
CONFIG_KEY_ERROR = pattern_error(
    "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
    CONFIG_KEY,
    "key.name",
    "KEY_NAME",
    "key-name",
)
PATH_ERROR = pattern_error("Invalid path", PATH)


def dns_label(text: str) -> list[str]:
    """DNS-1123 label: names of namespaces, port names of Services."""
    errors = [too_long(63)] if len(text) > 63 else []
    if not matches(LABEL, text):
        errors.append(NO_DOTS if matches(SUBDOMAIN, text) else LABEL_ERROR)
    return errors


def dns_subdomain(text: str) -> list[str]:
    """DNS-1123 subdomain: names of most objects."""
    errors = [too_long(253)] if len(text) > 253 else []
    if not matches(SUBDOMAIN, text):
        errors.append(SUBDOMAIN_ERROR)
    return errors


def dns_label_1035(text: str) -> list[str]:
    """DNS-1035 label: names of Services."""
    errors = [too_long(63)] if len(text) > 63 else []
    if not matches(LABEL_1035, text):
        errors.append(LABEL_1035_ERROR)
    return errors


def wildcard_subdomain(text: str) -> list[str]:
    """`*.example.com`: wildcard hosts of Ingresses."""
    errors = [too_long(253)] if len(text) > 253 else []
    if not matches(rf"\*\.{SUBDOMAIN}", text):
        errors.append(WILDCARD_ERROR)
    return errors


def qualified_name(text: str) -> list[str]:
    """`prefix/name`: keys of labels, annotations (in lower case), finalizers."""
    prefix, slash, name = text.partition("/")
    if "/" in name:
        error = f"a qualified name {QUALIFIED_ERROR} with an optional DNS subdomain prefix and '/'"
        return [f"{error} (e.g. 'example.com/MyName')"]
    errors = []
    if not slash:
        name = prefix
    elif not prefix:
        errors.append("prefix part must be non-empty")
    else:
        errors += [f"prefix part {message}" for message in dns_subdomain(prefix)]
    if not name:
        errors.append("name part must be non-empty")
    elif len(name) > 63:
        errors.append(f"name part {too_long(63)}")
    if not matches(QUALIFIED, name):
        errors.append(f"name part {QUALIFIED_ERROR}")
    return errors


def label_value(text: str) -> list[str]:
    errors = [too_long(63)] if len(text) > 63 else []
    if not matches(LABEL_VALUE, text):
        errors.append(LABEL_VALUE_ERROR)
    return errors


def config_key(text: str) -> list[str]:
    """Keys of ConfigMaps and Secrets, which become file names."""
    errors = [too_long(253)] if len(text) > 253 else []
    if not matches(CONFIG_KEY, text):
        errors.append(CONFIG_KEY_ERROR)
    elif text in (".", ".."):
        errors.append(f"must not be '{text}'")
    elif text.startswith(".."):
        errors.append("must not start with '..'")
    return errors


def path_segment(text: str) -> list[str]:
    """Names that only must fit into an address: kinds and names in references, RBAC names."""
    if text in (".", ".."):
        return [f"may not be '{text}'"]
    return [f"may not contain '{char}'" for char in "/%" if char in text]


def domain_prefixed_path(text: str) -> list[str]:
    """`acme.io/foo`: controllers of IngressClasses."""
    if not text:
        return []
    host, slash, path = text.partition("/")
    if not slash or not host or not path:
        return ['must be a domain-prefixed path (such as "acme.io/foo")']
    errors = dns_subdomain(host)
    return errors if matches(PATH, path) else [*errors, PATH_ERROR]


def port_number(number: int) -> list[str]:
    return [] if 1 <= number <= 65535 else [PORT_RANGE]


def port_name(text: str) -> list[str]:
    """IANA service name: named ports of containers, named target ports."""
    errors = [too_long(15)] if len(text) > 15 else []
    if not matches("[-a-z0-9]+", text):
        errors.append("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)")
    if not re.search("[a-z]", text):
        errors.append("must contain at least one letter (a-z)")
    if "--" in text:
        errors.append("must not contain consecutive hyphens")
    if text and (text[0] == "-" or text[-1] == "-"):
        errors.append("must not begin or end with a hyphen")
    return errors


def port_number_or_name(value: int | str) -> list[str]:
    """An IntOrString that is a port: `targetPort`."""
    return port_name(value) if isinstance(value, str) else port_number(value)


def ip(text: str) -> list[str]:
    """Any IP address; leading zeros are tolerated as in older fields."""
    return [] if parse_ip(text) else [INVALID_IP]


def cidr(text: str) -> list[str]:
    return [] if range_of(text) else [INVALID_CIDR]


def usable_ip(text: str) -> list[str]:
    """An address that traffic can be sent to (ValidateNonSpecialIP); `text` is a valid IP address."""
    found = parse_ip(text)
    assert found, "checked before"
    errors = []
    if found.number == 0:
        errors.append("may not be unspecified (0.0.0.0 or ::)")
    if found.within("127.0.0.0/8") or found.within("::1/128"):
        errors.append("may not be in the loopback range (127.0.0.0/8, ::1/128)")
    if found.within("169.254.0.0/16") or found.within("fe80::/10"):
        errors.append("may not be in the link-local range (169.254.0.0/16, fe80::/10)")
    if found.within("224.0.0.0/24") or found.within("ff02::/16"):
        # Kubernetes: the text says /10, Go's IsLinkLocalMulticast looks at 16 bits
        errors.append("may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)")
    return errors


def ip_warnings(field: str, text: str) -> list[str]:
    """What the server warns of in a valid address that is oddly written (GetWarningsForIP)."""
    found = parse_ip(text)
    if found is None or str(found) == text:
        return []
    if found.family == 6:
        return [f'{field}: IPv6 address "{text}" should be in RFC 5952 canonical format ("{found}")']
    return [f"{field}: non-standard IP address {odd(text, str(found))}"]


def cidr_warnings(field: str, text: str) -> list[str]:
    """The same of a range, and of bits set behind its prefix (GetWarningsForCIDR)."""
    found = range_of(text)
    if found is None or str(found) == text:
        return []
    warnings = []
    address = parse_ip(text.partition("/")[0])
    if address and address.number != found.first:
        bits = 32 if found.family == 4 else 128
        warnings.append(
            f'{field}: CIDR value "{text}" is ambiguous in this context (should be "{found}" or "{address}/{bits}"?)'
        )
    if found.family == 4 and str(address) != text.partition("/")[0]:
        warnings.append(f"{field}: non-standard CIDR value {odd(text, str(found))}")
    if not warnings:
        warnings.append(f'{field}: IPv6 CIDR value "{text}" should be in RFC 5952 canonical format ("{found}")')
    return warnings


def odd(text: str, better: str) -> str:
    return f'"{text}" will be considered invalid in a future Kubernetes release: use "{better}"'


def without_generated_end(prefix: str) -> str:
    """A generateName as name checks see it: a final dash is allowed, the suffix is not made yet."""
    return prefix[:-2] + "a" if len(prefix) > 1 and prefix.endswith("-") else prefix
