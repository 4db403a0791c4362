"""How the recipe compares wordings: normal form of a sentence, and its skeleton (all content words masked)."""
from __future__ import annotations

import re

FUNCTION_WORDS = frozenset("""
a about after all am an and any anybody are as at be because been before being but by can could did do does done either else
for from get gets give given go goes going had has have he her here him his how i if in into is it its itself just know like
may me might mine more most must my need next no nobody nor not now of off on once one only onto or our out over own please put
shall she should so some somebody such suppose tell than thanks that the their them then there these they thing this those through
to too under up upon us use used uses using want was way we well were what when where whether which while who whom whose why will
with without would yet you your yours yes
""".split())
_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_SENTENCE = re.compile(r"(?<=[.?!\n;])\s+|\n")


def words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def normal(text: str) -> str:
    """Lower case, punctuation gone."""
    return " ".join(words(text))


def skeleton(text: str) -> str:
    """Function words kept, every run of other words one mask: "where do i put the key" -> "where do i put the _"."""
    out: list[str] = []
    for word in words(text):
        mark = word if word in FUNCTION_WORDS else "_"
        if not (mark == "_" and out and out[-1] == "_"):
            out.append(mark)
    return " ".join(out)


def sentences(text: str) -> list[str]:
    return [part for part in _SENTENCE.split(text) if part]
