"""ConfigMap, Secret, ServiceAccount: what pods are told."""

from base64 import b64encode

import pytest

from minikctl.state.kinds import CONFIG_MAP, SECRET, SERVICE_ACCOUNT
from minikctl.state.kinds.kind import rules


def encoded(text):
    return b64encode(text.encode()).decode()


def named(kind, name, **fields):
    return {"apiVersion": "v1", "kind": kind, "metadata": {"name": name, "namespace": "default"}, **fields}


def wrong(kind, obj):
    return [error.text for error in rules(kind).validate(obj)]


def test_the_page_of_a_config_map_shows_its_texts(stand_in):
    found = named("ConfigMap", "c", data={"b": "1\n2\n", "a": "x"}, binaryData={"z": encoded("four")})
    assert rules(CONFIG_MAP).describe(found, stand_in()) == (
        "Name:         c\n"
        "Namespace:    default\n"
        "Labels:       <none>\n"
        "Annotations:  <none>\n"
        "\n"
        "Data\n"
        "====\n"
        "a:\n"
        "----\n"
        "x\n"
        "\n"
        "b:\n"
        "----\n"
        "1\n"
        "2\n"
        "\n"
        "\n"
        "\n"
        "BinaryData\n"
        "====\n"
        "z: 4 bytes\n"
        "\n"
        "Events:  <none>\n"
    )


def test_lists_count_all_data(stand_in):
    found = named("ConfigMap", "c", data={"a": "x"}, binaryData={"z": ""})
    assert rules(CONFIG_MAP).columns[1].cell(found, stand_in()) == 2


def test_keys_are_checked_and_only_once_there():
    found = wrong(CONFIG_MAP, named("ConfigMap", "c", data={"a b": "", "k": ""}, binaryData={"k": ""}))
    assert found[0].startswith('data[a b]: Invalid value: "a b": a valid config key must consist of')
    assert found[1] == 'data[k]: Invalid value: "k": duplicate of key present in binaryData'


def test_what_is_immutable_stays():
    old = named("ConfigMap", "c", data={"a": "x"}, immutable=True)
    new = named("ConfigMap", "c", data={"a": "y"})
    assert [error.text for error in rules(CONFIG_MAP).validate_update(new, old)] == [
        "immutable: Forbidden: field is immutable when `immutable` is set",
        "data: Forbidden: field is immutable when `immutable` is set",
    ]


def test_texts_of_a_secret_become_data():
    found = named("Secret", "s", stringData={"a": "x"}, data={"a": "", "b": ""})
    rules(SECRET).defaults(found)
    assert (found["type"], found["data"], "stringData" in found) == ("Opaque", {"a": encoded("x"), "b": ""}, False)


def test_the_page_of_a_secret_shows_sizes(stand_in):
    found = named("Secret", "s", type="Opaque", data={"b": encoded("12345"), "a": ""})
    assert rules(SECRET).describe(found, stand_in()).partition("Annotations")[2] == (
        ":  <none>\n\nType:  Opaque\n\nData\n====\na:  0 bytes\nb:  5 bytes\n"
    )


def test_a_token_is_shown(stand_in):
    found = named("Secret", "s", type="kubernetes.io/service-account-token", data={"token": encoded("abc")})
    assert rules(SECRET).describe(found, stand_in()).endswith("token:  abc\n")


@pytest.mark.parametrize(
    ("kind", "data", "says"),
    [
        ("kubernetes.io/tls", {"tls.crt": ""}, ["data[tls.key]: Required value"]),
        ("kubernetes.io/dockerconfigjson", {}, ["data[.dockerconfigjson]: Required value"]),
        ("kubernetes.io/basic-auth", {}, ["data[username]: Required value", "data[password]: Required value"]),
        ("kubernetes.io/basic-auth", {"username": ""}, []),
        ("anything", {}, []),
    ],
)
def test_types_of_secrets_demand_keys(kind, data, says):
    assert wrong(SECRET, named("Secret", "s", type=kind, data=data)) == says


def test_the_type_of_a_secret_stays():
    found = rules(SECRET).validate_update(named("Secret", "s", type="b"), named("Secret", "s", type="a"))
    assert [error.text for error in found] == ['type: Invalid value: "b": field is immutable']


def test_the_page_of_an_account_tells_what_is_missing(stand_in):
    token = named("Secret", "t", type="kubernetes.io/service-account-token")
    token["metadata"]["annotations"] = {
        "kubernetes.io/service-account.name": "builder",
        "kubernetes.io/service-account.uid": "uid-of-builder",
    }
    account = named("ServiceAccount", "builder", imagePullSecrets=[{"name": "gone"}], secrets=[{"name": "t"}])
    cluster = stand_in([token, account])
    found = cluster.find(SERVICE_ACCOUNT, "builder", "default")
    assert rules(SERVICE_ACCOUNT).describe(found, cluster) == (
        "Name:                builder\n"
        "Namespace:           default\n"
        "Labels:              <none>\n"
        "Annotations:         <none>\n"
        "Image pull secrets:  gone (not found)\n"
        "Mountable secrets:   t\n"
        "Tokens:              t\n"
        "Events:              <none>\n"
    )
