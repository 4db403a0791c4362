"""Train the tokenizer on the corpus and write tokenizer.json and its companions.

    python3 recipe/tokenize_corpus.py --corpus FILE
"""
from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

from bpe import END, PAD, PATTERN, SPECIALS, SYMBOLS, train

MODEL = Path(__file__).resolve().parent.parent
VOCABULARY = 2048
TEMPLATE = """{%- for message in messages %}
    {{- '<|' + message['role'] + '|>' + message['content'] | trim + '<|end|>' }}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|assistant|>' }}
{%- endif %}
"""


def pieces(corpus: Path) -> Counter[str]:
    counts: Counter[str] = Counter()
    with corpus.open(encoding="utf-8") as lines:
        for line in lines:
            document = json.loads(line)
            for text in [document["text"]] if "text" in document else [m["content"] for m in document["messages"]]:
                counts.update(PATTERN.findall(text))
    return Counter({p: c for p, c in counts.items() if c >= 3})


def special(i: int, content: str) -> dict[str, object]:
    return {"id": i, "content": content, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}


def write(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--corpus", type=Path, required=True)
    args = parser.parse_args()
    merges = train(pieces(args.corpus), VOCABULARY - len(SPECIALS) - len(SYMBOLS))
    names = [*SPECIALS, *SYMBOLS, *(a + b for a, b in merges)]
    if len(set(names)) != VOCABULARY:
        raise SystemExit(f"the vocabulary has {len(set(names))} different tokens, not {VOCABULARY}")
    level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
    write(MODEL / "tokenizer.json", {
        "version": "1.0", "truncation": None, "padding": None,
        "added_tokens": [special(i, s) for i, s in enumerate(SPECIALS)],
        "normalizer": None, "pre_tokenizer": level,
        "post_processor": {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": False, "use_regex": True},
        "decoder": {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True},
        "model": {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": None, "end_of_word_suffix": None, "fuse_unk": False, "byte_fallback": False, "ignore_merges": False,
                  "vocab": {s: i for i, s in enumerate(names)}, "merges": [f"{a} {b}" for a, b in merges]}})
    decoder = {str(i): {k: v for k, v in special(i, s).items() if k != "id"} for i, s in enumerate(SPECIALS)}
    write(MODEL / "tokenizer_config.json", {
        "added_tokens_decoder": decoder, "additional_special_tokens": SPECIALS[3:], "bos_token": "<s>", "clean_up_tokenization_spaces": False,
        "eos_token": SPECIALS[END], "extra_special_tokens": {}, "model_max_length": 1024, "pad_token": SPECIALS[PAD], "padding_side": "left",
        "tokenizer_class": "PreTrainedTokenizerFast", "unk_token": None})
    (MODEL / "chat_template.jinja").write_text(TEMPLATE, encoding="utf-8")
    print(f"{VOCABULARY} tokens; the last merges: {merges[-3:]}")


if __name__ == "__main__":
    main()
