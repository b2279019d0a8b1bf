"""What follows -o: which printer it finds, what each prints, and what kubectl refuses."""

import pytest

from minikctl.output import CHANGE_FORMATS, GET_FORMATS, Options, OutputError, is_table, printer_for

WEB = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "web", "labels": {"app": "web"}},
    "spec": {"replicas": 2, "paths": ["<a>", "b"], "empty": {}},
}
LIST = {
    "apiVersion": "v1",
    "kind": "List",
    "items": [WEB, {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}}],
}
EVERY = "custom-columns,custom-columns-file,go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file"


def printed(form, obj=WEB, allowed=GET_FORMATS, **options):
    written = []
    printer_for(form, Options(**options), allowed).print(obj, written.append)
    return "".join(written)


def refused(form, obj=WEB, allowed=GET_FORMATS, **options):
    with pytest.raises(OutputError) as caught:
        printed(form, obj, allowed, **options)
    return str(caught.value)


def test_an_unknown_format_names_those_that_the_command_has():
    assert refused("foo") == (
        f'unable to match a printer suitable for the output format "foo", allowed formats are: {EVERY}'
        ",name,template,templatefile,wide,yaml"
    )
    assert "wide" in refused("wide", allowed=CHANGE_FORMATS)
    assert refused("wide", allowed=CHANGE_FORMATS).endswith(
        "go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,name,template,templatefile,yaml"
    )
    assert refused("json=x").startswith('unable to match a printer suitable for the output format "json=x"')


def test_tables_are_what_get_prints_without_a_format():
    assert is_table("", Options())
    assert is_table("wide", Options())
    assert not is_table("", Options(template="{{.kind}}"))
    assert not is_table("name", Options())


def test_json_has_four_blanks_a_level_and_escapes_what_html_would_read():
    assert printed("JSON") == (
        '{\n    "apiVersion": "apps/v1",\n    "kind": "Deployment",\n    "metadata": {\n        "labels": {\n'
        '            "app": "web"\n        },\n        "name": "web"\n    },\n    "spec": {\n        "empty": {},\n'
        '        "paths": [\n            "\\u003ca\\u003e",\n            "b"\n        ],\n        "replicas": 2\n    }\n}\n'
    )


def test_json_of_a_generated_object_keeps_its_order():
    assert (
        printed("json", {"kind": "A", "apiVersion": "v1"}, ordered=True)
        == '{\n    "kind": "A",\n    "apiVersion": "v1"\n}\n'
    )


def test_names_say_kind_and_group_and_a_change_says_its_operation():
    assert printed("name") == "deployment.apps/web\n"
    assert printed("name", LIST) == "deployment.apps/web\npod/p\n"
    assert printed("", operation="created (dry run)") == "deployment.apps/web created (dry run)\n"
    assert printed("name", operation="created") == "deployment.apps/web\n"


def test_managed_fields_are_left_out_of_json_and_yaml_unless_asked_for():
    obj = {"kind": "A", "metadata": {"name": "a", "managedFields": [1]}}

    assert printed("yaml", obj) == "kind: A\nmetadata:\n  name: a\n"
    assert (
        printed("yaml", {"kind": "List", "items": [obj]}) == "items:\n- kind: A\n  metadata:\n    name: a\nkind: List\n"
    )
    assert "managedFields" in printed("yaml", obj, show_managed_fields=True)
    assert printed("jsonpath={.metadata.managedFields}", obj) == "[1]"


def test_templates_come_with_the_format_from_the_flag_or_from_a_file():
    files = {"t.txt": b"{.kind}\n", "g.txt": b"{{.kind}}\n"}

    assert printed("jsonpath={.kind}") == "Deployment"
    assert printed("jsonpath", template="{.kind}") == "Deployment"
    assert printed("", template="{{.kind}}") == "Deployment"
    assert printed("template", template="{{.kind}}") == "Deployment"
    assert printed("jsonpath-file=t.txt", read=files.__getitem__) == "Deployment\n"
    assert printed("go-template-file=g.txt", read=files.__getitem__) == "Deployment\n"
    assert printed("templatefile=g.txt", read=files.__getitem__) == "Deployment\n"
    assert printed("jsonpath-as-json={.spec.paths}") == '[\n    [\n        "\\u003ca\\u003e",\n        "b"\n    ]\n]\n'


@pytest.mark.parametrize(
    ("form", "why"),
    [
        ("jsonpath", "template format specified but no template given"),
        ("jsonpath=", "template format specified but no template given"),
        ("go-template", "template format specified but no template given"),
        ("custom-columns", "custom-columns format specified but no custom columns given"),
        ("jsonpath-file=none", "error reading --template none, open none: no such file or directory\n"),
        ("go-template-file=none", "error reading --template none, open none: no such file or directory\n"),
        ("jsonpath={.a", "error parsing jsonpath {.a, unclosed action\n"),
        (
            "go-template={{foo .a}}",
            'error parsing template {{foo .a}}, template: output:1: function "foo" not defined\n',
        ),
    ],
)
def test_templates_that_are_missing_or_wrong_are_refused(form, why):
    assert refused(form) == why


def test_a_jsonpath_that_fails_shows_the_object_in_gos_notation():
    obj = {"kind": "A", "spec": {"list": [1, "x", None, True, {}]}}

    assert refused("jsonpath={.spec.list[9]}", obj) == (
        'error executing jsonpath "{.spec.list[9]}": Error executing template: array index out of bounds: index 9, length 5.'
        " Printing more information for debugging the template:\n\ttemplate was:\n\t\t{.spec.list[9]}\n"
        '\tobject given to jsonpath engine was:\n\t\tmap[string]interface {}{"kind":"A", "spec":map[string]interface {}'
        '{"list":[]interface {}{1, "x", interface {}(nil), true, map[string]interface {}{}}}}\n\n\n'
    )


def test_a_go_template_that_fails_explains_itself_on_the_output_too():
    written: list[str] = []
    with pytest.raises(OutputError) as caught:
        printer_for("go-template=a{{index .l 3}}", Options()).print({"l": [1, None], "s": "<"}, written.append)

    message = 'template: output:1:3: executing "output" at <index .l 3>: error calling index: index out of range: 3'
    assert str(caught.value) == f'error executing template "a{{{{index .l 3}}}}": {message}'
    assert "".join(written) == (
        f"aError executing template: {message}. Printing more information for debugging the template:\n"
        '\ttemplate was:\n\t\ta{{index .l 3}}\n\traw data was:\n\t\t{"l":[1,null],"s":"\\u003c"}\n'
        "\tobject given to template engine was:\n\t\tmap[l:[1 <nil>] s:<]\n\n"
    )


def test_missing_keys_are_an_error_if_asked_for():
    assert printed("jsonpath={.nope}") == ""
    assert "nope is not found" in refused("jsonpath={.nope}", allow_missing=False)
    assert 'map has no entry for key "nope"' in refused("go-template={{.nope}}", allow_missing=False)


def test_columns_are_aligned_under_headers_that_are_written_once():
    assert printed("custom-columns=NAME:.metadata.name,N:{.spec.replicas},P:spec.paths[*],X:.x", LIST) == (
        "NAME   N        P        X\nweb    2        <a>,b    <none>\np      <none>   <none>   <none>\n"
    )
    assert printed("custom-columns=NAME:.metadata.name", no_headers=True) == "web\n"


def test_columns_from_a_file_have_headers_whatever_the_flags_say():
    files = {"c": b"NAME  KIND\n.metadata.name .kind\n", "short": b"A B\n.a\n", "one": b"A\n", "empty": b""}

    assert (
        printed("custom-columns-file=c", no_headers=True, read=files.__getitem__) == "NAME   KIND\nweb    Deployment\n"
    )
    form = "Expected format is one line of space separated headers, one line of space separated column specs."
    assert refused("custom-columns-file=short", read=files.__getitem__) == (
        "number of headers (2) and field specifications (1) don't match"
    )
    assert refused("custom-columns-file=one", read=files.__getitem__) == f"invalid template, missing spec line. {form}"
    assert (
        refused("custom-columns-file=empty", read=files.__getitem__) == f"invalid template, missing header line. {form}"
    )
    assert refused("custom-columns-file=none") == "error reading template none, open none: no such file or directory\n"


def test_wrong_columns_are_refused_and_a_failing_one_has_printed_its_header():
    assert refused("custom-columns=NAME") == "unexpected custom-columns spec: NAME, expected <header>:<json-path-expr>"
    assert refused("custom-columns=A:{.b").startswith("unexpected path string, expected a 'name1.name2'")
    written: list[str] = []
    with pytest.raises(OutputError, match=r"^array index out of bounds: index 9, length 2$"):
        printer_for("custom-columns=A:.spec.paths[9]", Options(), GET_FORMATS).print(WEB, written.append)
    assert "".join(written) == "A\n"


def test_events_of_a_watch_are_lines_of_json_or_documents_of_yaml():
    event = {"type": "ADDED", "object": {"kind": "Pod", "apiVersion": "v1", "metadata": {"name": "p"}}}

    assert (
        printed("json", event) == '{"type":"ADDED","object":{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"}}}\n'
    )
    assert printed("yaml", event) == "object:\n  apiVersion: v1\n  kind: Pod\n  metadata:\n    name: p\ntype: ADDED\n"
    assert printed("name", event) == "pod/p\n"
    assert printed("jsonpath={.type}", event) == "ADDED"


def test_columns_that_come_later_keep_the_widths_of_those_before():
    written: list[str] = []
    printer = printer_for("custom-columns=N:.a,M:.b", Options(), GET_FORMATS)
    printer.print({"a": "a-long-one", "b": 1}, written.append)
    printer.print({"a": "s", "b": 1}, written.append)

    assert "".join(written) == "N            M\na-long-one   1\ns            1\n"
