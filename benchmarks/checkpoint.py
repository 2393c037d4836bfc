"""Writes a sharded checkpoint of bfloat16 weights by chance, shaped as a large language model's.
Usage: python3 benchmarks/checkpoint.py FOLDER GIGABYTES. Needs NumPy."""

import json
import pathlib
import struct
import sys

import numpy as np

WIDTH, HIDDEN, VOCABULARY = 4096, 11008, 32000
SHARD_BYTES = 2 * 10**9


def layer(number):
    names = {f"self_attn.{name}_proj": (WIDTH, WIDTH) for name in "qkvo"}
    names |= {"mlp.gate_proj": (HIDDEN, WIDTH), "mlp.up_proj": (HIDDEN, WIDTH), "mlp.down_proj": (WIDTH, HIDDEN)}
    return {f"model.layers.{number}.{name}.weight": shape for name, shape in names.items()}


def shapes(total):
    tensors, number = {"model.embed_tokens.weight": (VOCABULARY, WIDTH)}, 0
    while sum(2 * rows * columns for rows, columns in tensors.values()) < total:
        tensors |= layer(number)
        number += 1
    return tensors


def write(path, tensors, noise):
    header, offset = {}, 0
    for name, shape in tensors.items():
        end = offset + 2 * shape[0] * shape[1]
        header[name] = {"dtype": "BF16", "shape": shape, "data_offsets": [offset, end]}
        offset = end
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for rows, columns in tensors.values():
            for start in range(0, rows * columns, noise.size):
                file.write(noise[: rows * columns - start].tobytes())


folder, total = pathlib.Path(sys.argv[1]), float(sys.argv[2]) * 1e9
folder.mkdir(parents=True, exist_ok=True)
values = (0.02 * np.random.default_rng(1).standard_normal(50_000_017)).astype(np.float32)
noise = (values.view(np.uint32) >> 16).astype(np.uint16)
shards, size = [{}], 0
for name, shape in shapes(total).items():
    if size > SHARD_BYTES:
        shards.append({})
        size = 0
    shards[-1][name] = shape
    size += 2 * shape[0] * shape[1]
places = {}
for number, tensors in enumerate(shards, 1):
    file = f"model-{number:05d}-of-{len(shards):05d}.safetensors"
    write(folder / file, tensors, noise)
    places |= {name: file for name in tensors}
(folder / "model.safetensors.index.json").write_text(json.dumps({"metadata": {}, "weight_map": places}))
