"""Quantities as apimachinery reads and writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minikctl.state import quantities
from minikctl.state.quantities import Quantity, canonical, compare, parse, stored


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("0", "0"),
        ("100m", "100m"),
        ("1000m", "1"),
        ("0.5", "500m"),
        (".5", "500m"),
        ("1.5Gi", "1536Mi"),
        ("0.5Gi", "512Mi"),
        ("1024Mi", "1Gi"),
        ("1000Ki", "1000Ki"),
        ("512Ki", "512Ki"),
        ("1000k", "1M"),
        ("1e3", "1e3"),
        ("12E3", "12e3"),
        ("9.3E", "9300P"),
        ("1e20", "100e18"),
        ("+5", "5"),
        ("-1.5", "-1500m"),
        ("0.1n", "1n"),
        ("100Gi", "100Gi"),
        ("0.0001Ki", "102400u"),
    ],
)
def test_a_quantity_is_written_canonically(text, written):
    assert canonical(text) == written


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "quantities must match the regular expression"),
        ("1.5.3", "quantities must match the regular expression"),
        ("abc", "quantities must match the regular expression"),
        ("5x", "quantities must match the regular expression"),
        ("1 Gi", "quantities must match the regular expression"),
        ("1ki", "unable to parse quantity's suffix"),
        ("1e", "unable to parse quantity's suffix"),
        ("10mm", "unable to parse quantity's suffix"),
    ],
)
def test_what_is_no_quantity_is_refused_in_apimachinerys_words(text, why):
    with pytest.raises(ValueError, match=why):
        parse(text)


def test_quantities_compare_by_value_not_by_form():
    assert compare("1Gi", "1G") == 1
    assert compare("1000m", "1") == 0
    assert compare("0.1", "200m") == -1


def test_a_server_stores_resources_in_thousandths():
    assert stored("0.0001") == "1m"
    assert stored("0.5") == "500m"
    assert stored("128Mi") == "128Mi"


def test_a_sum_keeps_the_form_of_the_first_and_nothing_takes_that_of_the_second():
    assert str(quantities.add(parse("1Gi"), parse("512Mi"))) == "1536Mi"
    assert str(quantities.add(Quantity(0), parse("70Mi"))) == "70Mi"
    assert str(quantities.subtract(parse("2"), parse("500m"))) == "1500m"


def test_whole_values_are_rounded_up():
    assert quantities.value(parse("1500m")) == 2
    assert quantities.milli_value(parse("1500m")) == 1500
    assert quantities.milli_value(parse("1u")) == 1


@given(st.integers(-(10**15), 10**15), st.sampled_from(["", "m", "k", "M", "Ki", "Mi", "Gi", "e3"]))
def test_canonical_form_keeps_the_value(number, suffix):
    text = f"{number}{suffix}"

    assert compare(canonical(text), text) == 0
    assert canonical(canonical(text)) == canonical(text)
