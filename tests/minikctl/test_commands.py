"""get, describe, create -f and delete over a cluster in memory."""

from __future__ import annotations

import json
from typing import Any

import pytest

SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: %s, labels: {app: %s}}\nspec: {ports: [{port: 80}]}\n"


@pytest.fixture
def shop(run: Any) -> Any:
    """A cluster with three Services and a ConfigMap."""
    run.write(
        "all.yaml", "---\n".join(SERVICE % (name, app) for name, app in (("cart", "a"), ("pay", "b"), ("ship", "b")))
    )
    assert run("create", "-f", "all.yaml").code == 0
    assert (
        run("create", "-f", "-", stdin='{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"rates"}}').code == 0
    )
    return run


# ---- get


def test_kinds_may_be_named_in_many_ways(shop: Any) -> None:
    for name in ("svc", "service", "services", "Service", "SERVICES", "services.v1."):
        assert shop("get", name, "cart", "-o", "name").out == "service/cart\n", name


@pytest.mark.parametrize("name", ["SVC", "svc.apps", "svc.v1", "nope", ""])
def test_unknown_kinds_are_refused(shop: Any, name: str) -> None:
    shown = name.partition(".")[0]

    assert shop("get", name).err == f'error: the server doesn\'t have a resource type "{shown}"\n'


def test_part_of_a_group_names_a_kind(shop: Any) -> None:
    assert shop("get", "deployments.app").err == "No resources found in default namespace.\n"


def test_names_of_several_kinds_are_looked_up_in_each(shop: Any) -> None:
    result = shop("get", "svc,cm", "rates", "-o", "name")

    assert (result.out, result.code) == ("configmap/rates\n", 1)
    assert result.err == 'Error from server (NotFound): services "rates" not found\n'


def test_what_is_found_is_printed_before_errors(shop: Any) -> None:
    result = shop("get", "svc/cart", "svc/no", "cm/no")

    assert "cart" in result.out
    assert result.err.splitlines() == [
        'Error from server (NotFound): services "no" not found',
        'Error from server (NotFound): configmaps "no" not found',
    ]


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["svc/a", "po"], "error: there is no need to specify a resource type as a separate argument"),
        (["svc/a/b"], "error: arguments in resource/name form may not have more than one slash"),
        (["svc/"], "error: arguments in resource/name form must have a single resource and name"),
        (["svc", "cart", "-l", "app=a"], "error: name cannot be provided when a selector is specified"),
        (
            ["svc/cart", "-l", "app=a"],
            "error: selectors and the all flag cannot be used when passing resource/name arguments",
        ),
        (["svc", "cart", "-A"], "error: a resource cannot be retrieved by name across all namespaces"),
        (["svc", "--show-labels", "-o", "yaml"], "error: --show-labels option cannot be used with yaml printer"),
        (["svc,cm", "-w"], "error: you may only specify a single resource type"),
        (
            ["svc", "-l", "a in x"],
            'Error from server (BadRequest): Unable to find "/v1, Resource=services" that match label selector "a in x", ',
        ),
    ],
)
def test_arguments_that_mean_nothing_are_refused(shop: Any, argv: list[str], message: str) -> None:
    result = shop("get", *argv)

    assert result.code == 1
    assert result.err.startswith(message)


def test_one_object_is_printed_bare_and_several_as_a_list(shop: Any) -> None:
    one = json.loads(shop("get", "svc", "cart", "-o", "json").out)
    many = json.loads(shop("get", "svc", "cart", "pay", "-o", "json").out)

    assert one["kind"] == "Service"
    assert (many["kind"], len(many["items"])) == ("List", 2)


def test_the_last_selector_counts(shop: Any) -> None:
    assert shop("get", "svc", "-l", "app=a", "-l", "app=b", "-o", "name").out == "service/pay\nservice/ship\n"


def test_nothing_found_is_said_with_the_namespace(shop: Any) -> None:
    assert shop("get", "po").err == "No resources found in default namespace.\n"
    assert shop("get", "pv").err == "No resources found\n"
    assert shop("get", "po", "--ignore-not-found") == ("", "", 0)


def test_endpoints_are_warned_of_once(shop: Any) -> None:
    assert shop("get", "ep,ep", "-A", "-o", "name").err.count("Endpoints is deprecated") == 1


def test_a_watch_shows_what_is_there_and_ends_with_its_time(shop: Any) -> None:
    result = shop("get", "svc", "-w", "-o", "name", "--request-timeout=5s")

    assert result.out.startswith("service/cart\n")


def test_raw_paths_answer_json(shop: Any) -> None:
    assert shop("get", "--raw", "/healthz").out == "ok"
    assert json.loads(shop("get", "--raw", "/api/v1/namespaces/default/services/cart").out)["kind"] == "Service"


def test_in_era_any_a_singular_that_never_existed_is_understood(run_any: Any) -> None:
    assert run_any("get", "endpoint", "kubernetes", "-o", "name").out == "endpoints/kubernetes\n"


# ---- describe


def test_a_beginning_of_names_describes_all(shop: Any) -> None:
    assert shop("describe", "svc", "ca").out.startswith("Name:")
    assert shop("describe", "svc", "zz").err == 'Error from server (NotFound): services "zz" not found\n'


def test_pages_are_separated_by_two_blank_lines(shop: Any) -> None:
    assert shop("describe", "svc", "cart", "pay").out.count("\n\n\nName:") == 1


def test_events_can_be_left_out(shop: Any) -> None:
    assert "Events:" in shop("describe", "svc", "cart").out
    assert "Events:" not in shop("describe", "svc", "cart", "--show-events=false").out


# ---- create -f


def test_documents_are_created_as_they_are_reached(run: Any) -> None:
    run.write("x.yaml", SERVICE % ("one", "a") + "---\nkind: Nope\n---\n" + SERVICE % ("two", "a"))
    result = run("create", "-f", "x.yaml")

    assert (result.out, result.code) == ("service/one created\n", 1)
    assert result.err.startswith('error: error validating "x.yaml": error validating data: apiVersion not set;')


def test_unreadable_manifests_are_told_last_and_as_one(run: Any) -> None:
    unknown = "apiVersion: v1\nkind: %s\nmetadata: {name: x}\n"
    run.write(
        "x.yaml",
        "---\n".join([unknown % "Foo", unknown % "Bar", SERVICE % ("kubernetes", "a"), SERVICE % ("new", "a")]),
    )
    result = run("create", "-f", "x.yaml")

    assert result.out == "service/new created\n"
    first, *rest = result.err.splitlines()
    assert (
        first == 'Error from server (AlreadyExists): error when creating "x.yaml": services "kubernetes" already exists'
    )
    assert rest[0].startswith('[resource mapping not found for name: "x"')
    assert rest[-1] == "ensure CRDs are installed first]"


def test_folders_are_read_in_order_and_only_manifests(run: Any) -> None:
    run.write("d/b.yaml", SERVICE % ("b", "a"))
    run.write("d/a.json", '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}')
    run.write("d/c.txt", "no manifest")
    run.write("d/sub/e.yml", SERVICE % ("e", "a"))

    assert (
        run("create", "-f", "d", "--dry-run=client").out
        == "configmap/a created (dry run)\nservice/b created (dry run)\n"
    )
    assert run("create", "-R", "-f", "d", "-o", "name").out == "configmap/a\nservice/b\nservice/e\n"


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["-f", "no.yaml"], 'error: the path "no.yaml" does not exist\n'),
        (["-f", "no1", "-f", "no2"], 'the path "no1" does not exist\nthe path "no2" does not exist\n'),
        (["-f", "empty"], "error: error reading [empty]: recognized file extensions are [.json .yaml .yml]\n"),
        (["-f", "x.yaml", "-k", "d"], "error: only one of -f or -k can be specified\n"),
        (
            ["-f", "x.yaml", "--validate=no"],
            'error: invalid - validate option "no"; must be one of: strict (or true), warn, ignore (or false)\n',
        ),
        (
            ["-f", "x.yaml", "--dry-run=no"],
            'error: Invalid dry-run value (no). Must be "none", "server", or "client".\n',
        ),
        (["-f", "x.yaml", "-l", "app=zz"], "error: no objects passed to create\n"),
        (
            ["-k", "empty"],
            "error: unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '/work/empty'\n",
        ),
    ],
)
def test_files_that_cannot_be_used_are_refused(run: Any, argv: list[str], message: str) -> None:
    run.write("x.yaml", SERVICE % ("x", "a"))
    run.write("empty/readme.txt", "")

    assert run("create", *argv) == ("", message, 1)


def test_another_namespace_than_the_manifests_is_refused(run: Any) -> None:
    run.write("x.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, namespace: dev}\n")

    assert (
        "You must pass '--namespace=dev' to perform this operation." in run("create", "-f", "x.yaml", "-n", "other").err
    )


def test_a_dry_run_prints_the_manifest_with_its_namespace(run: Any) -> None:
    run.write("x.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n")

    assert run("create", "-f", "x.yaml", "--dry-run=client", "-o", "jsonpath={.metadata.namespace}").out == "default"
    assert run("create", "-f", "x.yaml", "--dry-run=server").out == "configmap/x created (server dry run)\n"
    assert run("get", "cm", "x").code == 1


def test_a_bare_dry_run_is_logged_as_deprecated(run: Any) -> None:
    run.write("x.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n")
    result = run("create", "-f", "x.yaml", "--dry-run")

    assert result.out == "configmap/x created (dry run)\n"
    assert result.err.startswith("W0102 03:04:05.")
    assert result.err.endswith("helpers.go:703] --dry-run is deprecated and can be replaced with --dry-run=client.\n")


def test_unknown_fields_are_refused_or_told_or_ignored(run: Any) -> None:
    run.write("x.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\nfoo: bar\n")

    assert 'strict decoding error: unknown field "foo"' in run("create", "-f", "x.yaml").err
    assert run("create", "-f", "x.yaml", "--validate=warn").err == 'Warning: unknown field "foo"\n'
    assert run("delete", "-f", "x.yaml").code == 0
    assert run("create", "-f", "x.yaml", "--validate=false").err == ""


def test_invalid_objects_are_told_cause_by_cause(run: Any) -> None:
    run.write("x.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: x}\nspec: {ports: [{port: 0}]}\n")

    assert run("create", "-f", "x.yaml").err.splitlines()[:2] == [
        'The Service "x" is invalid: ',
        "* spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive",
    ]


def test_in_era_any_old_versions_are_converted(run_any: Any) -> None:
    run_any.write(
        "ing.yaml",
        "apiVersion: extensions/v1beta1\nkind: Ingress\nmetadata: {name: x}\n"
        "spec: {rules: [{http: {paths: [{path: /, backend: {serviceName: web, servicePort: 80}}]}}]}\n",
    )
    result = run_any("create", "-f", "ing.yaml")

    assert (result.out, result.code) == ("ingress.networking.k8s.io/x created\n", 0)
    assert "removed in Kubernetes 1.22" in result.err


def test_a_kustomization_names_its_objects(run: Any) -> None:
    run.write("k/kustomization.yaml", "namePrefix: dev-\nresources: [svc.yaml]\n")
    run.write("k/svc.yaml", SERVICE % ("web", "a"))

    assert run("create", "-k", "k").out == "service/dev-web created\n"


# ---- delete


def test_objects_are_deleted_by_name_label_and_file(shop: Any) -> None:
    assert shop("delete", "svc/cart", "cm/rates").out == 'service "cart" deleted\nconfigmap "rates" deleted\n'
    assert shop("delete", "svc", "-l", "app=b").out == 'service "pay" deleted\nservice "ship" deleted\n'
    assert shop("delete", "svc", "-l", "app=b").out == "No resources found\n"
    assert shop("delete", "-f", "all.yaml", "--ignore-not-found") == ("", "", 0)
    assert shop("delete", "-f", "all.yaml").err.startswith(
        'Error from server (NotFound): error when deleting "all.yaml": services "cart" not found\n'
    )


def test_a_dry_run_deletes_nothing(shop: Any) -> None:
    assert shop("delete", "svc", "cart", "--dry-run=server").out == 'service "cart" deleted (server dry run)\n'
    assert shop("delete", "svc", "cart", "--dry-run=client", "-o", "name").out == "service/cart\n"
    assert shop("get", "svc", "cart").code == 0


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["svc"], "error: resource(s) were provided, but no name was specified\n"),
        (["--all"], "error: at least one resource must be specified to use a selector\n"),
        (["svc", "--all", "-l", "a=b"], "error: setting 'all' parameter but found a non empty selector. \n"),
        (
            ["svc", "cart", "--now", "--grace-period=5"],
            "error: --now and --grace-period cannot be specified together\n",
        ),
        (
            ["svc", "cart", "--force", "--now"],
            "error: --force and --grace-period greater than 0 cannot be specified together\n",
        ),
        (
            ["svc", "cart", "--cascade=x"],
            'error: invalid cascade value (x). Must be "background", "foreground", or "orphan"\n',
        ),
        (["svc", "cart", "-o", "yaml"], "error: unexpected -o output mode: yaml. We only support '-o name'\n"),
    ],
)
def test_deletions_that_mean_nothing_are_refused(shop: Any, argv: list[str], message: str) -> None:
    assert shop("delete", *argv) == ("", message, 1)


def test_forced_deletions_are_warned_of(shop: Any) -> None:
    result = shop("delete", "svc", "cart", "--force")

    assert result.out == 'service "cart" force deleted\n'
    assert result.err.startswith("Warning: Immediate deletion does not wait for confirmation")


def test_an_interactive_deletion_asks(shop: Any) -> None:
    question = "You are about to delete the following 1 resource(s):\nservice/cart\nDo you want to continue? (y/n): "

    assert shop("delete", "svc", "cart", "-i", stdin="n\n").out == question + "deletion is cancelled\n"
    assert shop("delete", "svc", "cart", "-i", stdin="y\n").out == question + 'service "cart" deleted\n'


def test_cluster_scoped_objects_are_warned_of_with_a_namespace(run: Any) -> None:
    run.write("ns.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: dev}\n")
    run("create", "-f", "ns.yaml")
    result = run("delete", "ns", "dev", "-n", "x", "--wait=false")

    assert result.err == "Warning: deleting cluster-scoped resources, not scoped to the provided namespace\n"


# ---- what the server knows


def test_kinds_can_be_listed_and_filtered(run: Any) -> None:
    assert run("api-resources", "--api-group=batch", "--no-headers").out.split() == [
        *("cronjobs", "cj", "batch/v1", "true", "CronJob"),
        *("jobs", "batch/v1", "true", "Job"),
    ]
    assert "autoscaling/v1\nautoscaling/v2\n" in run("api-versions").out
    assert run("api-resources", "--sort-by=x").err == "error: --sort-by accepts only name or kind\n"


def test_cluster_info_names_the_dns_service(run: Any) -> None:
    assert (
        "CoreDNS is running at https://127.0.0.1:6443/api/v1/namespaces/kube-system/services/kube-dns:dns/proxy"
        in run("cluster-info").out
    )


BROKEN = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n---\na: 1\nspec:\n  http: paths:\n  - x\n"


def test_in_era_any_a_hint_points_at_the_broken_line(run_any: Any) -> None:
    run_any.write("x.yaml", BROKEN)
    told = run_any("create", "-f", "x.yaml").err.splitlines()

    assert told[0].startswith('hint: x.yaml, line 7: "http: paths:"; probably meant: "http:" and on the next line')
    assert told[-1].endswith("yaml: line 3: mapping values are not allowed in this context")


def test_in_era_1_33_there_are_no_hints(run: Any) -> None:
    run.write("x.yaml", BROKEN)

    assert "hint:" not in run("create", "-f", "x.yaml").err


def test_cluster_info_can_be_dumped_to_a_folder(run: Any) -> None:
    assert '"kind": "NodeList"' in run("cluster-info", "dump").out
    assert run("cluster-info", "dump", "--output-directory=d", "--namespaces=kube-system").out == ""
    assert json.loads(run.files.read("/work/d/kube-system/services.json"))["kind"] == "ServiceList"
