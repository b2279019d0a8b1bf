"""Certificate requests: what the PEM says, and how their state is shown."""

import base64

import pytest

from minikctl.state.kinds import CERTIFICATE_SIGNING_REQUEST
from minikctl.state.kinds.certificatesigningrequest.requests import read_request
from minikctl.state.kinds.kind import rules


def der(tag, *parts):
    body = b"".join(parts)
    size = len(body)
    length = bytes([size]) if size < 128 else bytes([0x82, size >> 8, size & 255])
    return bytes([tag]) + length + body


def sequence(*parts):
    return der(0x30, *parts)


def named(oid, text):
    return der(0x31, sequence(der(6, bytes.fromhex(oid)), der(0x0C, text.encode())))


def encoded(*names):
    """A request in the form that `spec.request` has, with an empty key and signature."""
    info = sequence(der(2, b"\0"), sequence(*names), sequence(), der(0xA0))
    body = base64.encodebytes(sequence(info, sequence(), der(3, b"\0"))).decode()
    pem = f"-----BEGIN CERTIFICATE REQUEST-----\n{body}-----END CERTIFICATE REQUEST-----\n"
    return base64.b64encode(pem.encode()).decode()


def test_the_subject_is_read():
    found = read_request(encoded(named("550403", "ann"), named("55040a", "devs"), named("55040a", "ops")))
    assert found is not None
    assert sorted(found.subject.values()) == [["ann"], ["devs", "ops"]]
    assert found.names == {}


@pytest.mark.parametrize("text", ["", "!!!", base64.b64encode(b"hello").decode()])
def test_what_is_no_request_is_none(text):
    assert read_request(text) is None


@pytest.mark.parametrize(
    "status,expected",
    [
        ({}, "Pending"),
        ({"conditions": [{"type": "Approved"}]}, "Approved"),
        ({"conditions": [{"type": "Approved"}], "certificate": "eA=="}, "Approved,Issued"),
        ({"conditions": [{"type": "Denied"}]}, "Denied"),
        ({"conditions": [{"type": "Approved"}, {"type": "Failed"}]}, "Approved,Failed"),
    ],
)
def test_the_condition_column_tells_how_far_it_is(status, expected, stand_in):
    found = {
        "metadata": {"name": "r", "creationTimestamp": "2026-01-01T11:00:00Z"},
        "spec": {"signerName": "example.com/s", "username": "ann", "usages": []},
        "status": status,
    }
    cells = {column.name: column.cell(found, stand_in()) for column in rules(CERTIFICATE_SIGNING_REQUEST).columns}
    assert cells["Condition"] == expected
    assert cells["Requestor"] == "ann"
