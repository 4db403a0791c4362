"""A seeded random source of our own (SplitMix64), so that the corpus is the same on every machine and Python."""
from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")
_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_MASK = (1 << 64) - 1


class Rng:
    def __init__(self, seed: int) -> None:
        self.state = seed & _MASK

    def bits(self) -> int:
        self.state = (self.state + 0x9E3779B97F4A7C15) & _MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
        return z ^ (z >> 31)

    def below(self, n: int) -> int:
        return self.bits() % n

    def chance(self, percent: int) -> bool:
        return self.bits() % 100 < percent

    def pick(self, items: Sequence[T]) -> T:
        return items[self.bits() % len(items)]

    def expand(self, text: str) -> str:
        """Resolve every [a|b] (no nesting; an empty choice is allowed)."""
        if "[" not in text:
            return text
        return _CHOICE.sub(lambda m: self.pick(m.group(1).split("|")), text)
