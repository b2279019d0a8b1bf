"""JSONPath as client-go evaluates it; the expectations were taken from kubectl 1.33."""

import pytest

from minikctl.jsonpath import JsonPath, PathError, relaxed
from minikctl.state.jsonpath.quotes import unquote

WEB = {
    "kind": "Service",
    "metadata": {"name": "web", "labels": {"a": "b"}, "annotations": {"x.io/y": "<a>&b"}},
    "spec": {
        "num": 1000000,
        "half": 1.5,
        "big": 12345678.5,
        "nothing": None,
        "list": [1, "a", None, True, {"b": "c"}],
        "ports": [{"name": "a", "port": 80}, {"name": "b", "port": 443}],
        "deep": [{"y": [1, 2, 3, 4, 5, 6]}, {"y": []}],
    },
}


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("", ""),
        ("plain x}y", "plain x}y"),
        ("{.kind}", "Service"),
        ("{$.kind}{@.kind}{['kind']}", "ServiceServiceService"),
        ("{.spec.num} {.spec.half} {.spec.big} {.spec.nothing}", "1000000 1.5 1.23456785e+07 null"),
        ("{.spec.ports}", '[{"name":"a","port":80},{"name":"b","port":443}]'),
        ("{.metadata.annotations}", '{"x.io/y":"\\u003ca\\u003e\\u0026b"}'),
        (r"{.metadata.annotations.x\.io/y}", "<a>&b"),
        (r"{.metadata.annotations['x\.io/y']}", "<a>&b"),
        ("{.nope}{.nope.deeper}{.spec.num.foo}{.spec.nothing.x}{.spec.nothing[0]}", ""),
        ("{.}", ""),
        ("{.spec.ports[0].name},{.spec.ports[-1].name}", "a,b"),
        ("{.spec.ports[*].name}", "a b"),
        ("{.spec.ports[0,1].port}", "80 443"),
        ("{.spec.ports[0]['name', 'port']}", "a 80"),
        ("{.spec.deep[0].y[1:4]}", "2 3 4"),
        ("{.spec.deep[0].y[::2]}", "1 3 5"),
        ("{.spec.deep[0].y[:-2]}", "1 2 3 4"),
        ("{.spec.deep[0].y[-2:]}", "5 6"),
        ("{.spec.deep[0].y[]}", "1"),
        ("{.spec.deep[*].y[*]}", "1 2 3 4 5 6"),
        ("{.spec..port}", "80 443"),
        ("{..name}", "web a b"),
        ("{.metadata.name.*}", "119 101 98"),
        ("{.spec.list[*]}", '1 a null true {"b":"c"}'),
        ("{.spec.ports[?(@.port>100)].name}", "b"),
        ("{.spec.ports[?( @.port == 443 )].name}", "b"),
        ("{.spec.ports[?(443>@.port)].name}", "a"),
        ('{.spec.ports[?(@.name!="a")].name}', "b"),
        ("{.spec.ports[?(@.name=='a')].port}", "80"),
        ("{.spec.ports[?(@.name)].name}", "a b"),
        ('{.spec.ports[?(@.nope=="x")].name}', ""),
        ('{.spec.ports[?(@.name in "a")].name}', "a b"),
        ('{range .spec.ports[*]}{.name}{"\\n"}{end}', "a\nb\n"),
        ("{range .spec.deep[*]}[{range .y[*]}{@},{end}]{end}!", "[1,2,3,4,5,6,][]!"),
        ("{range .nope[*]}x{range .a[*]}y{end}z{end}after", "after"),
        ("{range .spec.ports[*]}{.name}{end}{range .spec.ports[*]}{.port}{end}", "ab80443"),
        ("{range .spec.ports[*]}{.name}", "ab"),
        ("{'it\\'s'}{\"a\\tb\\u00e9\"}{true}{1}{1.5}{-3}", "it'sa\tbétrue11.5-3"),
    ],
)
def test_a_template_finds(template, text):
    assert JsonPath(template).text(WEB) == text


@pytest.mark.parametrize(
    ("template", "why"),
    [
        ("{.spec.ports[5]}", "array index out of bounds: index 5, length 2"),
        ("{.spec.ports[-3]}", "array index out of bounds: index -1, length 2"),
        ("{.spec.ports[0:5]}", "array index out of bounds: index 4, length 2"),
        ("{.spec.ports[1:0]}", "starting index 1 is greater than ending index 0"),
        ("{.spec.ports[0:2:0]}", "step must be > 0"),
        ("{.metadata.name[0]}", "string is not array or slice"),
        ("{.spec.num[0]}", "int64 is not array or slice"),
        ("{.metadata.labels[0]}", "map[string]interface {} is not array or slice"),
        ("{.metadata.labels[?(@.a)]}", "map[a:b] is not array or slice and cannot be filtered"),
        ('{.spec.ports[?(@.port>"a")]}', "incompatible types for comparison"),
        ("{.spec.ports[?(@.port==80.0)]}", "incompatible types for comparison"),
        ("{.spec.ports[?(@.port=!80)]}", "unrecognized filter operator =!"),
        ("{foo}", "unrecognized identifier foo"),
        ("{end}", "not in range, nothing to end"),
    ],
)
def test_what_cannot_be_evaluated_is_refused(template, why):
    with pytest.raises(PathError) as caught:
        JsonPath(template).text(WEB)

    assert str(caught.value) == why


@pytest.mark.parametrize(
    ("template", "why"),
    [
        ("{.a", "unclosed action"),
        ("{.a\n}", "unclosed action"),
        ("{#}", "unrecognized character in action: U+0023 '#'"),
        ("{.a[x]}", "invalid array index x"),
        ('{.a["x"]}', 'invalid array index "x"'),
        ("{.a[}", "unterminated array"),
        ("{.a[?(@.b)", "unclosed array expect ]"),
        ("{.a[?(@.b", "unterminated filter"),
        ("{'abc}", "unterminated quoted string"),
        ('{"bad \\q"}', 'unquote string "bad \\q" error invalid syntax'),
        ("{.....a}", "invalid multiple recursive descent"),
        ("{1.2.3}", "cannot parse number 1.2.3"),
        ("{.a[99999999999999999999]}", "array index 99999999999999999999 is not a number"),
    ],
)
def test_what_cannot_be_read_is_refused(template, why):
    with pytest.raises(ValueError) as caught:
        JsonPath(template)

    assert str(caught.value) == why


def test_a_missing_key_is_an_error_only_if_it_must_be_there():
    with pytest.raises(PathError, match=r"^nope is not found$"):
        JsonPath("{.nope}", allow_missing=False).text(WEB)


def test_a_template_can_be_used_again():
    path = JsonPath("{range .spec.ports[*]}{.name}{end}{.kind}")

    assert path.text(WEB) == path.text(WEB) == "abService"


def test_as_json_lists_the_values_of_each_node():
    assert JsonPath("{.kind}{.spec.ports[*].port}").json(WEB) == '[\n    "Service"\n]\n[\n    80,\n    443\n]\n'


@pytest.mark.parametrize(
    ("expression", "path"),
    [
        ("", ""),
        ("a.b", "{.a.b}"),
        (".a.b", "{.a.b}"),
        ("{a.b}", "{.a.b}"),
        ("{.a.b}", "{.a.b}"),
        (".a[0]['x']", "{.a[0]['x']}"),
    ],
)
def test_columns_and_sorting_may_leave_out_braces_and_the_dot(expression, path):
    assert relaxed(expression) == path


def test_half_a_pair_of_braces_is_refused():
    with pytest.raises(ValueError, match=r"^unexpected path string, expected a 'name1\.name2'"):
        relaxed("{.a")


def test_escapes_are_gos():
    assert unquote(r'"\x41\101\u00e9\"\\\n"') == 'AAé"\\\n'
    for wrong in ('"\\q"', '"\\x4"', '"\\ud800"', "'a\"", '"', '"a"b"'):
        with pytest.raises(ValueError, match="invalid syntax"):
            unquote(wrong)
