"""patch, apply, replace, edit and diff, over a cluster in memory."""

from __future__ import annotations

from typing import Any

SERVICE = """\
apiVersion: v1
kind: Service
metadata:
  name: shop
spec:
  selector:
    app: shop
  ports:
  - port: 80
    targetPort: 8080
"""
CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {name}\n  labels: {{part: {part}}}\ndata:\n  a: '1'\n"


def with_service(run: Any) -> None:
    run.write("shop.yaml", SERVICE)
    assert run("apply", "-f", "shop.yaml").out == "service/shop created\n"


def test_patch_says_whether_anything_changed(run: Any) -> None:
    with_service(run)

    assert run("patch", "svc", "shop", "-p", '{"spec":{"type":"NodePort"}}').out == "service/shop patched\n"
    assert run("patch", "svc", "shop", "-p", '{"spec":{"type":"NodePort"}}').out == "service/shop patched (no change)\n"


def test_patch_merges_ports_by_their_key(run: Any) -> None:
    with_service(run)

    run("patch", "svc", "shop", "-p", '{"spec":{"ports":[{"port":80,"name":"web"}]}}')

    shown = run("get", "svc", "shop", "-o", "jsonpath={.spec.ports[0].name} {.spec.ports[0].targetPort}")
    assert shown.out == "web 8080"


def test_a_json_patch_that_does_not_fit_is_refused_without_a_reason(run: Any) -> None:
    with_service(run)

    result = run("patch", "svc", "shop", "--type=json", "-p", '[{"op":"remove","path":"/spec/nothing"}]')

    assert result.err == "The request is invalid: the server rejected our request due to an error in our request\n"
    assert result.code == 1


def test_a_patch_may_not_rename(run: Any) -> None:
    with_service(run)

    result = run("patch", "svc", "shop", "-p", '{"metadata":{"name":"other"}}')

    assert "the name of the object (other) does not match the name on the URL (shop)" in result.err


def test_patch_of_the_scale_changes_replicas(run: Any) -> None:
    run("create", "deployment", "web", "--image=nginx")

    run("patch", "deploy", "web", "--subresource=scale", "--type=merge", "-p", '{"spec":{"replicas":3}}')

    assert run("get", "deploy", "web", "-o", "jsonpath={.spec.replicas}").out == "3"


def test_a_local_patch_asks_nothing_of_the_cluster(run: Any) -> None:
    run.write("shop.yaml", SERVICE)

    result = run("patch", "--local", "-f", "shop.yaml", "-p", '{"spec":{"type":"NodePort"}}', "-o", "yaml")

    assert "  type: NodePort\n" in result.out
    assert "namespace" not in result.out


def test_apply_removes_what_the_manifest_no_longer_says(run: Any) -> None:
    run.write("shop.yaml", SERVICE.replace("    app: shop\n", "    app: shop\n    tier: web\n"))
    run("apply", "-f", "shop.yaml")
    run.write("shop.yaml", SERVICE)

    assert run("apply", "-f", "shop.yaml").out == "service/shop configured\n"
    assert run("get", "svc", "shop", "-o", "jsonpath={.spec.selector}").out == '{"app":"shop"}'
    assert run("apply", "-f", "shop.yaml").out == "service/shop unchanged\n"


def test_apply_of_what_was_created_warns_and_notes_the_manifest(run: Any) -> None:
    run.write("shop.yaml", SERVICE)
    run("create", "-f", "shop.yaml")

    first, second = run("apply", "-f", "shop.yaml"), run("apply", "-f", "shop.yaml")

    assert first.err.startswith("Warning: resource services/shop is missing the kubectl.kubernetes.io/last-applied")
    assert (second.out, second.err) == ("service/shop unchanged\n", "")


def test_apply_prints_several_objects_as_a_list(run: Any) -> None:
    run.write("both.yaml", CONFIG.format(name="a", part="x") + "---\n" + CONFIG.format(name="b", part="x"))

    assert run("apply", "-f", "both.yaml", "-o", "jsonpath={.items[*].metadata.name}").out == "a b"


def test_apply_prunes_what_is_gone_from_the_manifests(run: Any) -> None:
    run.write("both.yaml", CONFIG.format(name="a", part="x") + "---\n" + CONFIG.format(name="b", part="x"))
    run("apply", "-f", "both.yaml")
    run.write("one.yaml", CONFIG.format(name="a", part="x"))

    result = run("apply", "-f", "one.yaml", "--prune", "-l", "part=x", "--prune-allowlist=core/v1/ConfigMap")

    assert result.out == "configmap/a unchanged\nconfigmap/b pruned\n"


def test_apply_by_force_makes_anew_what_cannot_be_changed(run: Any) -> None:
    with_service(run)
    run.write("shop.yaml", SERVICE.replace("spec:\n", "spec:\n  clusterIP: 10.96.7.7\n"))

    assert "may not change once set" in run("apply", "-f", "shop.yaml").err
    assert run("apply", "-f", "shop.yaml", "--force").out == "service/shop configured\n"
    assert run("get", "svc", "shop", "-o", "jsonpath={.spec.clusterIP}").out == "10.96.7.7"


def test_server_side_apply_tells_of_conflicts(run: Any) -> None:
    run.write("cm.yaml", CONFIG.format(name="a", part="x"))
    run("apply", "-f", "cm.yaml", "--server-side", "--field-manager=first")
    run.write("cm.yaml", CONFIG.format(name="a", part="z"))

    refused = run("apply", "-f", "cm.yaml", "--server-side", "--field-manager=second")
    forced = run("apply", "-f", "cm.yaml", "--server-side", "--field-manager=second", "--force-conflicts")

    assert refused.err.startswith(
        'error: Apply failed with 1 conflict: conflict with "first": .metadata.labels.part\nPlease review'
    )
    assert forced.out == "configmap/a serverside-applied\n"


def test_a_server_dry_run_keeps_nothing(run: Any) -> None:
    run.write("shop.yaml", SERVICE)

    assert run("apply", "-f", "shop.yaml", "--dry-run=server").out == "service/shop created (server dry run)\n"
    assert run("get", "svc", "shop").code == 1


def test_what_was_applied_last_can_be_viewed_and_set(run: Any) -> None:
    with_service(run)
    run.write("shop.yaml", SERVICE.replace("8080", "9090"))

    assert run("apply", "set-last-applied", "-f", "shop.yaml").out == "service/shop configured\n"
    assert "targetPort: 9090" in run("apply", "view-last-applied", "svc", "shop").out
    assert run("get", "svc", "shop", "-o", "jsonpath={.spec.ports[0].targetPort}").out == "8080"


def test_replace_keeps_the_address_and_refuses_old_versions(run: Any) -> None:
    with_service(run)
    address = run("get", "svc", "shop", "-o", "jsonpath={.spec.clusterIP}").out
    run.write("shop.yaml", SERVICE.replace("8080", "9090"))

    assert run("replace", "-f", "shop.yaml").out == "service/shop replaced\n"
    assert run("get", "svc", "shop", "-o", "jsonpath={.spec.clusterIP}").out == address
    run.write("shop.yaml", SERVICE.replace("  name: shop\n", "  name: shop\n  resourceVersion: '1'\n"))
    assert run("replace", "-f", "shop.yaml").err.startswith("Error from server (Conflict): error when replacing")


def test_replace_by_force_deletes_first(run: Any) -> None:
    with_service(run)

    result = run("replace", "--force", "-f", "-", stdin=SERVICE)

    assert result.out == 'service "shop" deleted\nservice/shop replaced\n'


def test_edit_runs_the_editor_on_a_file_of_the_session(run: Any) -> None:
    with_service(run)
    run.env["EDITOR"] = "sed -i -e s/8080/9090/"

    assert run("edit", "svc", "shop").out == "service/shop edited\n"
    assert run("get", "svc", "shop", "-o", "jsonpath={.spec.ports[0].targetPort}").out == "9090"


def test_edit_without_a_change_sends_nothing(run: Any) -> None:
    with_service(run)
    run.env["EDITOR"] = "true"

    assert run("edit", "svc", "shop").err == "Edit cancelled, no changes made.\n"


def test_edit_opens_again_what_the_server_refuses_and_gives_up_if_nothing_is_changed(run: Any) -> None:
    with_service(run)
    run.env["EDITOR"] = "sed -i -e s/port:.80$/port:\\ 70000/"

    result = run("edit", "svc", "shop")

    assert result.err.startswith('error: services "shop" is invalid\n')
    assert result.err.endswith("error: Edit cancelled, no valid changes were saved.\n")
    assert result.code == 1


def test_diff_shows_what_apply_would_change(run: Any) -> None:
    with_service(run)
    run.write("shop.yaml", SERVICE.replace("8080", "9090"))

    result = run("diff", "-f", "shop.yaml")

    assert result.code == 1
    assert "\n-    targetPort: 8080\n+    targetPort: 9090\n" in result.out
    assert result.out.startswith("diff -u -N /tmp/LIVE-")
    assert run("get", "svc", "shop", "-o", "jsonpath={.spec.ports[0].targetPort}").out == "8080"


def test_diff_hides_the_values_of_secrets(run: Any) -> None:
    run("create", "secret", "generic", "key", "--from-literal=a=old")
    manifest = run("create", "secret", "generic", "key", "--from-literal=a=new", "--dry-run=client", "-o", "yaml")
    run.write("key.yaml", manifest.out)

    result = run("diff", "-f", "key.yaml")

    assert "-  a: '*** (before)'\n+  a: '*** (after)'\n" in result.out


def test_diff_ends_with_two_if_something_is_wrong(run: Any) -> None:
    assert run("diff").code == 2


def test_the_manager_of_a_change_is_noted(run: Any) -> None:
    with_service(run)
    run("patch", "svc", "shop", "-p", '{"metadata":{"labels":{"a":"b"}}}')

    shown = run("get", "svc", "shop", "--show-managed-fields", "-o", "jsonpath={.metadata.managedFields[*].manager}")
    assert shown.out.split() == ["kubectl-client-side-apply", "kubectl-patch"]


def test_manifests_are_edited_before_they_are_created(run: Any) -> None:
    run.write("shop.yaml", SERVICE)
    run.env["EDITOR"] = "sed -i -e s/8080/9090/"

    assert run("create", "-f", "shop.yaml", "--edit").out == "service/shop created\n"
    assert run("get", "svc", "shop", "-o", "jsonpath={.spec.ports[0].targetPort}").out == "9090"


def test_the_last_applied_manifest_is_edited_alone(run: Any) -> None:
    with_service(run)
    run.env["EDITOR"] = "sed -i -e s/8080/9090/"

    assert run("apply", "edit-last-applied", "svc", "shop").out == "service/shop edited\n"
    assert "targetPort: 9090" in run("apply", "view-last-applied", "svc", "shop").out
    assert run("get", "svc", "shop", "-o", "jsonpath={.spec.ports[0].targetPort}").out == "8080"


def test_an_editor_that_fails_is_named(run: Any) -> None:
    with_service(run)
    run.env["EDITOR"] = "false"

    assert run("edit", "svc", "shop").err == 'error: there was a problem with the editor "false"\n'


def test_a_manifest_without_a_name_is_not_applied(run: Any) -> None:
    run.write("none.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {labels: {a: b}}\n")

    assert run("apply", "-f", "none.yaml").err == (
        "error: error when retrieving current configuration of:\n"
        'Resource: "/v1, Resource=configmaps", GroupVersionKind: "/v1, Kind=ConfigMap"\n'
        'Name: "", Namespace: "default"\nfrom server for: "none.yaml": resource name may not be empty\n'
    )
