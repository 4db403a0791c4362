"""Check that the held-out questions are not in the corpus, neither as sentences nor as template skeletons. Standard library only.

    python3 recipe/check_held_out.py --corpus FILE
"""
from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

from frames import bare
from wording import normal, sentences, skeleton

HERE = Path(__file__).resolve().parent


def shape(items: list[dict[str, object]]) -> list[str]:
    facts = Counter(str(i["fact"]) for i in items)
    wrong = [f"{f} has {n} wordings, not 3" for f, n in facts.items() if n != 3]
    if len(facts) != 20:
        wrong.append(f"{len(facts)} facts, not 20")
    wrong += [f"no accepted substring: {i['question']}" for i in items if not i["accept"]]
    wrong += [f"the question holds its own answer: {i['question']}" for i in items for a in list(i["accept"]) if str(a).lower() in str(i["question"]).lower()]
    return wrong


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--corpus", type=Path, required=True)
    args = parser.parse_args()
    items = json.loads((HERE / "held_out.json").read_text(encoding="utf-8"))
    wrong = shape(items)
    parts = [p for i in items for p in {i["question"], *sentences(i["question"])}]
    normals, skeletons = {normal(p) for p in parts}, {skeleton(p) for p in parts}
    whole = sorted({normal(i["question"]) for i in items})
    seen = 0
    with args.corpus.open(encoding="utf-8") as lines:
        for line in lines:
            document = json.loads(line)
            texts = [document["text"]] if "text" in document else [m["content"] for m in document["messages"]]
            for text in texts:
                seen += 1
                flat = normal(text)
                wrong += [f"held-out question in the corpus: {text}" for q in whole if q in flat]
                asked = {text, *sentences(text), *([] if "text" in document else [bare(text)])}
                wrong += [f"held-out sentence in the corpus: {text}" for p in asked if normal(p) in normals]
                if "text" not in document:
                    wrong += [f"held-out skeleton in the corpus: {text}" for p in asked if skeleton(p) in skeletons]
    print("\n".join(wrong[:20]) or f"{len(items)} held-out questions are in none of {seen} texts, as wordings or skeletons")
    if wrong:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
