"""NamedTuple as typing has it, made in a tenth of the time: for the values in modules that every command loads.

typing's own compiles a constructor for each class and looks at each annotation; thirty classes cost a command
several milliseconds. A module that uses this one has its annotations as strings: `from __future__ import annotations`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple
else:
    from collections import _tuplegetter  # what collections.namedtuple reads a field with, in C where there is one

    class Named(type):
        """Makes the annotated names of a class its fields."""

        def __new__(meta, name, bases, content):
            fields = tuple(content.get("__annotations__", ()))
            if not fields and any(getattr(base, "_fields", ()) for base in bases):  # a class of the same values
                return type.__new__(meta, name, bases, {**content, "__slots__": ()})
            content["_field_defaults"] = defaults = {field: content[field] for field in fields if field in content}
            content["_last"] = tuple(defaults.values())
            for index, field in enumerate(fields):
                content[field] = _tuplegetter(index, field)
            content["_fields"] = content["__match_args__"] = fields
            content["__slots__"] = ()
            return type.__new__(meta, name, bases, content)

    class NamedTuple(tuple, metaclass=Named):
        """A tuple whose items have names."""

        def __new__(cls, *values, **named):
            if named or len(values) != len(cls._fields):
                values += others(cls, len(values), named)
            return tuple.__new__(cls, values)

        @classmethod
        def _make(cls, values):
            return cls(*values)

        def _replace(self, /, **named):
            return type(self)(**{**self._asdict(), **named})

        def _asdict(self):
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self):
            return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self._asdict().items())})"

        def __getnewargs__(self):
            return tuple(self)

    def others(cls: type, count: int, named: dict[str, Any]) -> tuple[Any, ...]:
        """The values of the fields after the first `count`: what was given by name, and defaults. Raises TypeError."""
        fields = cls._fields[count:]
        if not named and 0 < len(fields) <= len(cls._last):
            return cls._last[-len(fields) :]
        given = {**cls._field_defaults, **named}
        missing = [field for field in fields if field not in given]
        if missing or not fields or not named.keys() <= {*fields}:
            raise TypeError(f"{cls.__name__} has the fields {cls._fields}: {count} values and {[*named]} do not fit")
        return tuple([given[field] for field in fields])
