"""Bytes and load times of compressed models beside the models that they were made from, as rows of docs/model.md.

Usage: benchmarks/load_time.py NAME ORIGINAL.pt DIR [NAME ORIGINAL.pt DIR ...]; DIR is what `compress` wrote.
Needs PyTorch. Each file is loaded 11 times, in turns; the median is told, of the time until the model is there.
"""
import os
import statistics
import sys
import time
import zipfile

import torch


def load(path):
    start = time.perf_counter()
    torch.jit.load(path)
    return 1000 * (time.perf_counter() - start)


def code_bytes(path):
    with zipfile.ZipFile(path) as archive:
        return sum(entry.file_size for entry in archive.infolist() if entry.filename.endswith(".py"))


print("| model | float file | `model.safetensors` | `model.pt` | its code, unfolded | float loads in | `model.pt` loads in |")
print("|---|---|---|---|---|---|---|")
for name, original, folder in zip(*[iter(sys.argv[1:])] * 3):
    packed = os.path.join(folder, "model.safetensors")
    model = os.path.join(folder, "model.pt")
    assert all(
        torch.isfinite(tensor).all() for tensor in torch.jit.load(model).state_dict().values()
    ), f"{model}: holds something that is not finite"
    times = [(load(original), load(model)) for _ in range(11)]
    sizes = [os.path.getsize(original), os.path.getsize(packed), os.path.getsize(model), code_bytes(model)]
    medians = [statistics.median(column) for column in zip(*times)]
    print("| " + " | ".join([name] + [f"{size:,}" for size in sizes] + [f"{ms:.0f} ms" for ms in medians]) + " |")
