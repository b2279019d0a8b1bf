"""Label selectors: the text, the object, what they match, what is refused."""

import pytest

from minikctl.state.selectors import (
    EVERYTHING,
    NOTHING,
    parse_selector,
    selector_of,
    selector_of_labels,
    selector_text,
)

LABELS = {"app": "web", "env": "prod", "ver": "2", "empty": ""}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "app",
        "app=web",
        "app==web",
        "app = web",
        "app!=db",
        "nope!=db",
        "app in (db,web)",
        "app in(web)",
        "app notin (db)",
        "nope notin (x)",
        "!nope",
        "! nope",
        "ver>1",
        "ver<3",
        "app=web,env=prod",
        "empty=",
        "empty in ()",
        "empty in (,x)",
    ],
)
def test_these_match(text):
    assert parse_selector(text).matches(LABELS)


@pytest.mark.parametrize(
    "text",
    [
        "nope",
        "app=db",
        "nope=",
        "app notin (web)",
        "!app",
        "ver>2",
        "nope>1",
        "app>1",
        "app=web,env=dev",
        "nope in (a)",
    ],
)
def test_these_do_not_match(text):
    assert not parse_selector(text).matches(LABELS)


def test_a_selector_is_printed_by_key_and_its_values_in_order():
    assert str(parse_selector("z in (b, a),!x,y,ver > 1,c!=d,b==1")) == "b==1,c!=d,ver>1,!x,y,z in (a,b)"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a in (x", "unable to parse requirement: found '', expected: ',' or ')'"),
        ("a in x", "unable to parse requirement: found 'x' expected: '('"),
        ("a in (", "unable to parse requirement: found '', expected: ',', ')' or identifier"),
        ("a in (x y)", "unable to parse requirement: found 'y', expected: ',' or ')'"),
        ("=b", "found '=', expected: !, identifier, or 'end of string'"),
        ("a notin", "unable to parse requirement: found '' expected: '('"),
        (",", "found ',', expected: !, identifier, or 'end of string'"),
        ("a,,b", "found ',', expected: identifier after ','"),
        ("a,", "found '', expected: identifier after ','"),
        ("a!b", "unable to parse requirement: found '!', expected: in, notin, =, ==, !=, gt, lt"),
        ("!", "unable to parse requirement: found '', expected: identifier"),
        ("!a=b", "found '=', expected: ',' or 'end of string'"),
        ("a=b c", "found 'c', expected: ',' or 'end of string'"),
        ("a=!", "unable to parse requirement: found '!', expected: identifier"),
        (
            "a>x",
            "unable to parse requirement: values[0]: Invalid value: \"x\": for 'Gt', 'Lt' operators, the value must be an integer",
        ),
    ],
)
def test_errors_are_worded_as_the_server_words_them(text, why):
    with pytest.raises(ValueError) as caught:
        parse_selector(text)

    assert str(caught.value) == why


def test_a_bad_key_and_a_bad_value_name_their_rule():
    with pytest.raises(
        ValueError, match=r'^unable to parse requirement: <nil>: Invalid value: "-a": name part must consist'
    ):
        parse_selector("-a=b")
    with pytest.raises(
        ValueError, match=r'^unable to parse requirement: values\[0\]\[app\]: Invalid value: "-x": a valid label'
    ):
        parse_selector("app=-x")


def test_a_selector_object_that_is_absent_selects_nothing_and_an_empty_one_everything():
    assert selector_of(None) == NOTHING
    assert selector_of({}) == EVERYTHING
    assert not selector_of(None).matches(LABELS)
    assert selector_of({}).matches(LABELS)


def test_a_selector_object_is_shown_by_key():
    obj = {
        "matchLabels": {"type": "backend"},
        "matchExpressions": [
            {"key": "service", "operator": "In", "values": ["go-demo-2", "go-demo"]},
            {"key": "legacy", "operator": "DoesNotExist"},
        ],
    }

    assert selector_text(obj) == "!legacy,service in (go-demo,go-demo-2),type=backend"
    assert selector_text({}) == "<none>"
    assert selector_text(None) == "<none>"
    assert selector_text({"matchExpressions": [{"key": "a", "operator": "Near"}]}) == "<error>"


def test_a_selector_object_without_values_is_refused():
    with pytest.raises(ValueError, match="values set can't be empty"):
        selector_of({"matchExpressions": [{"key": "a", "operator": "In", "values": []}]})


def test_a_plain_map_selects_by_equality():
    assert selector_of_labels({"app": "web"}).matches(LABELS)
    assert not selector_of_labels({"app": "db"}).matches(LABELS)
    assert selector_of_labels(None).is_empty
