import json

from hypothesis import given, settings
from hypothesis import strategies as st

from minikctl.state.store.difference import difference, patched, same

SCALARS = st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from([0.0, 1.0, 1.5]) | st.text(max_size=3)
KEYS = st.sampled_from("abcd")
TREES = st.recursive(SCALARS, lambda t: st.lists(t, max_size=4) | st.dictionaries(KEYS, t, max_size=4), max_leaves=12)


@settings(max_examples=300, deadline=None)
@given(TREES, TREES)
def test_a_patch_makes_one_tree_of_another(a, b):
    before = json.dumps(a)

    patch = json.loads(json.dumps(difference(a, b)))

    assert same(patched(a, patch), b)
    assert json.dumps(a) == before
    assert (patch is None) == same(a, b)


def test_true_and_one_are_different():
    assert difference({"a": True}, {"a": 1}) == ["d", {}, [], {"a": ["=", 1]}]
    assert difference([1], [1.0]) == ["i", [[0, ["=", 1.0]]]]


def test_a_small_change_of_a_large_tree_is_a_small_patch():
    a = {"spec": {"ports": [{"port": port, "name": f"p{port}"} for port in range(50)]}, "status": {}}
    b = json.loads(json.dumps(a))
    b["spec"]["ports"][7]["name"] = "web"
    b["status"] = {"ready": True}

    assert difference(a, b) == [
        "d",
        {},
        [],
        {
            "spec": ["d", {}, [], {"ports": ["i", [[7, ["d", {}, [], {"name": ["=", "web"]}]]]]}],
            "status": ["d", {"ready": True}, [], {}],
        },
    ]


def test_an_inserted_item_is_all_that_a_list_patch_holds():
    assert difference([1, 2, 3], [1, 9, 2, 3]) == ["l", 1, 0, [9]]
    assert difference([1, 2, 3], [1, 3]) == ["l", 1, 1, []]
