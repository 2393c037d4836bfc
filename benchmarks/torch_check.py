"""Checks in plain PyTorch that a compressed model is what its packed file says, and can be saved again.

Usage: benchmarks/torch_check.py DIR ORIGINAL.pt INPUT [DIR ORIGINAL.pt INPUT ...]; DIR is what `compress` wrote, INPUT the
shape of an input, such as 2x3x32x32, or of token ids below N, such as 2x64:N. Needs PyTorch and NumPy.
Tensors are compared with those that deploy/readers/centroid_packed.py reads of model.safetensors, outputs with those of
the original model when it is given these tensors; all bit by bit.
"""
import io
import os
import sys

import numpy as np
import torch

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "deploy", "readers"))
from centroid_packed import read  # noqa: E402


def example(text):
    shape, _, tokens = text.partition(":")
    shape = [int(extent) for extent in shape.split("x")]
    return torch.randint(0, int(tokens), shape) if tokens else torch.randn(shape)


def same(one, other):
    return one.keys() == other.keys() and all(
        np.array_equal(one[name].numpy().view("u1"), other[name].numpy().view("u1"))
        if one[name].ndim
        else torch.equal(one[name], other[name])
        for name in one
    )


def outputs(model, given):
    with torch.no_grad():
        return model.eval()(given)


def check(folder, original, text):
    path = os.path.join(folder, "model.pt")
    model = torch.jit.load(path)
    packed = {name: torch.from_numpy(array.copy()) for name, array in read(os.path.join(folder, "model.safetensors")).items()}
    assert same(dict(model.state_dict()), packed), f"{path}: its tensors are not those of model.safetensors"
    dense = torch.jit.load(original)
    dense.load_state_dict(packed)
    given = example(text)
    assert torch.equal(outputs(model, given), outputs(dense, given)), f"{path}: its outputs differ"
    buffer = io.BytesIO()
    torch.jit.save(model, buffer)
    again = torch.jit.load(io.BytesIO(buffer.getvalue()))
    assert same(dict(again.state_dict()), packed), f"{path}: saved again, its tensors differ"
    assert torch.equal(outputs(again, given), outputs(dense, given)), f"{path}: saved again, its outputs differ"
    print(f"{path}: {len(packed)} tensors and the outputs are equal; {os.path.getsize(path):,} bytes, saved again {len(buffer.getvalue()):,}")


torch.manual_seed(0)
for folder, original, text in zip(*[iter(sys.argv[1:])] * 3):
    check(folder, original, text)
