"""Go templates; the expectations were taken from kubectl 1.33."""

import pytest

from minikctl.gotemplate import ExecutionError, GoTemplate

WEB = {
    "kind": "Service",
    "metadata": {"name": "web", "labels": {"a": "b", "c": "d"}},
    "spec": {
        "num": 1000000,
        "half": 1.5,
        "nothing": None,
        "list": [1, "a", None, True, {"b": "c"}],
        "ports": [{"name": "a", "port": 80}, {"name": "b", "port": 443}],
    },
}


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{.kind}} {{.spec.num}} {{.spec.half}}", "Service 1000000 1.5"),
        ("{{.nope}} {{.nope.deeper}} {{.spec.nothing}}", "<no value> <no value> <no value>"),
        ("{{.spec.list}} {{.metadata.labels}}", "[1 a <nil> true map[b:c]] map[a:b c:d]"),
        ("{{true}}{{1}}{{-1}}{{0x10}}{{1e3}}{{'a'}}{{1_000}}{{`raw`}}", "true1-1161000971000raw"),
        ('{{print 1 2 "a" "b" 3 4.5 true nil}}', "1 2ab3 4.5 true <nil>"),
        ('{{println "a" 1}}|', "a 1\n|"),
        ('{{(index .spec.ports 0).name}}{{index .spec "ports" 1 "name"}}{{index .spec "nope"}}', "ab<no value>"),
        ("{{slice .kind 1 3}}{{slice .spec.ports 0 1}}", "er[map[name:a port:80]]"),
        ("{{len .kind}}{{len .spec.ports}}{{len .metadata.labels}}", "722"),
        ('{{and 1 0 2}}{{and 1 2}}{{or 0 "" "x"}}{{or 0 ""}}{{not 1}}{{not .nope}}', "02xfalsetrue"),
        ('{{eq 1 2 3 1}}{{ne 1 2}}{{lt 1 2}}{{le 2 2}}{{gt 1 2}}{{ge "b" "a"}}', "truetruetruetruefalsetrue"),
        ('{{eq .nope "a"}}{{eq .nope nil}}{{ne .nope "a"}}{{eq .spec.num 1000000}}', "falsetruetruetrue"),
        (
            '{{html "<a>&\'\\""}}{{js "it\'s <b>\\n"}}{{urlquery "a b&c/é"}}',
            "&lt;a&gt;&amp;&#39;&#34;it\\'s \\u003Cb\\u003E\\u000Aa+b%26c%2F%C3%A9",
        ),
        ('{{exists . "spec" "ports" 0 "name"}}{{exists . "spec" "x"}}{{exists nil}}', "truefalsetrue"),
        ('{{base64decode "aGk="}}{{"aGk=" | base64decode}}', "hihi"),
        ("{{range .spec.ports}}{{.name}}={{$.kind}};{{end}}", "a=Service;b=Service;"),
        ("{{range $i, $p := .spec.ports}}{{if $i}}, {{end}}{{$i}}:{{$p.name}}{{end}}", "0:a, 1:b"),
        ("{{range $k, $v := .metadata.labels}}{{$k}}{{$v}}{{end}}", "abcd"),
        ("{{range .nope}}x{{else}}none{{end}}{{range 3}}{{.}}{{end}}", "none012"),
        ('{{range .spec.ports}}{{if eq .name "b"}}{{continue}}{{end}}{{.name}}{{end}}', "a"),
        ("{{range .spec.list}}{{.}},{{break}}{{end}}", "1,"),
        ("{{with .nope}}x{{else with .kind}}{{.}}{{end}}{{with $x := .spec}}{{$x.num}}{{end}}", "Service1000000"),
        ("{{if .nope}}a{{else if .kind}}b{{else}}c{{end}}", "b"),
        ("{{$x := 1}}{{if true}}{{$x = 2}}{{$x := 3}}{{$x}}{{end}}{{$x}}", "32"),
        ("{{$x := 1}}{{range .spec.ports}}{{$x = .port}}{{end}}{{$x}}", "443"),
        ('{{define "T"}}[{{.}}]{{end}}{{template "T" .kind}}{{template "T"}}', "[Service][<no value>]"),
        ('{{block "B" .kind}}<{{.}}>{{end}}', "<Service>"),
        ('x {{- "a" -}}   b   {{- /* c */}}  d', "xab  d"),
        ('{{.metadata.labels.a | len | printf "%03d"}}', "001"),
        ("{{.kind\n}}", "Service"),
    ],
)
def test_a_template_prints(template, text):
    assert GoTemplate(template).text(WEB) == text


@pytest.mark.parametrize(
    ("template", "text"),
    [
        (
            '{{printf "%d-%5d|%-5d|%05d|%x|%X|%o|%b|%c|%U|%+d" 1 2 3 4 255 255 8 5 65 65 7}}',
            "1-    2|3    |00004|ff|FF|10|101|A|U+0041|+7",
        ),
        (
            '{{printf "%s|%10s|%-10s|%q|%x|% x|%.2s" "abc" "abc" "abc" "a\\"b" "abc" "abc" "abc"}}',
            'abc|       abc|abc       |"a\\"b"|616263|61 62 63|ab',
        ),
        (
            '{{printf "%f|%.2f|%8.3f|%e|%g|%6.2f%%" 1.5 1.555 1.5 1.5 1.5 12.345}}',
            "1.500000|1.55|   1.500|1.500000e+00|1.5| 12.35%",
        ),
        (
            '{{printf "%d" "a"}}|{{printf "%s" 1}}|{{printf "%d %d" 1}}|{{printf "%d" 1 2}}|{{printf "%"}}',
            "%!d(string=a)|%!s(int=1)|1 %!d(MISSING)|1%!(EXTRA int=2)|%!(NOVERB)",
        ),
        (
            '{{printf "%v %s" .spec.ports .spec.ports}}',
            "[map[name:a port:80] map[name:b port:443]] [map[name:a port:%!s(int64=80)] map[name:b port:%!s(int64=443)]]",
        ),
        (
            '{{printf "%T %T %T %T %#v" 1 .spec.num .spec .spec.ports .metadata.labels}}',
            'int int64 map[string]interface {} []interface {} map[string]interface {}{"a":"b", "c":"d"}',
        ),
        ('{{printf "%[2]d %[1]d" 1 2}}{{printf "%*d" 5 1}}', "2 1    1"),
        ('{{printf "%s %v" nil .nope}}', "%!s(<nil>) <nil>"),
    ],
)
def test_printf_formats_and_complains_as_fmt_does(template, text):
    assert GoTemplate(template).text(WEB) == text


@pytest.mark.parametrize(
    ("template", "where", "why"),
    [
        ("{{.kind.foo}}", '1:7: executing "output" at <.kind.foo>', "can't evaluate field foo in type interface {}"),
        (
            "{{with .kind}}{{.foo}}{{end}}",
            '1:16: executing "output" at <.foo>',
            "can't evaluate field foo in type string",
        ),
        (
            "a\nb {{.kind.foo}}",
            '2:9: executing "output" at <.kind.foo>',
            "can't evaluate field foo in type interface {}",
        ),
        ("é{{.kind.foo}}", '1:9: executing "output" at <.kind.foo>', "can't evaluate field foo in type interface {}"),
        (
            "{{.spec.nothing.x}}",
            '1:7: executing "output" at <.spec.nothing.x>',
            "nil pointer evaluating interface {}.x",
        ),
        (
            "{{index .spec.ports 9}}",
            '1:2: executing "output" at <index .spec.ports 9>',
            "error calling index: index out of range: 9",
        ),
        (
            "{{index .spec.ports 2}}",
            '1:2: executing "output" at <index .spec.ports 2>',
            "error calling index: reflect: slice index out of range",
        ),
        (
            "{{index .spec 1}}",
            '1:2: executing "output" at <index .spec 1>',
            "error calling index: value has type int; should be string",
        ),
        (
            "{{index .nope 1}}",
            '1:2: executing "output" at <index .nope 1>',
            "error calling index: index of untyped nil",
        ),
        (
            "{{eq 1 1.0}}",
            '1:2: executing "output" at <eq 1 1.0>',
            "error calling eq: incompatible types for comparison",
        ),
        (
            "{{lt true false}}",
            '1:2: executing "output" at <lt true false>',
            "error calling lt: invalid type for comparison",
        ),
        ("{{len .spec.num}}", '1:2: executing "output" at <len .spec.num>', "error calling len: len of type int64"),
        ("{{len}}", '1:2: executing "output" at <len>', "wrong number of args for len: want 1 got 0"),
        ("{{printf 1}}", '1:9: executing "output" at <1>', "expected string; found 1"),
        ("{{1 2}}", '1:2: executing "output" at <1>', "can't give argument to non-function 1"),
        ("{{.kind 1}}", '1:2: executing "output" at <.kind>', "kind is not a method but has arguments"),
        ("{{nil}}", '1:2: executing "output" at <nil>', "nil is not a command"),
        ("{{range .kind}}x{{end}}", '1:8: executing "output" at <.kind>', "range can't iterate over Service"),
        ('{{template "nope"}}', '1:11: executing "output" at <{{template "nope"}}>', 'template "nope" not defined'),
        (
            '{{define "T"}}{{.foo}}{{end}}{{template "T" .kind}}',
            '1:16: executing "T" at <.foo>',
            "can't evaluate field foo in type string",
        ),
    ],
)
def test_a_failure_names_its_place(template, where, why):
    with pytest.raises(ExecutionError) as caught:
        GoTemplate(template).text(WEB)

    assert str(caught.value) == f"template: output:{where}: {why}"


def test_what_was_printed_before_a_failure_is_kept():
    with pytest.raises(ExecutionError) as caught:
        GoTemplate("a{{.kind}}{{.kind.x}}b").text(WEB)

    assert caught.value.written == "aService"


def test_a_missing_key_fails_only_if_it_must_be_there():
    with pytest.raises(ExecutionError, match=r'map has no entry for key "nope"$'):
        GoTemplate("{{.nope}}", allow_missing=False).text(WEB)


@pytest.mark.parametrize(
    ("template", "why"),
    [
        ("{{foo .a}}", '1: function "foo" not defined'),
        ("{{.a", "1: unclosed action"),
        ("{{if .a}}x", "1: unexpected EOF"),
        ("{{end}}", "1: unexpected {{end}}"),
        ("{{else}}", "1: unexpected {{else}}"),
        ("{{if .a}}{{else}}{{else}}{{end}}", "1: expected end; found {{else}}"),
        ("{{| .a}}", '1: unexpected "|" in command'),
        ('{{"abc}}', "1: unterminated quoted string"),
        ("{{'ab'}}", "1: malformed character constant: 'ab'"),
        ("{{$x}}", '1: undefined variable "$x"'),
        ("{{.kind | 1}}", "1: non executable command in pipeline stage 2"),
        ("{{.a-b}}", "1: bad character U+002D '-'"),
        ("{{#}}", '1: unexpected "#" in command'),
        ("{{}}", "1: missing value for command"),
        ("{{if}}x{{end}}", "1: missing value for if"),
        ("{{range $a, $b, $c := .x}}{{end}}", "1: too many declarations in range"),
        ("{{template T}}", '1: unexpected "T" in template clause'),
        ("{{break}}", "1: {{break}} outside {{range}}"),
        ("{{print (1}}", "1: unclosed left paren"),
        ("{{print 1)}}", "1: unexpected right paren"),
        ("{{/* c }}", "1: unclosed comment"),
        ("{{/* c */x}}", "1: comment ends before closing delimiter"),
        ('{{"abcdefghijklmnop" | foo}}', '1: function "foo" not defined'),
        ("{{template abcdefghijklmnop}}", '1: unexpected "abcdefghij"... in template clause'),
        ('{{"a".b}}', '1: unexpected . after term "\\"a\\""'),
        ("a\n{{foo}}", '2: function "foo" not defined'),
    ],
)
def test_what_is_no_template_is_refused(template, why):
    with pytest.raises(ValueError) as caught:
        GoTemplate(template)

    assert str(caught.value) == f"template: output:{why}"
