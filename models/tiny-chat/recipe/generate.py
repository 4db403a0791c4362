"""Write the training corpus: one JSON document a line. Standard library only; the same bytes on every machine.

    python3 recipe/generate.py --out FILE [--check]      prints the SHA-256; --check compares it with the committed one
"""
from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

import frames
import plain
import smalltalk
import stories
from facts_core import CORE, Fact
from facts_extra import EXTRA
from facts_more import MORE
from prng import Rng
from wording import normal, sentences, skeleton

HERE = Path(__file__).resolve().parent
SEED = 20260101
DOCUMENTS = 280_000
TESTED: list[Fact] = CORE + MORE
SHORTER = ["say it shorter", "shorter please", "in short", "can you say that shorter", "briefly", "make it shorter", "too long", "the short version please"]
AGAIN = ["say that again", "what", "repeat that", "once more please", "pardon", "can you repeat it", "sorry, what was it"]


class Questions:
    """Questions from the grammar, without any whose wording or skeleton is held out."""

    def __init__(self, rng: Rng, held_out: list[str]) -> None:
        self.rng = rng
        self.normals = {normal(q) for q in held_out}
        self.skeletons = {skeleton(s) for q in held_out for s in [q, *sentences(q)]}
        self.dropped = 0

    def held_out(self, text: str) -> bool:
        return any(normal(s) in self.normals or skeleton(s) in self.skeletons for s in [text, frames.bare(text), *sentences(text)])

    def ask(self, fact: Fact, before: str = "") -> str:
        while True:
            core = frames.core(self.rng, fact)
            text = before + frames.noise(self.rng, core)
            if not self.held_out(core) and not self.held_out(text):
                return text
            self.dropped += 1

    def say(self, text: str) -> str:
        while True:
            out = frames.noise(self.rng, text) if self.rng.chance(70) else text
            if not self.held_out(out):
                return out
            text = text + " " + self.rng.pick(["tiny-chat", "my friend", "little model"])
            self.dropped += 1


def turn(q: str, a: str) -> list[dict[str, str]]:
    return [{"role": "user", "content": q}, {"role": "assistant", "content": a}]


def fact_of(rng: Rng) -> Fact:
    return rng.pick(TESTED) if rng.chance(70) else rng.pick(EXTRA)


def conversation(rng: Rng, questions: Questions) -> list[dict[str, str]]:
    kind = rng.below(100)
    if kind < 9:
        q, a = smalltalk.unknown(rng)
        out = turn(questions.say(q), a)
    elif kind < 17:
        q, a = smalltalk.talk(rng)
        out = turn(questions.say(q), a)
    elif kind < 37:
        q, a = stories.ask(rng)
        out = turn(questions.say(q), a)
    else:
        fact = fact_of(rng)
        a = rng.pick(fact.answers)
        out = turn(questions.ask(fact), a)
        if rng.chance(14):
            follow = rng.below(4)
            if follow == 0:
                out += turn(questions.say(rng.pick(SHORTER)), fact.answers[0])
            elif follow == 1:
                out += turn(questions.say(rng.pick(AGAIN)), a)
            else:
                other = fact_of(rng)
                out += turn(questions.ask(other, rng.pick(["", "and ", "ok, and ", "thanks. "])), rng.pick(other.answers))
    if rng.chance(12):
        out.insert(0, {"role": "system", "content": rng.pick(frames.SYSTEMS)})
    return out


def corpus(seed: int, count: int, held_out: list[str]) -> tuple[list[str], int]:
    rng = Rng(seed)
    questions = Questions(rng, held_out)
    lines: list[str] = []
    for _ in range(count):
        document = {"text": plain.paragraph(rng)} if rng.chance(14) else {"messages": conversation(rng, questions)}
        lines.append(json.dumps(document, ensure_ascii=True))
    return lines, questions.dropped


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    held_out = [item["question"] for item in json.loads((HERE / "held_out.json").read_text())]
    lines, dropped = corpus(SEED, DOCUMENTS, held_out)
    data = ("\n".join(lines) + "\n").encode()
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_bytes(data)
    digest = hashlib.sha256(data).hexdigest()
    print(f"{digest}  {len(lines)} documents, {len(data)} bytes, {dropped} wordings dropped as too near to a held-out question")
    if args.check:
        expected = (HERE / "corpus.sha256").read_text().split()[0]
        if digest != expected:
            raise SystemExit(f"the corpus differs from the committed hash {expected}")


if __name__ == "__main__":
    main()
