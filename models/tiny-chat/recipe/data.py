"""The corpus as token rows: ids, loss weights, document numbers and positions."""
from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bpe import BOS, END, SPECIALS, Tokenizer

ASKED = 0.1  # the loss weight of what the user says; all else counts 1
LENGTH = 256


@dataclass(frozen=True)
class Tokens:
    ids: npt.NDArray[np.int16]
    weights: npt.NDArray[np.float32]  # of predicting this token
    starts: npt.NDArray[np.int64]  # where each document begins


def load(corpus: Path, tokenizer: Tokenizer) -> Tokens:
    ids: list[int] = []
    weights: list[float] = []
    starts: list[int] = []
    with corpus.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            document = json.loads(line)
            starts.append(len(ids))
            if "text" in document:
                text = [*([BOS] if number % 4 == 0 else []), *tokenizer.encode(document["text"]), END]
                ids += text
                weights += [0.0] + [1.0] * (len(text) - 1)
                continue
            for message in document["messages"]:
                body = tokenizer.encode(message["content"])
                mine = message["role"] == "assistant"
                ids += [SPECIALS.index(f"<|{message['role']}|>"), *body, END]
                weights += [0.0, *[1.0 if mine else ASKED] * (len(body) + 1)]
    return Tokens(np.array(ids, np.int16), np.array(weights, np.float32), np.array(starts, np.int64))


def cached(corpus: Path, tokenizer: Tokenizer, folder: Path) -> Tokens:
    path = folder / "tokens.npz"
    if not path.exists():
        t = load(corpus, tokenizer)
        np.savez(path, ids=t.ids, weights=t.weights, starts=t.starts)
    with np.load(path) as f:
        return Tokens(f["ids"], f["weights"], f["starts"])


@dataclass(frozen=True)
class Batch:
    ids: npt.NDArray[np.int64]
    targets: npt.NDArray[np.int64]
    weights: npt.NDArray[np.float32]
    documents: npt.NDArray[np.int64]
    positions: npt.NDArray[np.int64]


def batch(t: Tokens, random: np.random.Generator, rows: int, length: int, limit: int, one_document: float) -> Batch:
    """Rows that begin at a document. With chance `one_document` a row is one long context, else documents do not see each other."""
    out: list[tuple[npt.NDArray[np.int64], ...]] = []
    last = int(np.searchsorted(t.starts, len(t.ids) - length - 1))
    for _ in range(rows):
        first = int(random.integers(last))
        begin = int(t.starts[first])
        ids = t.ids[begin : begin + length + 1].astype(np.int64)
        stop = int(np.searchsorted(t.starts, begin + length))
        heads = t.starts[first:stop] - begin
        if random.random() < one_document:
            heads = heads[:1]
        document = np.zeros(length, np.int64)
        document[heads[1:]] = 1
        document = document.cumsum()
        position = np.arange(length) - heads[document]
        shift = int(random.integers(limit - length + 1)) if random.random() < 0.2 else 0
        out.append((ids[:-1], ids[1:], t.weights[begin + 1 : begin + length + 1], document, position + shift))
    columns = [np.stack(c) for c in zip(*out)]
    return Batch(columns[0], columns[1], columns[2], columns[3], columns[4])
