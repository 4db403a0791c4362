"""Write config.json, generation_config.json and model.onnx from a checkpoint.

    python3 recipe/export.py --work DIR

The graph is built by hand from standard operators (opset 17). Weights are float16, each followed by a Cast, so a runtime computes in
float32. Any batch, left padding by attention_mask and position_ids, and any number of new tokens on a filled cache work.
"""
from __future__ import annotations

import argparse
import json
import math
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from bpe import BOS, END, PAD
from model import Model, Shape

MODEL = Path(__file__).resolve().parent.parent


class Graph:
    """Nodes and initializers, with names counted up."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}

    def op(self, kind: str, *inputs: str, name: str = "", **attributes: object) -> str:
        out = name or f"{kind}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [out], name=f"node_{out}", **attributes))
        return out

    def ints(self, *values: int) -> str:
        name = "ints_" + "_".join(map(str, values))
        self.constants.setdefault(name, numpy_helper.from_array(np.array(values, np.int64), name))
        return name

    def scalar(self, value: float | int) -> str:
        kind = np.float32 if isinstance(value, float) else np.int64
        name = f"scalar_{value}"
        self.constants.setdefault(name, numpy_helper.from_array(np.array(value, kind), name))
        return name

    def array(self, name: str, value: np.ndarray) -> str:
        self.constants.setdefault(name, numpy_helper.from_array(value, name))
        return name

    def weight(self, name: str, value: torch.Tensor) -> str:
        return self.op("Cast", self.array(name, value.numpy().astype(np.float16)), to=TensorProto.FLOAT, name=f"{name}.float32")


def norm(g: Graph, x: str, weight: str, eps: float) -> str:
    mean = g.op("ReduceMean", g.op("Mul", x, x), axes=[-1], keepdims=1)
    return g.op("Mul", g.op("Div", x, g.op("Sqrt", g.op("Add", mean, g.scalar(eps)))), weight)


def rotate(g: Graph, x: str, cos: str, sin: str, half: int) -> str:
    first = g.op("Slice", x, g.ints(0), g.ints(half), g.ints(3))
    second = g.op("Slice", x, g.ints(half), g.ints(2 * half), g.ints(3))
    turned = g.op("Concat", g.op("Neg", second), first, axis=-1)
    return g.op("Add", g.op("Mul", x, cos), g.op("Mul", turned, sin))


def heads(g: Graph, x: str, weight: str, count: int, dim: int) -> str:
    return g.op("Transpose", g.op("Reshape", g.op("MatMul", x, weight), g.ints(0, 0, count, dim)), perm=[0, 2, 1, 3])


def build(s: Shape, w: dict[str, torch.Tensor]) -> onnx.ModelProto:
    g = Graph()
    embed = g.weight("model.embed_tokens.weight", w["embed.weight"])
    x = g.op("Gather", embed, "input_ids")
    rates = (s.theta ** (-np.arange(0, s.head_dim, 2, dtype=np.float64) / s.head_dim)).astype(np.float32)
    angles = g.op("Mul", g.op("Unsqueeze", g.op("Cast", "position_ids", to=TensorProto.FLOAT), g.ints(2)), g.array("rotary.rates", rates))
    angles = g.op("Unsqueeze", g.op("Concat", angles, angles, axis=-1), g.ints(1))
    cos, sin = g.op("Cos", angles), g.op("Sin", angles)
    total = g.op("Slice", g.op("Shape", "attention_mask"), g.ints(1), g.ints(2))
    past = g.op("Slice", g.op("Shape", "past_key_values.0.key"), g.ints(2), g.ints(3))
    end, begin = g.op("Squeeze", total), g.op("Squeeze", past)
    keys = g.op("Range", g.scalar(0), end, g.scalar(1))
    queries = g.op("Unsqueeze", g.op("Range", begin, end, g.scalar(1)), g.ints(1))
    real = g.op("Greater", g.op("Unsqueeze", "attention_mask", g.ints(1, 2)), g.scalar(0))
    seen = g.op("And", g.op("GreaterOrEqual", queries, keys), real)  # [batch, 1, new, past + new]
    split = g.op("Concat", g.ints(0, s.heads, -1), total, axis=0)
    joined = g.op("Concat", g.ints(0, s.kv_heads, -1), total, axis=0)
    for n in range(s.layers):
        def weight(ours: str, theirs: str, turned: bool = True) -> str:
            value = w[f"layers.{n}.{ours}.weight"]
            return g.weight(f"model.layers.{n}.{theirs}.weight", value.t().contiguous() if turned else value)
        h = norm(g, x, weight("norm1", "input_layernorm", False), s.eps)
        q = rotate(g, heads(g, h, weight("q", "self_attn.q_proj"), s.heads, s.head_dim), cos, sin, s.head_dim // 2)
        k = rotate(g, heads(g, h, weight("k", "self_attn.k_proj"), s.kv_heads, s.head_dim), cos, sin, s.head_dim // 2)
        v = heads(g, h, weight("v", "self_attn.v_proj"), s.kv_heads, s.head_dim)
        k = g.op("Concat", f"past_key_values.{n}.key", k, axis=2, name=f"present.{n}.key")
        v = g.op("Concat", f"past_key_values.{n}.value", v, axis=2, name=f"present.{n}.value")
        q = g.op("Reshape", g.op("Mul", q, g.scalar(1 / math.sqrt(s.head_dim))), g.ints(0, s.kv_heads, -1, s.head_dim))
        scores = g.op("Reshape", g.op("MatMul", q, g.op("Transpose", k, perm=[0, 1, 3, 2])), split)
        shares = g.op("Softmax", g.op("Where", seen, scores, g.scalar(-1e9)), axis=-1)
        mixed = g.op("Reshape", g.op("MatMul", g.op("Reshape", shares, joined), v), g.ints(0, s.heads, -1, s.head_dim))
        mixed = g.op("Reshape", g.op("Transpose", mixed, perm=[0, 2, 1, 3]), g.ints(0, 0, s.heads * s.head_dim))
        x = g.op("Add", x, g.op("MatMul", mixed, weight("o", "self_attn.o_proj")))
        h = norm(g, x, weight("norm2", "post_attention_layernorm", False), s.eps)
        gate = g.op("MatMul", h, weight("gate", "mlp.gate_proj"))
        inner = g.op("Mul", g.op("Mul", gate, g.op("Sigmoid", gate)), g.op("MatMul", h, weight("up", "mlp.up_proj")))
        x = g.op("Add", x, g.op("MatMul", inner, weight("down", "mlp.down_proj")))
    x = norm(g, x, g.weight("model.norm.weight", w["norm.weight"]), s.eps)
    g.op("MatMul", x, g.op("Transpose", embed, perm=[1, 0]), name="logits")
    return finish(s, g)


def finish(s: Shape, g: Graph) -> onnx.ModelProto:
    whole, real = TensorProto.INT64, TensorProto.FLOAT
    inputs = [helper.make_tensor_value_info("input_ids", whole, ["batch_size", "sequence_length"]),
              helper.make_tensor_value_info("attention_mask", whole, ["batch_size", "total_sequence_length"]),
              helper.make_tensor_value_info("position_ids", whole, ["batch_size", "sequence_length"])]
    outputs = [helper.make_tensor_value_info("logits", real, ["batch_size", "sequence_length", s.vocab])]
    for n in range(s.layers):
        for part in ("key", "value"):
            inputs.append(helper.make_tensor_value_info(f"past_key_values.{n}.{part}", real, ["batch_size", s.kv_heads, "past_sequence_length", s.head_dim]))
            outputs.append(helper.make_tensor_value_info(f"present.{n}.{part}", real, ["batch_size", s.kv_heads, "total_sequence_length", s.head_dim]))
    graph = helper.make_graph(g.nodes, "tiny-chat", inputs, outputs, list(g.constants.values()))
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], producer_name="GenGateway", doc_string="tiny-chat, MIT licence")
    model.ir_version = 8
    onnx.checker.check_model(model, full_check=True)
    return model


def write(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--work", type=Path, required=True)
    args = parser.parse_args()
    s = Shape()
    model = Model(s)
    model.load_state_dict(torch.load(args.work / "checkpoint.pt")["model"])
    weights = {k: v.detach() for k, v in model.state_dict().items()}
    onnx.save(build(s, weights), str(MODEL / "model.onnx"))
    write(MODEL / "config.json", {
        "architectures": ["LlamaForCausalLM"], "attention_bias": False, "attention_dropout": 0.0, "bos_token_id": BOS, "dtype": "float32", "eos_token_id": [END],
        "head_dim": s.head_dim, "hidden_act": "silu", "hidden_size": s.width, "initializer_range": 0.02, "intermediate_size": s.inner,
        "max_position_embeddings": s.positions, "mlp_bias": False, "model_type": "llama", "num_attention_heads": s.heads, "num_hidden_layers": s.layers,
        "num_key_value_heads": s.kv_heads, "pad_token_id": PAD, "pretraining_tp": 1, "rms_norm_eps": s.eps, "rope_scaling": None, "rope_theta": s.theta,
        "tie_word_embeddings": True, "use_cache": True, "vocab_size": s.vocab})
    write(MODEL / "generation_config.json", {"bos_token_id": BOS, "do_sample": True, "eos_token_id": [END], "pad_token_id": PAD, "temperature": 0.3, "top_p": 0.9})
    print(f"model.onnx: {(MODEL / 'model.onnx').stat().st_size} bytes, {sum(p.numel() for p in model.parameters())} parameters")


if __name__ == "__main__":
    main()
