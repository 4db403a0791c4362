"""The network: Llama's shape in plain PyTorch 1.13."""
from __future__ import annotations

import math
from dataclasses import asdict, dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F


@dataclass(frozen=True)
class Shape:
    vocab: int = 2048
    width: int = 256
    layers: int = 4
    heads: int = 4
    kv_heads: int = 2
    head_dim: int = 64
    inner: int = 704
    positions: int = 1024
    theta: float = 10000.0
    eps: float = 1e-5

    def asdict(self) -> dict[str, object]:
        return asdict(self)


class Norm(nn.Module):
    def __init__(self, width: int, eps: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.eps = eps

    def forward(self, x: Tensor) -> Tensor:
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.eps) * self.weight


def tables(s: Shape) -> tuple[Tensor, Tensor]:
    """Cosine and sine of every position, both halves alike (Llama's rotate-half form)."""
    rates = s.theta ** (-torch.arange(0, s.head_dim, 2, dtype=torch.float32) / s.head_dim)
    angles = torch.outer(torch.arange(s.positions, dtype=torch.float32), rates)
    angles = torch.cat([angles, angles], -1)
    return angles.cos(), angles.sin()


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    half = x.shape[-1] // 2
    return x * cos + torch.cat([-x[..., half:], x[..., :half]], -1) * sin


class Layer(nn.Module):
    def __init__(self, s: Shape) -> None:
        super().__init__()
        self.s = s
        self.norm1, self.norm2 = Norm(s.width, s.eps), Norm(s.width, s.eps)
        self.q = nn.Linear(s.width, s.heads * s.head_dim, bias=False)
        self.k = nn.Linear(s.width, s.kv_heads * s.head_dim, bias=False)
        self.v = nn.Linear(s.width, s.kv_heads * s.head_dim, bias=False)
        self.o = nn.Linear(s.heads * s.head_dim, s.width, bias=False)
        self.gate = nn.Linear(s.width, s.inner, bias=False)
        self.up = nn.Linear(s.width, s.inner, bias=False)
        self.down = nn.Linear(s.inner, s.width, bias=False)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor, bias: Tensor) -> Tensor:
        s, (b, t, _) = self.s, x.shape
        h = self.norm1(x)
        q = rotate(self.q(h).view(b, t, s.heads, s.head_dim).transpose(1, 2), cos, sin)
        k = rotate(self.k(h).view(b, t, s.kv_heads, s.head_dim).transpose(1, 2), cos, sin)
        v = self.v(h).view(b, t, s.kv_heads, s.head_dim).transpose(1, 2)
        k, v = (z.repeat_interleave(s.heads // s.kv_heads, 1) for z in (k, v))
        weights = torch.softmax(q @ k.transpose(2, 3) / math.sqrt(s.head_dim) + bias, -1)
        x = x + self.o((weights @ v).transpose(1, 2).reshape(b, t, -1))
        h = self.norm2(x)
        return x + self.down(F.silu(self.gate(h)) * self.up(h))


class Model(nn.Module):
    def __init__(self, s: Shape) -> None:
        super().__init__()
        self.s = s
        self.embed = nn.Embedding(s.vocab, s.width)
        self.layers = nn.ModuleList(Layer(s) for _ in range(s.layers))
        self.norm = Norm(s.width, s.eps)
        cos, sin = tables(s)
        self.register_buffer("cos", cos, persistent=False)
        self.register_buffer("sin", sin, persistent=False)
        for name, p in self.named_parameters():
            if p.dim() > 1:
                scale = 0.02 / math.sqrt(2 * s.layers) if name.endswith(("o.weight", "down.weight")) else 0.02
                nn.init.normal_(p, std=scale)

    def forward(self, ids: Tensor, positions: Tensor, bias: Tensor) -> Tensor:
        """ids and positions [batch, time]; bias [batch or 1, 1, time, time], 0 where a token may look and a large negative elsewhere."""
        cos, sin = self.cos[positions].unsqueeze(1), self.sin[positions].unsqueeze(1)
        x = self.embed(ids)
        for layer in self.layers:
            x = layer(x, cos, sin, bias)
        return self.norm(x) @ self.embed.weight.t()


def causal(t: int) -> Tensor:
    return torch.full((t, t), -1e9).triu(1)[None, None]
