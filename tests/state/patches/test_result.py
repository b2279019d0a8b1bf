"""What a server says of an object that a patch spoiled."""

from __future__ import annotations

from typing import Any

import pytest

from minikctl.state.errors import ApiError
from minikctl.state.kinds import DEPLOYMENT, SERVICE
from minikctl.state.patches.result import patched

SHOP: dict[str, Any] = {
    "apiVersion": "v1",
    "kind": "Service",
    "metadata": {"name": "shop"},
    "spec": {"ports": [{"port": 80}]},
}


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ({"replicas": "two"}, "unrecognized type: int32"),
        ({"replicas": 1.5}, "cannot convert float64 to int32"),
        ({"paused": 1}, "unrecognized type: bool"),
        ({"template": "x"}, "cannot restore struct from: string"),
        ({"template": {"spec": {"containers": {}}}}, "cannot restore slice from map"),
        ({"template": {"spec": {"nodeSelector": {"disk": 1}}}}, "cannot convert int64 to string"),
        ({"template": {"metadata": {"labels": []}}}, "cannot restore map from slice"),
    ],
)
def test_a_strategic_patch_with_a_wrong_type_is_told_in_the_words_of_the_converter(spec: Any, said: str) -> None:
    with pytest.raises(ApiError) as caught:
        patched(DEPLOYMENT, {"spec": spec}, {"spec": {"x": [1]}}, "strategic", "Warn")
    assert caught.value.message == f' "" is invalid: patch: Invalid value: "map[spec:map[x:[1]]]": {said}'
    assert (caught.value.code, caught.value.reason, caught.value.causes[0].field) == (422, "Invalid", "patch")


def test_other_patches_are_told_with_the_whole_object() -> None:
    with pytest.raises(ApiError) as caught:
        patched(SERVICE, {**SHOP, "spec": {"ports": [{"port": "web"}]}}, [], "json", "Warn")
    assert caught.value.message.endswith(
        r'\"spec\":{\"ports\":[{\"port\":\"web\"}]}}": '
        "json: cannot unmarshal string into Go struct field ServicePort.spec.ports.port of type int32"
    )


def test_unknown_fields_are_refused_told_or_ignored() -> None:
    spoiled = {**SHOP, "spec": {"ports": [{"port": 80}], "zone": "a"}}
    with pytest.raises(ApiError, match=r'strict decoding error: unknown field "spec\.zone"'):
        patched(SERVICE, spoiled, {}, "merge", "Strict")
    found, warnings = patched(SERVICE, spoiled, {}, "merge", "Warn")
    assert warnings == ['unknown field "spec.zone"']
    assert "zone" not in found["spec"]
    assert patched(SERVICE, spoiled, {}, "merge", "Ignore")[1] == []
