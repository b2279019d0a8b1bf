"""Making very many small values at once without the garbage collector looking through them again and again."""

from __future__ import annotations

import gc


class NoCollection:
    """While it is entered nothing is collected; for loops that make only values that stay (tuples, strings)."""

    __slots__ = ("was_on",)

    def __enter__(self) -> None:
        self.was_on = gc.isenabled()
        gc.disable()

    def __exit__(self, *_: object) -> None:
        if self.was_on:
            gc.enable()
