"""Splits a training file for the choice of settings: writes train.safetensors, and the images held out of it as
eval.safetensors. Usage: python3 benchmarks/hold_out.py TRAIN.safetensors FOLDER [HELD_OUT [SEED]]. Needs NumPy."""

import json
import pathlib
import struct
import sys

import numpy as np

TYPES = {"U8": np.uint8, "I8": np.int8, "I32": np.int32, "I64": np.int64, "F32": np.float32}


def read(path):
    content = path.read_bytes()
    (length,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8 : 8 + length])
    header.pop("__metadata__", None)
    data = content[8 + length :]
    return {
        name: np.frombuffer(data[slice(*info["data_offsets"])], TYPES[info["dtype"]]).reshape(info["shape"])
        for name, info in header.items()
    }


def write(path, tensors):
    names = {np.dtype(kind): name for name, kind in TYPES.items()}
    header, offset = {}, 0
    for name, tensor in tensors.items():
        end = offset + tensor.nbytes
        header[name] = {"dtype": names[tensor.dtype], "shape": tensor.shape, "data_offsets": [offset, end]}
        offset = end
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for tensor in tensors.values():
            file.write(tensor.tobytes())


def main(train, folder, held_out=5000, seed=7):
    tensors = read(pathlib.Path(train))
    order = np.random.default_rng(int(seed)).permutation(len(tensors["inputs"]))
    out = pathlib.Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    parts = {"train": order[int(held_out) :], "eval": order[: int(held_out)]}
    for part, chosen in parts.items():
        write(out / f"{part}.safetensors", {name: tensor[chosen] for name, tensor in tensors.items()})


main(*sys.argv[1:])
