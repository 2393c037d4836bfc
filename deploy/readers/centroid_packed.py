"""Reads a packed file (centroid-packed-1, see docs/format.md) with NumPy alone.

    from centroid_packed import read
    weights = read("out/model.safetensors")     # name -> array, float32 where the model has bfloat16

As a program it prints a line a tensor: name, element type, shape, SHA-256 of the contents (of bfloat16: as float32).
"""
import hashlib
import json
import re
import struct
import sys

import numpy as np

TYPES = {
    "F64": "<f8", "F32": "<f4", "F16": "<f2", "I64": "<i8", "I32": "<i4", "I16": "<i2", "I8": "i1", "U8": "u1",
    "BOOL": "?", "BF16": "<u2",
}
CODING = re.compile(r"((?:\d+(?:x\d+)*)?)([/=])(\d+)(c?p?z?)(?::(\w+))?")


def read(path):
    """Every tensor that the model has, decoded, by name."""
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = file.read()
    metadata = header.pop("__metadata__")
    if metadata.get("format") != "centroid-packed-1":
        raise ValueError(f"{path}: is not a packed file of format centroid-packed-1")

    def stored(name):
        begin, end = header[name]["data_offsets"]
        return np.frombuffer(data[begin:end], TYPES[header[name]["dtype"]]).reshape(header[name]["shape"])

    tensors, parts = {}, set()
    for key, value in metadata.items():
        kind, _, name = key.partition(".")
        if kind == "pq":
            parts |= {name + ".codes", name + ".centroids"}
            tensors[name] = product(stored(name + ".codes"), stored(name + ".centroids"), *coding(value))
        elif kind == "int":
            parts |= {name + ".codes"}
            tensors[name] = scalar(stored(name + ".codes"), *coding(value))
        elif kind == "fill":
            shape, number, _, dtype = coding(value)
            tensors[name] = typed(np.full(shape, number), dtype)
    for name in header.keys() - parts:
        dtype = header[name]["dtype"]
        kept = stored(name)
        rounded = dtype == "F16" and metadata.get("rest") == "F32"
        tensors[name] = widened(kept) if dtype == "BF16" else kept.astype("f4") if rounded else kept
    for key, holder in metadata.items():
        if key.startswith("tied."):
            tensors[key[len("tied."):]] = tensors[holder]
    return tensors


def coding(text):
    extents, _, number, letters, dtype = CODING.fullmatch(text).groups()
    return [int(extent) for extent in extents.split("x") if extent], int(number), letters, dtype or "F32"


def product(codes, centroids, shape, block, letters, dtype):
    rows, width = shape[0], int(np.prod(shape[1:]))
    blocks = -(-width // block)
    if centroids.ndim == 1:
        centroids = grid(centroids[8:], centroids[:8].tobytes(), 1).reshape(-1, block)
    order = None
    if "p" in letters:
        bits = (shape[1] - 1).bit_length()
        used = -(-shape[1] * bits // 8)
        order, codes = unpack(codes[:used], bits, shape[1]), codes[used:]
    codes = decode(codes, (len(centroids) - 1).bit_length(), rows * blocks, letters)
    weight = centroids.astype("f4")[codes].reshape(rows, blocks * block)[:, :width]
    if order is not None:
        arranged = weight.reshape(rows, shape[1], -1)
        weight = np.empty_like(arranged)
        weight[:, order] = arranged
    return typed(weight.reshape(shape), dtype)


def scalar(stored, shape, bits, letters, dtype):
    grids = shape[0] if "c" in letters else 1
    codes = decode(stored[8 * grids:], bits, int(np.prod(shape)), letters)
    return typed(grid(codes, stored[:8 * grids].tobytes(), grids).reshape(shape), dtype)


def grid(codes, grids, count):
    table = np.frombuffer(grids, [("scale", "<f4"), ("zero", "<i4")])
    codes = codes.reshape(count, -1).astype("f8")
    return ((codes + table["zero"][:, None]) * table["scale"].astype("f8")[:, None]).astype("f4")


def decode(stored, bits, count, letters):
    return entropy_decode(stored.tobytes(), bits, count) if "z" in letters else unpack(stored, bits, count)


def unpack(stored, bits, count):
    ones = np.unpackbits(stored, count=count * bits, bitorder="little").reshape(count, bits)
    return ones.astype("i8") @ (1 << np.arange(bits))


def entropy_decode(stored, bits, count):
    counts = [[0, 0] for _ in range(1 << bits)]
    reach, at = 2**32 - 1, 4
    code = int.from_bytes(stored[:4].ljust(4, b"\0"), "big")
    codes = np.empty(count, "i8")
    for i in range(count):
        node = 1
        for _ in range(bits):
            zeros, ones = counts[node]
            chance = min(max(65536 * (2 * ones + 1) // (2 * zeros + 2 * ones + 2), 1), 65535)
            bound = reach // 65536 * chance
            bit = int(code < bound)
            if bit:
                reach = bound
            else:
                reach, code = reach - bound, code - bound
            counts[node][bit] += 1
            node = 2 * node + bit
            while reach < 1 << 24:
                byte = stored[at] if at < len(stored) else 0
                reach, code, at = reach << 8 & 0xFFFFFFFF, (code << 8 | byte) & 0xFFFFFFFF, at + 1
        codes[i] = node - (1 << bits)
    return codes


def typed(values, dtype):
    if dtype != "BF16":
        return values.astype(TYPES[dtype])
    bits = values.astype("f4").view("u4")
    return widened(((bits + 0x7FFF + (bits >> 16 & 1)) >> 16).astype("u2"))


def widened(bfloat16):
    return (bfloat16.astype("u4") << 16).view("f4")


if __name__ == "__main__":
    for name, tensor in sorted(read(sys.argv[1]).items()):
        digest = hashlib.sha256(np.ascontiguousarray(tensor).tobytes()).hexdigest()
        print(name, tensor.dtype.name, "x".join(map(str, tensor.shape)), digest)
