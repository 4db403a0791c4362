"""A small evaluator for model.onnx with NumPy, so that the score needs no other runtime."""
from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import helper, numpy_helper

Array = Any
TYPES = {onnx.TensorProto.FLOAT: np.float32, onnx.TensorProto.INT64: np.int64}


def reshape(x: Array, shape: Array) -> Array:
    return x.reshape([x.shape[i] if n == 0 else int(n) for i, n in enumerate(shape)])


def cut(x: Array, begin: Array, end: Array, axes: Array | None = None) -> Array:
    where = [slice(None)] * x.ndim
    for i, (b, e) in enumerate(zip(begin, end)):
        where[int(axes[i]) if axes is not None else i] = slice(int(b), int(e))
    return x[tuple(where)]


def softmax(x: Array, axis: int) -> Array:
    e = np.exp(x - x.max(axis, keepdims=True))
    return e / e.sum(axis, keepdims=True)


OPS: dict[str, Callable[..., Array]] = {
    "Add": np.add, "Mul": np.multiply, "Div": np.divide, "Sqrt": np.sqrt, "Neg": np.negative, "Cos": np.cos, "Sin": np.sin, "MatMul": np.matmul,
    "And": np.logical_and, "Greater": np.greater, "GreaterOrEqual": np.greater_equal, "Where": np.where, "Reshape": reshape, "Slice": cut, "Softmax": softmax,
    "Sigmoid": lambda x: 1 / (1 + np.exp(-x)), "Gather": lambda x, i: x[i], "Range": lambda a, b, c: np.arange(a, b, c), "Squeeze": np.squeeze,
    "Shape": lambda x: np.array(x.shape, np.int64), "Transpose": lambda x, perm: x.transpose(perm), "Concat": lambda *x, axis: np.concatenate(x, axis),
    "Unsqueeze": lambda x, axes: np.expand_dims(x, tuple(int(a) for a in axes)), "Cast": lambda x, to: x.astype(TYPES[to]),
    "ReduceMean": lambda x, axes, keepdims: x.mean(tuple(axes), keepdims=bool(keepdims)),
}


class Network:
    def __init__(self, path: Path) -> None:
        graph = onnx.load(str(path)).graph
        known: dict[str, Array] = {t.name: numpy_helper.to_array(t) for t in graph.initializer}
        self.steps: list[tuple[Callable[..., Array], list[str], dict[str, Any], str]] = []
        for node in graph.node:
            attributes = {a.name: helper.get_attribute_value(a) for a in node.attribute}
            inputs, output = list(node.input), node.output[0]
            if all(i in known for i in inputs):  # what depends on constants alone is computed once
                known[output] = OPS[node.op_type](*[known[i] for i in inputs], **attributes)
            else:
                self.steps.append((OPS[node.op_type], inputs, attributes, output))
        self.known = known
        self.outputs = [o.name for o in graph.output]
        self.pasts = {i.name: [d.dim_value for d in i.type.tensor_type.shape.dim] for i in graph.input if i.name.startswith("past_key_values.")}

    def run(self, ids: Array, mask: Array, positions: Array, past: dict[str, Array] | None = None) -> dict[str, Array]:
        empty = {name: np.zeros((ids.shape[0], shape[1], 0, shape[3]), np.float32) for name, shape in self.pasts.items()}
        values = {**self.known, **(past or empty), "input_ids": ids, "attention_mask": mask, "position_ids": positions}
        for function, inputs, attributes, output in self.steps:
            values[output] = function(*[values[i] for i in inputs], **attributes)
        return {name: values[name] for name in self.outputs}

    def greedy(self, prompt: list[int], limit: int, stop: int) -> list[int]:
        ids, past, out = np.array([prompt], np.int64), None, list[int]()
        length = 0
        while len(out) < limit:
            positions = np.arange(length, length + ids.shape[1])[None]
            length += ids.shape[1]
            answer = self.run(ids, np.ones((1, length), np.int64), positions, past)
            token = int(answer["logits"][0, -1].argmax())
            if token == stop:
                break
            out.append(token)
            past = {name: answer[name.replace("past_key_values", "present")] for name in self.pasts}
            ids = np.array([[token]], np.int64)
        return out
