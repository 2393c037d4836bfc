#!/usr/bin/env python3
"""Makes the sample: draws glyphs, trains a small network on them, and writes model and data.

Only for making the sample anew; nothing of it is needed to run Centroid. Needs numpy and PyTorch:

    python3 samples/glyphs/make.py

Every image is drawn here from a list of strokes, so the data is nobody's but ours. A class is a
glyph; an image is the glyph under a random affine map, drawn with a random pen, with a stray
stroke now and then, uneven light and noise.
"""

import json
import math
import struct
from pathlib import Path

import numpy as np
import torch
from torch import nn

SEED = 20200415
SIDE = 24
TRAINING_IMAGES = 10_000
SHIPPED_TRAINING_IMAGES = 4_000
EVALUATION_IMAGES = 1_500
EPOCHS = 8
BATCH = 64
MEAN, DEVIATION = 0.25, 0.23


def arc(cx, cy, rx, ry, start, end, pieces=10):
    """Points of an elliptic arc; angles in degrees, y grows downwards."""
    angles = np.radians(np.linspace(start, end, pieces + 1))
    return [(cx + rx * math.cos(a), cy + ry * math.sin(a)) for a in angles]


# Strokes in a square from -1 to 1: each a list of points joined by lines.
GLYPHS = {
    "0": [arc(0, 0, 0.55, 0.85, 0, 360, 16)],
    "1": [[(-0.35, -0.5), (0.05, -0.85), (0.05, 0.85)]],
    "2": [arc(0, -0.4, 0.5, 0.45, 180, 390) + [(-0.5, 0.85), (0.55, 0.85)]],
    "3": [arc(0, -0.42, 0.45, 0.42, 200, 450), arc(0, 0.42, 0.5, 0.43, 270, 510)],
    "4": [[(0.3, 0.85), (0.3, -0.85), (-0.6, 0.3), (0.65, 0.3)]],
    "5": [[(0.5, -0.85), (-0.4, -0.85), (-0.45, -0.1)], arc(-0.02, 0.35, 0.5, 0.5, 210, 500)],
    "6": [arc(0, 0.35, 0.5, 0.5, 0, 360, 14), arc(0.35, 0.2, 0.85, 1.05, 180, 265)],
    "7": [[(-0.55, -0.85), (0.55, -0.85), (-0.15, 0.85)]],
    "8": [arc(0, -0.42, 0.42, 0.4, 0, 360, 14), arc(0, 0.42, 0.5, 0.43, 0, 360, 14)],
    "9": [arc(0, -0.35, 0.5, 0.5, 0, 360, 14), arc(-0.35, -0.2, 0.85, 1.05, 0, 85)],
    "A": [[(-0.6, 0.85), (0, -0.85), (0.6, 0.85)], [(-0.35, 0.2), (0.35, 0.2)]],
    "E": [[(0.5, -0.85), (-0.5, -0.85), (-0.5, 0.85), (0.5, 0.85)], [(-0.5, 0), (0.35, 0)]],
    "F": [[(0.5, -0.85), (-0.5, -0.85), (-0.5, 0.85)], [(-0.5, 0), (0.35, 0)]],
    "H": [[(-0.5, -0.85), (-0.5, 0.85)], [(0.5, -0.85), (0.5, 0.85)], [(-0.5, 0), (0.5, 0)]],
    "K": [[(-0.5, -0.85), (-0.5, 0.85)], [(0.5, -0.85), (-0.5, 0.1)], [(-0.2, -0.1), (0.55, 0.85)]],
    "N": [[(-0.5, 0.85), (-0.5, -0.85), (0.5, 0.85), (0.5, -0.85)]],
    "R": [[(-0.5, 0.85), (-0.5, -0.85)] + arc(0.05, -0.42, 0.45, 0.43, 270, 450) + [(-0.5, 0.02)],
          [(-0.05, 0.05), (0.55, 0.85)]],
    "T": [[(-0.6, -0.85), (0.6, -0.85)], [(0, -0.85), (0, 0.85)]],
    "X": [[(-0.55, -0.85), (0.55, 0.85)], [(0.55, -0.85), (-0.55, 0.85)]],
    "Y": [[(-0.55, -0.85), (0, 0), (0.55, -0.85)], [(0, 0), (0, 0.85)]],
}
NAMES = list(GLYPHS)


def segments(strokes):
    """All lines of some strokes: an array [lines, 2 ends, 2 coordinates]."""
    return np.array([pair for points in strokes for pair in zip(points, points[1:])])


LINES = [segments(strokes) for strokes in GLYPHS.values()]
AXIS = (np.arange(SIDE) + 0.5) / SIDE * 2 - 1
PIXELS = np.stack(np.meshgrid(AXIS, AXIS), axis=-1).reshape(-1, 1, 2)


def ink(lines, width):
    """How much of each pixel the pen covers: distance to the nearest line, softened by a pixel."""
    start, direction = lines[:, 0], lines[:, 1] - lines[:, 0]
    along = ((PIXELS - start) * direction).sum(-1) / np.maximum((direction ** 2).sum(-1), 1e-12)
    nearest = start + np.clip(along, 0, 1)[..., None] * direction
    distance = np.sqrt(((PIXELS - nearest) ** 2).sum(-1)).min(axis=1)
    return np.clip((width - distance) * SIDE / 2 + 0.5, 0, 1)


def affine(random):
    angle, shear = math.radians(random.normal(0, 12)), random.normal(0, 0.15)
    rotation = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    scales = np.diag(random.uniform(0.55, 0.95, 2))
    return rotation @ np.array([[1, shear], [0, 1]]) @ scales, random.normal(0, 0.1, 2)


def draw(label, random):
    matrix, shift = affine(random)
    lines = (LINES[label] + random.normal(0, 0.025, LINES[label].shape)) @ matrix.T + shift
    image = ink(lines, random.uniform(0.05, 0.13)) * random.uniform(0.55, 1)
    if random.random() < 0.35:
        stray = random.uniform(-1, 1, (1, 2, 2))
        stray[:, 1] = stray[:, 0] + random.normal(0, 0.4, 2)
        image = np.maximum(image, ink(stray, random.uniform(0.04, 0.09)) * random.uniform(0.3, 0.9))
    light = 0.15 + 0.1 * (PIXELS[:, 0] @ random.normal(0, 1, 2))
    noisy = image * 0.8 + light + random.normal(0, 0.11, image.shape)
    return (np.clip(noisy, 0, 1) * 255).round().astype(np.uint8).reshape(1, SIDE, SIDE)


def draw_set(count, seed):
    random = np.random.default_rng(seed)
    labels = random.permutation(np.arange(count) % len(NAMES))
    return np.stack([draw(label, random) for label in labels]), labels.astype(np.int64)


class Block(nn.Module):
    """A depthwise 3x3 and a 1x1 convolution beside a shortcut."""

    def __init__(self, width: int):
        super().__init__()
        self.depthwise = nn.Conv2d(width, width, 3, padding=1, groups=width, bias=False)
        self.norm1 = nn.BatchNorm2d(width)
        self.pointwise = nn.Conv2d(width, width, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(width)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = torch.relu(self.norm1(self.depthwise(x)))
        return torch.relu(x + self.norm2(self.pointwise(y)))


def convolution(inputs, outputs):
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU())


class GlyphNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = convolution(1, 16)
        self.conv1 = convolution(16, 48)
        self.conv2 = convolution(48, 96)
        self.block = Block(96)
        self.conv3 = convolution(96, 96)
        self.hidden = nn.Linear(96, 128)
        self.classify = nn.Linear(128, len(NAMES))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = torch.max_pool2d(self.stem(x), 2)
        x = torch.max_pool2d(self.conv1(x), 2)
        x = self.block(self.conv2(x))
        x = self.conv3(torch.max_pool2d(x, 2)).mean(dim=[2, 3])
        return self.classify(torch.relu(self.hidden(x)))


def as_inputs(images):
    return (torch.from_numpy(images).float() / 255 - MEAN) / DEVIATION


def train(images, labels):
    torch.manual_seed(SEED)
    model = GlyphNet()
    inputs, targets = as_inputs(images), torch.from_numpy(labels)
    steps = EPOCHS * (len(inputs) // BATCH)
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 4e-3, total_steps=steps)
    for epoch in range(EPOCHS):
        order = torch.randperm(len(inputs))
        for batch in order[: len(order) // BATCH * BATCH].split(BATCH):
            loss = nn.functional.cross_entropy(model(inputs[batch]), targets[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
        print(f"epoch {epoch + 1}: loss {loss.item():.4f}", flush=True)
    return model


def accuracy(model, images, labels):
    model.eval()
    with torch.no_grad():
        right = (model(as_inputs(images)).argmax(1) == torch.from_numpy(labels)).float().mean()
    model.train()
    return right.item()


def write_safetensors(path, tensors, metadata):
    """The format's header (JSON, padded to 8 bytes, its length in front), then the raw tensors."""
    types = {np.dtype(np.uint8): "U8", np.dtype(np.int64): "I64"}
    header, offset = {"__metadata__": metadata}, 0
    for name, array in tensors.items():
        header[name] = {
            "dtype": types[array.dtype],
            "shape": list(array.shape),
            "data_offsets": [offset, offset + array.nbytes],
        }
        offset += array.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    data = b"".join(np.ascontiguousarray(array).tobytes() for array in tensors.values())
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def main():
    here = Path(__file__).parent
    torch.set_num_threads(1)
    images, labels = draw_set(TRAINING_IMAGES, SEED)
    eval_images, eval_labels = draw_set(EVALUATION_IMAGES, SEED + 1)
    metadata = {"classes": "".join(NAMES)}
    # Few enough bytes for a repository: labels are one byte each.
    shipped = {
        "inputs": images[:SHIPPED_TRAINING_IMAGES],
        "labels": labels[:SHIPPED_TRAINING_IMAGES].astype(np.uint8),
    }
    evaluation = {"inputs": eval_images, "labels": eval_labels.astype(np.uint8)}
    write_safetensors(here / "train.safetensors", shipped, metadata)
    write_safetensors(here / "eval.safetensors", evaluation, metadata)
    print(f"pixels: mean {images.mean() / 255:.3f}, deviation {images.std() / 255:.3f}", flush=True)
    model = train(images, labels)
    print(f"accuracy {accuracy(model, eval_images, eval_labels):.4f}")
    print(f"parameters {sum(p.numel() for p in model.parameters())}")
    torch.jit.script(model.train()).save(here / "model.pt")


if __name__ == "__main__":
    main()
