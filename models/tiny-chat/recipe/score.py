"""Score the shipped weights on the held-out questions: greedy, at most 60 new tokens, chat template, no system message.

    python3 recipe/score.py [--verbose] [--least 48]      ends with code 1 below --least
    python3 recipe/score.py --ask "tell me a story" "what port"
"""
from __future__ import annotations

import argparse
import json
from pathlib import Path

from bpe import END, Tokenizer
from onnx_numpy import Network

HERE = Path(__file__).resolve().parent


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--least", type=int, default=48)
    parser.add_argument("--ask", nargs="*")
    parser.add_argument("--raw", nargs="*")
    args = parser.parse_args()
    tokenizer, network = Tokenizer(HERE.parent / "tokenizer.json"), Network(HERE.parent / "model.onnx")

    def answer(question: str, limit: int = 60) -> str:
        return tokenizer.decode(network.greedy(tokenizer.chat([{"role": "user", "content": question}]), limit, END))

    if args.ask or args.raw:
        for question in args.ask or []:
            print(f"> {question}\n{answer(question, 120)}\n")
        for text in args.raw or []:
            print(f">> {text}{tokenizer.decode(network.greedy(tokenizer.encode(text), 80, END))}\n")
        return
    items = json.loads((HERE / "held_out.json").read_text(encoding="utf-8"))
    right = 0
    for item in items:
        text = answer(item["question"])
        good = any(a.lower() in text.lower() for a in item["accept"])
        right += good
        if args.verbose or not good:
            print(f"{'right' if good else 'WRONG'} [{item['fact']}] {item['question']}\n      {text}")
    print(f"{right}/{len(items)} held-out questions answered ({100 * right / len(items):.0f} %)")
    if right < args.least:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
