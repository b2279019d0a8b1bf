"""What the screen wishes to see, and what it is given: values that the looker and the screen exchange."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from minikctl.state.views import services
from minikctl.state.views.lines import Line


class Wish(NamedTuple):
    """What the screen wants to see."""

    namespace: str | None = "default"  # None: all
    service: str = ""
    tab: str = "map"
    pod: str = ""
    list_width: int = 80
    width: int = 80
    total: int = 80  # of the screen
    ascii: bool = False
    marks: bool = True
    raw: bool = False
    reload: int = 0  # rises when everything is to be read again
    listed: str = ""  # the plural of the kind that is listed; "": Services
    selected: str = ""  # the key of the row under the cursor; of Services it is `service`
    rev: int = 0  # the revision that is looked at; 0: now
    sort: str = ""  # the title of the column that sorts
    reverse: bool = False
    wide: bool = False
    troubled: bool = False  # only rows with a problem
    url: str = ""  # of the trace
    seed: str = ""
    step: int = -1
    aside: int = 0  # the width of the third column; 0: there is none


class Frame(NamedTuple):
    """What there is to see."""

    wish: Wish
    rev: int
    service: str  # the one that is shown: the first if none was wished for
    listing: services.Listing
    detail: list[Line]
    change: Line
    problems: int
    namespaces: list[str]
    pods: list[str]  # namespace/name, those of the shown namespace first
    fault: str = ""  # why this is not live
    last: int = 0  # the newest revision while an older one is shown
    steps: int = 0  # of the trace
    aside: Sequence[Line] = ()  # the third column
    selected: str = ""
