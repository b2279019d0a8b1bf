"""--sort-by: order of values, missing fields, ties beyond twelve items, errors."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minikctl.output.gosort import go_sorted
from minikctl.output.sorting import UnsortableError, natural_less, sorted_objects, sorted_table
from minikctl.state.kinds import CONFIG_MAP
from minikctl.state.tables import Row, Table


def objects(*values):
    return [
        {"metadata": {"name": f"o{index}"}, **({} if value is ... else {"v": value})}
        for index, value in enumerate(values)
    ]


def values(found):
    return [obj.get("v", ...) for obj in found]


@pytest.mark.parametrize(
    ("given", "ordered"),
    [
        ((3, 1, 2), [1, 2, 3]),
        ((1.5, 0.5), [0.5, 1.5]),
        (("pod10", "pod9", "pod1"), ["pod1", "pod9", "pod10"]),
        (("1Gi", "500m", "2", "100Mi"), ["500m", "2", "100Mi", "1Gi"]),
        (("b", "10", "a"), ["10", "a", "b"]),
        (("2024-01-02T00:00:00Z", "2024-01-01T10:00:00Z"), ["2024-01-01T10:00:00Z", "2024-01-02T00:00:00Z"]),
        ((2, ..., 1), [..., 1, 2]),
        (("b", None, "a"), [None, "a", "b"]),
    ],
)
def test_objects_are_ordered_by_a_field(given, ordered):
    assert values(sorted_objects(objects(*given), "v")) == ordered


@pytest.mark.parametrize("field", ["v", ".v", "{v}", "{.v}"])
def test_the_field_may_be_written_in_four_ways(field):
    assert values(sorted_objects(objects(2, 1), field)) == [1, 2]


def test_a_field_that_no_object_has_is_refused():
    with pytest.raises(ValueError) as caught:
        sorted_objects(objects(1, 2), ".nope")

    assert str(caught.value) == 'couldn\'t find any field with path "{.nope}" in the list of objects'


def test_an_expression_that_is_none_is_refused():
    with pytest.raises(ValueError, match=r"^unexpected path string, expected a 'name1\.name2'"):
        sorted_objects(objects(1, 2), "{.v")


def test_an_empty_list_is_sorted_by_anything():
    assert sorted_objects([], "{.v") == []


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (({"a": 1}, {"a": 2}), "unsortable type: map[string]interface {}"),
        ((True, False), "unsortable type: bool"),
        ((1, "a"), "unsortable interface: interface"),
    ],
)
def test_values_that_have_no_order_end_the_command(given, why):
    with pytest.raises(UnsortableError) as caught:
        sorted_objects(objects(*given), ".v")

    assert (
        str(caught.value) == f"Field {{.v}} in *unstructured.Unstructured is an unsortable type: interface, err: {why}"
    )
    assert caught.value.place == "sorter.go:329"


def test_missing_fields_come_first_and_are_turned_around():
    assert [obj["metadata"]["name"] for obj in sorted_objects(objects(..., 1, ..., ...), "v")] == [
        "o3",
        "o2",
        "o0",
        "o1",
    ]


def test_a_table_whose_rows_lack_the_field_is_not_printed_at_all():
    shown = Table(CONFIG_MAP, (), [Row([], obj) for obj in objects(2, 1)])

    assert [row.obj["v"] for row in sorted_table(shown, ".v").rows] == [1, 2]
    assert sorted_table(shown, ".nope") is None
    assert sorted_table(shown, "{.v") is None
    assert sorted_table(shown._replace(rows=shown.rows[:1]), ".nope").rows == shown.rows[:1]


def test_up_to_twelve_equal_items_keep_their_order_and_more_are_exchanged_as_go_does():
    def less(left, right):
        return left[0] < right[0]

    twelve = [(index % 2, index) for index in range(12)]
    assert go_sorted(twelve, less) == sorted(twelve)

    many = [(letter, index) for index, letter in enumerate("cccbaaabbbababbabbaaacbccaa")]
    expected = "12 15 26 25 4 5 6 20 19 18 10 7 9 3 11 14 16 17 13 8 22 21 0 23 1 24 2"  # kubectl 1.33 over 27 objects
    assert [index for _, index in go_sorted(many, less)] == [int(index) for index in expected.split()]


@given(st.lists(st.integers(0, 20), max_size=200))
def test_everything_is_sorted(numbers):
    assert go_sorted(numbers, int.__lt__) == sorted(numbers)


@pytest.mark.parametrize(
    ("less", "more"),
    [("a2", "a10"), ("a", "b"), ("a", "a1"), ("1a", "a"), ("a1", "a01"), ("a1b", "a1c"), ("10.0.0.9", "10.0.0.10")],
)
def test_natural_order(less, more):
    assert natural_less(less, more)
    assert not natural_less(more, less)
