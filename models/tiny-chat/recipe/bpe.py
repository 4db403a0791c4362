"""Byte-level BPE: training, encoding, decoding. Standard library only; the format is Hugging Face's tokenizer.json."""
from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from pathlib import Path

# GPT-2's pattern, with Python's classes for letters and digits.
PATTERN = re.compile(r"'s|'t|'re|'ve|'m|'ll|'d| ?[^\W\d_]+| ?\d+| ?(?:[^\s\w]|_)+|\s+(?!\S)|\s+")
SPECIALS = ["<pad>", "<s>", "<|end|>", "<|user|>", "<|assistant|>", "<|system|>"]
PAD, BOS, END, USER, ASSISTANT, SYSTEM = range(6)


def byte_symbols() -> list[str]:
    """GPT-2's printable symbol for each of the 256 bytes."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    table, extra = [""] * 256, 0
    for b in range(256):
        table[b] = chr(b if b in printable else 256 + extra)
        extra += b not in printable
    return table


SYMBOLS = byte_symbols()
BYTES = {s: b for b, s in enumerate(SYMBOLS)}


def to_symbols(piece: str) -> str:
    return "".join(SYMBOLS[b] for b in piece.encode())


def train(counts: Counter[str], merges: int) -> list[tuple[str, str]]:
    """The most frequent pair first; ties go to the smaller pair, so that the result is the same everywhere."""
    pieces = [(list(to_symbols(w)), c) for w, c in sorted(counts.items())]
    pairs: Counter[tuple[str, str]] = Counter()
    where: dict[tuple[str, str], set[int]] = defaultdict(set)
    for i, (symbols, count) in enumerate(pieces):
        for pair in zip(symbols, symbols[1:]):
            pairs[pair] += count
            where[pair].add(i)
    out: list[tuple[str, str]] = []
    while len(out) < merges:
        best = min(pairs, key=lambda p: (-pairs[p], p))
        out.append(best)
        for i in sorted(where.pop(best)):
            symbols, count = pieces[i]
            for pair in zip(symbols, symbols[1:]):
                pairs[pair] -= count
            merged = merge(symbols, best)
            pieces[i] = (merged, count)
            for pair in zip(merged, merged[1:]):
                pairs[pair] += count
                where[pair].add(i)
        pairs = Counter({p: c for p, c in pairs.items() if c > 0 and p != best})
    return out


def merge(symbols: list[str], pair: tuple[str, str]) -> list[str]:
    out: list[str] = []
    i = 0
    while i < len(symbols):
        if i + 1 < len(symbols) and (symbols[i], symbols[i + 1]) == pair:
            out.append(pair[0] + pair[1])
            i += 2
        else:
            out.append(symbols[i])
            i += 1
    return out


class Tokenizer:
    def __init__(self, path: Path) -> None:
        data = json.loads(path.read_text(encoding="utf-8"))
        self.vocab: dict[str, int] = data["model"]["vocab"]
        self.names = {i: s for s, i in self.vocab.items()}
        self.ranks = {tuple(m.split(" ")): r for r, m in enumerate(data["model"]["merges"])}
        self.cache: dict[str, list[int]] = {}

    def encode(self, text: str) -> list[int]:
        return [i for piece in PATTERN.findall(text) for i in self._piece(piece)]

    def _piece(self, piece: str) -> list[int]:
        known = self.cache.get(piece)
        if known is None:
            symbols = list(to_symbols(piece))
            while len(symbols) > 1:
                pair = min(zip(symbols, symbols[1:]), key=lambda p: self.ranks.get(p, 1 << 30))
                if pair not in self.ranks:
                    break
                symbols = merge(symbols, pair)
            known = self.cache[piece] = [self.vocab[s] for s in symbols]
        return known

    def decode(self, ids: list[int]) -> str:
        return bytes(BYTES[c] for i in ids if i >= len(SPECIALS) for c in self.names[i]).decode("utf-8", "replace")

    def chat(self, messages: list[dict[str, str]], prompt: bool = True) -> list[int]:
        """What chat_template.jinja and the encoder make of a conversation."""
        out: list[int] = []
        for message in messages:
            out += [SPECIALS.index(f"<|{message['role']}|>"), *self.encode(message["content"].strip()), END]
        return out + [ASSISTANT] if prompt else out
