"""Train the network, or go on from the last checkpoint. One core is enough.

    python3 recipe/train.py --corpus FILE --work DIR --minutes 60

The learning rate follows the time: up for 3 %, then a cosine down to nearly nothing when the minutes are used. A stopped run goes
on where its checkpoint (one every three minutes) was; a finished one goes on only with more minutes and --again.
"""
from __future__ import annotations

import argparse
import math
import time
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from bpe import Tokenizer
from data import LENGTH, batch, cached
from model import Model, Shape, causal

MODEL = Path(__file__).resolve().parent.parent


def rate(done: float, peak: float) -> float:
    warm = 0.03
    if done < warm:
        return peak * max(done / warm, 0.01)
    return peak * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * min(1.0, (done - warm) / (1 - warm)))))


def groups(model: Model) -> list[dict[str, object]]:
    wide = [p for p in model.parameters() if p.dim() > 1]
    return [{"params": wide, "weight_decay": 0.05}, {"params": [p for p in model.parameters() if p.dim() == 1], "weight_decay": 0.0}]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--rows", type=int, default=8)
    parser.add_argument("--rate", type=float, default=1.5e-3)
    parser.add_argument("--again", action="store_true", help="a new schedule on top of a finished run")
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(1)
    args.work.mkdir(parents=True, exist_ok=True)
    tokens = cached(args.corpus, Tokenizer(MODEL / "tokenizer.json"), args.work)
    model = Model(Shape())
    optimizer = torch.optim.AdamW(groups(model), lr=args.rate, betas=(0.9, 0.98))
    checkpoint = args.work / "checkpoint.pt"
    step, used, total = 0, 0.0, 0.0
    if checkpoint.exists():
        state = torch.load(checkpoint)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        step, used, total = state["step"], state["used"], state["total"]
        if args.again:
            used = 0.0
    random = np.random.default_rng(1000 + step)
    mask = {n: causal(n) for n in (LENGTH, 4 * LENGTH)}
    budget, mean, saved, begun = args.minutes * 60, 0.0, time.monotonic(), time.monotonic()
    print(f"{sum(p.numel() for p in model.parameters())} parameters, {len(tokens.ids)} tokens, step {step}, {used / 60:.1f} of {args.minutes} minutes used", flush=True)

    def save() -> None:
        part = checkpoint.with_suffix(".part")
        torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "step": step, "used": used, "total": total}, part)
        part.replace(checkpoint)

    while used < budget:
        started = time.monotonic()
        long = step % 12 == 11
        b = batch(tokens, random, max(1, args.rows // 4) if long else args.rows, 4 * LENGTH if long else LENGTH, model.s.positions, 1.0 if long else 0.15)
        documents = torch.from_numpy(b.documents)
        bias = mask[b.ids.shape[1]] + (documents[:, :, None] != documents[:, None, :]).float()[:, None] * -1e9
        logits = model(torch.from_numpy(b.ids), torch.from_numpy(b.positions), bias)
        loss = F.cross_entropy(logits.flatten(0, 1), torch.from_numpy(b.targets).flatten(), reduction="none")
        weights = torch.from_numpy(b.weights).flatten()
        loss = (loss * weights).sum() / weights.sum()
        for group in optimizer.param_groups:
            group["lr"] = rate(used / budget, args.rate)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        mean = loss.item() if mean == 0 else 0.98 * mean + 0.02 * loss.item()
        step += 1
        used += time.monotonic() - started
        total += time.monotonic() - started
        if step % 50 == 0:
            print(f"step {step} minute {used / 60:.1f} loss {mean:.4f} rate {rate(used / budget, args.rate):.6f} tokens/s {step * args.rows * LENGTH / max(total, 1e-9):.0f}", flush=True)
        if time.monotonic() - saved > 180:
            save()
            saved = time.monotonic()
    save()
    print(f"done: {step} steps, {total / 60:.1f} minutes of training in all, {(time.monotonic() - begun) / 60:.1f} in this run", flush=True)


if __name__ == "__main__":
    main()
