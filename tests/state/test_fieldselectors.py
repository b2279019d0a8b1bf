"""Field selectors: which fields a kind has, what they match, what is refused."""

import pytest

from minikctl.state.errors import ApiError
from minikctl.state.fieldselectors import field_selector
from minikctl.state.kinds import CONFIG_MAP, EVENT, JOB, NODE, POD, REPLICA_SET, SERVICE

RUNNING = {
    "metadata": {"name": "a", "namespace": "dev"},
    "spec": {"nodeName": "n1"},
    "status": {"phase": "Running", "podIP": "10.0.0.1", "podIPs": [{"ip": "10.0.0.1"}]},
}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "status.phase=Running",
        "status.phase==Running,spec.nodeName=n1",
        "status.phase!=Pending",
        "metadata.namespace=dev",
        "spec.host=n1",
        "status.podIP=10.0.0.1",
        "spec.hostNetwork=false",
        "spec.restartPolicy=",
    ],
)
def test_these_match_a_pod(text):
    assert field_selector(POD, text).matches(RUNNING)


@pytest.mark.parametrize("text", ["status.phase=Pending", "metadata.name!=a", "spec.hostNetwork=true"])
def test_these_do_not_match_it(text):
    assert not field_selector(POD, text).matches(RUNNING)


def test_flags_and_counts_have_a_text_where_they_are_absent():
    assert field_selector(NODE, "spec.unschedulable=false").matches({"metadata": {"name": "n"}, "spec": {}})
    assert field_selector(JOB, "status.successful=0").matches({"metadata": {"name": "j"}})
    assert field_selector(EVENT, "source=kubelet").matches({"source": {"component": "kubelet"}})


@pytest.mark.parametrize(
    ("kind", "text", "why"),
    [
        (POD, "foo=bar", "field label not supported: foo"),
        (SERVICE, "spec.foo=bar", "field label not supported: spec.foo"),
        (NODE, "metadata.namespace=x", "field label not supported: metadata.namespace"),
        (CONFIG_MAP, "data=x", '"data" is not a known field selector: only "metadata.name", "metadata.namespace"'),
        (
            REPLICA_SET,
            "status.replicas=0",
            '"status.replicas" is not a known field selector: only "metadata.name", "metadata.namespace"',
        ),
        (JOB, "x=1", 'field label "x" not supported for batchv1.Job'),
        (POD, "a", "invalid selector: 'a'; can't understand 'a'"),
        (POD, "metadata.name=a=b", "invalid field selector: unescaped character in value: 61"),
    ],
)
def test_what_a_server_does_not_know_is_a_bad_request(kind, text, why):
    with pytest.raises(ApiError) as caught:
        field_selector(kind, text)

    assert (caught.value.reason, caught.value.message) == ("BadRequest", why)


def test_escapes_survive_a_round_trip():
    selector = field_selector(CONFIG_MAP, r"metadata.name=a\,b\=c")

    assert selector.exact("metadata.name") == "a,b=c"
    assert str(selector) == r"metadata.name=a\,b\=c"


def test_a_custom_kind_has_the_fields_it_says():
    assert field_selector(CONFIG_MAP, "spec.color=red", ["spec.color"], custom=True).matches({"spec": {"color": "red"}})
    with pytest.raises(ApiError, match=r"field label not supported: spec\.size"):
        field_selector(CONFIG_MAP, "spec.size=1", ["spec.color"], custom=True)
