"""What the declarations of shapes are made of: their base, and the types that JSON does not tell apart.

A shape is a TypedDict for the type checker and a plain class when the program runs, whose annotations stay text
until `state.schema` reads them (evaluating those of 400 types would cost more than a whole command).
A field is `Annotated[TYPE, MARKS]`. MARKS is a text of words, all but the first optional:

- the field's number on the wire;
- `pointer`: Go holds a pointer, so that an empty value is written where it was given;
- `always` and `omitted`: written though not required, left out when empty though required;
- `merge`, `merge=KEY`, `retainKeys`, `replace`: how a strategic merge patch treats it;
- `set`, `keys=A,B`, `atomic`: how server-side apply treats it;
- `go=NAME`: Go's name of the type where it is not the obvious one;
- `json=NAME`: the field's name in JSON where Python cannot spell it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

Int32 = int
Int64 = int
Bytes = str  # base64
Time = str  # RFC 3339, seconds
MicroTime = str  # RFC 3339, microseconds
Duration = str  # 1h30m
Quantity = str  # 100m, 1Gi
IntOrString = int | str
RawExtension = dict[str, Any]  # any object
RawObject = dict[str, Any]
JSON = Any

__all__ = [
    "JSON",
    "Bytes",
    "Duration",
    "Int32",
    "Int64",
    "IntOrString",
    "MicroTime",
    "Quantity",
    "RawExtension",
    "RawObject",
    "Shape",
    "Time",
]

if TYPE_CHECKING:
    from typing import TypedDict as Shape
else:

    class Shape:
        """The base of all shapes when the program runs; accepts TypedDict's arguments."""

        def __init_subclass__(cls, total: bool = True) -> None:
            """Nothing is evaluated here."""
