"""Kustomizations: what their fields do to objects."""

from __future__ import annotations

from typing import Any

import pytest

OBJECTS = """\
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {run: web}, ports: [{port: 80}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {run: web}}
  template:
    metadata: {labels: {run: web}}
    spec: {containers: [{name: a, image: nginx, envFrom: [{configMapRef: {name: conf}}]}]}
"""


@pytest.fixture
def built(run: Any) -> Any:
    """What `kubectl kustomize` prints for a recipe beside OBJECTS."""

    def build(recipe: str, **files: str) -> str:
        run.write("k/objects.yaml", OBJECTS)
        run.write("k/kustomization.yaml", "resources: [objects.yaml]\n" + recipe)
        for name, text in files.items():
            run.write(f"k/{name}.yaml", text)
        result = run("kustomize", "k")
        return str(result.out or result.err)

    return build


def test_generated_names_end_with_a_digest_that_references_follow(built: Any) -> None:
    shown = built("configMapGenerator:\n- name: conf\n  literals: [a=b]\n")

    assert "  name: conf-4h2mbtbbt6\n" in shown
    assert "            name: conf-4h2mbtbbt6\n" in shown


def test_prefixes_and_namespaces(built: Any) -> None:
    shown = built("namePrefix: dev-\nnamespace: shop\n")

    assert shown.count("  name: dev-web\n  namespace: shop\n") == 2


def test_images_get_other_names_and_tags(built: Any) -> None:
    assert "image: httpd:2\n" in built("images: [{name: nginx, newName: httpd, newTag: '2'}]\n")


def test_common_labels_reach_selectors_and_are_deprecated(built: Any, run: Any) -> None:
    assert built("commonLabels: {team: a}\n").count("team: a") == 5
    assert run("kustomize", "k").err.startswith("# Warning: 'commonLabels' is deprecated.")


def test_labels_stay_outside_of_selectors_unless_asked(built: Any) -> None:
    assert built("labels: [{pairs: {team: a}}]\n").count("team: a") == 2


def test_patches_merge_by_name_or_target(built: Any) -> None:
    shown = built(
        "patches:\n- path: more.yaml\n- target: {kind: Service}\n"
        '  patch: \'[{"op": "replace", "path": "/spec/ports/0/port", "value": 81}]\'\n',
        more="apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 4}\n",
    )

    assert "  replicas: 4\n" in shown
    assert "  - port: 81\n" in shown


def test_a_patch_of_nothing_is_refused(built: Any) -> None:
    shown = built("patches: [{path: more.yaml}]\n", more="apiVersion: v1\nkind: Pod\nmetadata: {name: x}\n")

    own = "Pod.v1.[noGrp]/x.[noNs]"
    assert shown == f"error: no matches for Id {own}; failed to find unique target for patch {own}\n"
