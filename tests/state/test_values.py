"""Our NamedTuple behaves as typing's does."""

from __future__ import annotations

from typing import NamedTuple as Typing

import pytest

from minikctl.state.values import NamedTuple


class Port(NamedTuple):
    """A port of ours."""

    number: int
    name: str = ""
    protocol: str = "TCP"

    @property
    def shown(self) -> str:
        return f"{self.number}/{self.protocol}"


class TypingPort(Typing):
    """The same, as typing makes it."""

    number: int
    name: str = ""
    protocol: str = "TCP"


def test_values_are_given_by_position_and_by_name() -> None:
    for made in (Port, TypingPort):
        assert made(80, protocol="UDP") == (80, "", "UDP")
        assert made(number=80) == made(80, "", "TCP")
        assert made(80, "web")._replace(number=81) == (81, "web", "TCP")


def test_fields_are_read_by_name_by_position_and_by_pattern() -> None:
    port = Port(80, "web")

    assert (port.number, port[1], port.shown) == (80, "web", "80/TCP")
    assert port._asdict() == {"number": 80, "name": "web", "protocol": "TCP"}
    assert repr(port) == repr(TypingPort(80, "web")).removeprefix("Typing")
    match port:
        case Port(80, name):
            assert name == "web"
        case _:
            pytest.fail("does not match")


@pytest.mark.parametrize("made", [Port, TypingPort])
@pytest.mark.parametrize(
    ("values", "named"),
    [((), {}), ((1, "a", "b", "c"), {}), ((1,), {"number": 2}), ((1,), {"wrong": 2}), ((1, "a", "b"), {"name": "c"})],
)
def test_what_does_not_fit_is_refused(made: type, values: tuple[object, ...], named: dict[str, object]) -> None:
    with pytest.raises(TypeError):
        made(*values, **named)


def test_a_value_has_no_other_attributes() -> None:
    with pytest.raises(AttributeError):
        Port(80).other = 1  # type: ignore[attr-defined]
