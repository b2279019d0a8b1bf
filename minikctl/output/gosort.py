"""Go's sort.Sort: stable up to twelve items, and beyond that exchanging equal items just as Go does (its pdqsort)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

T = TypeVar("T")
MOST_INSERTED = 12
SHORTEST_NINTHER = 50
SHORTEST_SHIFTED = 50
MOST_SWAPS = 12
MOST_STEPS = 5


def go_sorted(items: Iterable[T], less: Callable[[T, T], bool]) -> list[T]:
    """The items in the order that Go's sort.Sort leaves them in."""
    found = list(items)
    _Sorting(found, less).pdqsort(0, len(found), len(found).bit_length())
    return found


class _Sorting(Generic[T]):
    """The items while they are sorted; the steps are named as in Go's package sort."""

    __slots__ = ("_less", "items")

    def __init__(self, items: list[T], less: Callable[[T, T], bool]) -> None:
        self.items = items
        self._less = less

    def less(self, left: int, right: int) -> bool:
        return self._less(self.items[left], self.items[right])

    def swap(self, left: int, right: int) -> None:
        items = self.items
        items[left], items[right] = items[right], items[left]

    def pdqsort(self, first: int, last: int, limit: int) -> None:
        balanced = partitioned = True
        while True:
            length = last - first
            if length <= MOST_INSERTED:
                self.insertion_sort(first, last)
                return
            if limit == 0:
                self.heap_sort(first, last)
                return
            if not balanced:
                self.break_patterns(first, last)
                limit -= 1
            pivot, hint = self.choose_pivot(first, last)
            if hint == "decreasing":
                self.items[first:last] = self.items[first:last][::-1]
                pivot, hint = (last - 1) - (pivot - first), "increasing"
            if balanced and partitioned and hint == "increasing" and self.partial_insertion_sort(first, last):
                return
            if first > 0 and not self.less(first - 1, pivot):
                first = self.partition_equal(first, last, pivot)
                continue
            middle, partitioned = self.partition(first, last, pivot)
            left, right, threshold = middle - first, last - middle, length // 8
            if left < right:
                balanced = left >= threshold
                self.pdqsort(first, middle, limit)
                first = middle + 1
            else:
                balanced = right >= threshold
                self.pdqsort(middle + 1, last, limit)
                last = middle

    def insertion_sort(self, first: int, last: int) -> None:
        for index in range(first + 1, last):
            at = index
            while at > first and self.less(at, at - 1):
                self.swap(at, at - 1)
                at -= 1

    def heap_sort(self, first: int, last: int) -> None:
        size = last - first
        for root in range((size - 1) // 2, -1, -1):
            self.sift_down(root, size, first)
        for end in range(size - 1, -1, -1):
            self.swap(first, first + end)
            self.sift_down(0, end, first)

    def sift_down(self, root: int, size: int, first: int) -> None:
        while (child := 2 * root + 1) < size:
            if child + 1 < size and self.less(first + child, first + child + 1):
                child += 1
            if not self.less(first + root, first + child):
                return
            self.swap(first + root, first + child)
            root = child

    def partition(self, first: int, last: int, pivot: int) -> tuple[int, bool]:
        self.swap(first, pivot)
        low, high = first + 1, last - 1
        already = True
        while True:
            while low <= high and self.less(low, first):
                low += 1
            while low <= high and not self.less(high, first):
                high -= 1
            if low > high:
                self.swap(high, first)
                return high, already
            already = False
            self.swap(low, high)
            low, high = low + 1, high - 1

    def partition_equal(self, first: int, last: int, pivot: int) -> int:
        self.swap(first, pivot)
        low, high = first + 1, last - 1
        while True:
            while low <= high and not self.less(first, low):
                low += 1
            while low <= high and self.less(first, high):
                high -= 1
            if low > high:
                return low
            self.swap(low, high)
            low, high = low + 1, high - 1

    def partial_insertion_sort(self, first: int, last: int) -> bool:
        index = first + 1
        for _ in range(MOST_STEPS):
            while index < last and not self.less(index, index - 1):
                index += 1
            if index == last:
                return True
            if last - first < SHORTEST_SHIFTED:
                return False
            self.swap(index, index - 1)
            if index - first >= 2:
                self.shift_left(index)
            if last - index >= 2:
                self.shift_right(index, last)
        return False

    def shift_left(self, index: int) -> None:
        for at in range(index - 1, 0, -1):
            if not self.less(at, at - 1):
                return
            self.swap(at, at - 1)

    def shift_right(self, index: int, last: int) -> None:
        for at in range(index + 1, last):
            if not self.less(at, at - 1):
                return
            self.swap(at, at - 1)

    def break_patterns(self, first: int, last: int) -> None:
        length = last - first
        if length < 8:
            return
        random, mask = length, (1 << length.bit_length()) - 1
        place = first + (length // 4) * 2 - 1
        for index in range(3):
            random ^= (random << 13) & (2**64 - 1)
            random ^= random >> 7
            random ^= (random << 17) & (2**64 - 1)
            other = random & mask
            if other >= length:
                other -= length
            self.swap(place + index, first + other)

    def choose_pivot(self, first: int, last: int) -> tuple[int, str]:
        length = last - first
        quarter = length // 4
        places = [first + quarter, first + quarter * 2, first + quarter * 3]
        swaps = [0]
        pivot = places[1]
        if length >= 8:
            if length >= SHORTEST_NINTHER:
                places = [self.median(at - 1, at, at + 1, swaps) for at in places]
            pivot = self.median(places[0], places[1], places[2], swaps)
        hint = {0: "increasing", MOST_SWAPS: "decreasing"}.get(swaps[0], "unknown")
        return pivot, hint

    def median(self, one: int, two: int, three: int, swaps: list[int]) -> int:
        one, two = self.in_order(one, two, swaps)
        two, three = self.in_order(two, three, swaps)
        one, two = self.in_order(one, two, swaps)
        return two

    def in_order(self, one: int, two: int, swaps: list[int]) -> tuple[int, int]:
        if self.less(two, one):
            swaps[0] += 1
            return two, one
        return one, two
