"""Makes the small TorchScript models in src/test/resources/models.

Run from gpu-worker/:  python3 src/test/python/make_models.py
Needs torch; the files are committed, so tests do not need Python.
"""

import io
import zipfile
from pathlib import Path

import torch
from torch import nn

OUT = Path(__file__).resolve().parents[1] / "resources" / "models"


class Convolutions(nn.Module):
    """Plain, grouped, depthwise and 1x1 convolutions with BatchNorm and dropout: [N, 3, 8, 8] -> [N, 4]."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(8)
        self.grouped = nn.Conv2d(8, 8, 3, padding=1, groups=2)
        self.depthwise = nn.Conv2d(8, 8, 3, padding=1, groups=8)
        self.pointwise = nn.Conv2d(8, 12, 1)
        self.dropout = nn.Dropout(0.1)
        self.classifier = nn.Linear(12, 4)

    def forward(self, x):
        x = torch.relu(self.norm(self.stem(x)))
        x = torch.relu(self.grouped(x))
        x = torch.relu(self.depthwise(x) + x)
        x = torch.relu(self.pointwise(x)).mean([2, 3])
        return self.classifier(self.dropout(x))


class Perceptron(nn.Module):
    """Smooth, without randomness, for finite differences: [N, 6] -> [N, 3]."""

    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(6, 8)
        self.output = nn.Linear(8, 3)

    def forward(self, x):
        return self.output(torch.tanh(self.hidden(x)))


class TiedLanguageModel(nn.Module):
    """Embedding whose weight is also the output projection: int64 [N, 6] -> [N, 6, 11]."""

    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(11, 8)
        self.mix = nn.Linear(8, 8)
        self.dropout = nn.Dropout(0.1)
        self.head = nn.Linear(8, 11, bias=False)
        self.head.weight = self.embedding.weight

    def forward(self, x):
        x = self.embedding(x)
        return self.head(x + self.dropout(torch.tanh(self.mix(x))))


def save(module, path):
    """Saves without debug records, which name the files of the machine that made the model."""
    buffer = io.BytesIO()
    torch.jit.save(module, buffer)
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            if not entry.filename.endswith(".debug_pkl"):
                copy = zipfile.ZipInfo(entry.filename)
                copy.compress_type = zipfile.ZIP_DEFLATED
                target.writestr(copy, source.read(entry))


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    for name, model in [
        ("convolutions", Convolutions),
        ("perceptron", Perceptron),
        ("tied_language_model", TiedLanguageModel),
    ]:
        torch.manual_seed(1)
        save(torch.jit.script(model().train()), OUT / f"{name}.pt")


if __name__ == "__main__":
    main()
