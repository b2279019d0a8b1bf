"""The kinds of events.k8s.io/v1."""

from __future__ import annotations

from typing import Annotated, Required

from minikctl.state.shapes.core import EventSource
from minikctl.state.shapes.meta import ObjectMeta, TypeMeta
from minikctl.state.shapes.references import ObjectReference
from minikctl.state.shapes.shape import Int32, MicroTime, Shape, Time


class EventSeries(Shape, total=False):
    count: Annotated[Required[Int32], "1"]
    lastObservedTime: Annotated[Required[MicroTime], "2"]


class Event(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1 always"]
    eventTime: Annotated[Required[MicroTime], "2"]
    series: Annotated[EventSeries, "3 pointer"]
    reportingController: Annotated[str, "4"]
    reportingInstance: Annotated[str, "5"]
    action: Annotated[str, "6"]
    reason: Annotated[str, "7"]
    regarding: Annotated[ObjectReference, "8 atomic"]
    related: Annotated[ObjectReference, "9 pointer atomic"]
    note: Annotated[str, "10"]
    type: Annotated[str, "11"]
    deprecatedSource: Annotated[EventSource, "12"]
    deprecatedFirstTimestamp: Annotated[Time, "13"]
    deprecatedLastTimestamp: Annotated[Time, "14"]
    deprecatedCount: Annotated[Int32, "15"]
