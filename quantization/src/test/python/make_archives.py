"""Makes the TorchScript archives that the tests read, and a JSON of what is in each.

Usage: python3 make_archives.py FOLDER     (needs PyTorch; the committed files are from 2.13)
"""

import enum
import hashlib
import json
import pathlib
import sys
import zipfile
from typing import Dict, List, Optional, Tuple

import torch
from torch import Tensor, nn


class ConvNet(nn.Module):
    """Ordinary, grouped, depthwise, dilated and transposed convolutions with BatchNorm."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1, bias=False), nn.BatchNorm2d(8), nn.ReLU())
        self.grouped = nn.Conv2d(8, 8, 3, groups=2)
        self.depthwise = nn.Conv2d(8, 8, 3, groups=8, dilation=2)
        self.up = nn.ConvTranspose2d(8, 4, 2, stride=2)
        self.line = nn.Conv1d(4, 2, 3)
        self.head = nn.Linear(2, 5)
        self.named = nn.ModuleDict({"a key": nn.Linear(5, 5)})

    def forward(self, x):
        y = self.up(self.depthwise(self.grouped(self.stem(x))))
        y = self.head(self.line(y.flatten(2)).mean(2))
        for layer in self.named.values():
            y = layer(y)
        return y


class Language(nn.Module):
    """Tied embedding and output layer, attention, LayerNorm, a list of parameters."""

    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(11, 6)
        self.attention = nn.MultiheadAttention(6, 2, batch_first=True)
        self.norm = nn.LayerNorm(6)
        self.scales = nn.ParameterList([nn.Parameter(torch.rand(6)), nn.Parameter(torch.rand(1))])
        self.output = nn.Linear(6, 11, bias=False)
        self.output.weight = self.embedding.weight

    def forward(self, tokens):
        x = self.embedding(tokens)
        attended, _ = self.attention(x, x, x)
        return self.output(self.norm(x + attended) * self.scales[0] + self.scales[1])


class Recurrent(nn.Module):
    """An LSTM of two layers and two directions."""

    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(4, 3, num_layers=2, bidirectional=True, batch_first=True)
        self.head = nn.Linear(6, 2)

    def forward(self, x):
        return self.head(self.lstm(x)[0])


class Twice(nn.Module):
    """One module under two names."""

    def __init__(self):
        super().__init__()
        self.first = nn.Linear(3, 3)
        self.second = self.first

    def forward(self, x):
        return self.second(torch.relu(self.first(x)))


class Storages(nn.Module):
    """Views: transposed, a column, an expanded one, two slices of one storage; every type; a plain tensor."""

    def __init__(self):
        super().__init__()
        base = torch.arange(24.0)
        self.transposed = nn.Parameter(torch.randn(4, 3).t())
        self.column = nn.Parameter(torch.randn(5, 3)[:, 1])
        self.lower = nn.Parameter(base[:10].view(2, 5))
        self.upper = nn.Parameter(base[10:22].view(3, 4))
        self.scalar = nn.Parameter(torch.tensor(2.5))
        self.register_buffer("double_values", torch.randn(3, dtype=torch.float64))
        self.register_buffer("half_values", torch.randn(3).half())
        self.register_buffer("brain_values", torch.randn(3).bfloat16())
        self.register_buffer("long_values", torch.arange(-2, 2))
        self.register_buffer("int_values", torch.arange(-2, 2, dtype=torch.int32))
        self.register_buffer("short_values", torch.arange(-2, 2, dtype=torch.int16))
        self.register_buffer("byte_values", torch.tensor([0, 255], dtype=torch.uint8))
        self.register_buffer("signed_bytes", torch.tensor([-128, 127], dtype=torch.int8))
        self.register_buffer("flags", torch.tensor([True, False, True]))
        self.register_buffer("expanded", torch.tensor([1.5]).expand(4))
        self.register_buffer("empty", torch.zeros(0, 3))
        self.register_buffer("absent", None)
        self.plain = torch.ones(2)
        self.sizes = {"a": 1}
        self.ratios = [0.5, 2.0]

    def forward(self, x):
        return x @ self.transposed.t() + self.plain.sum() + self.scalar + self.ratios[0]


class Colour(enum.Enum):
    RED = 1
    BLUE = 2


class Attributes(nn.Module):
    """Attributes of every type that a scripted module can keep, some of them shared."""

    numbers: List[int]
    ratios: List[float]
    flags: List[bool]
    tensors: List[Tensor]
    words: List[str]
    nested: List[List[int]]
    maybe: Optional[int]
    surely: Optional[Tensor]
    by_name: Dict[str, Tensor]
    by_number: Dict[int, List[float]]
    pair: Tuple[int, str]

    def __init__(self):
        super().__init__()
        self.numbers = [1, -1, 70_000, 5_000_000_000, -5_000_000_000]
        self.ratios = [0.5, float("inf")]
        self.flags = [True, False]
        self.tensors = [torch.ones(2), torch.zeros(1)]
        self.words = ["caf\u00e9", ""]
        self.nested = [[1], []]
        self.maybe = None
        self.surely = torch.full((2,), 3.0)
        self.by_name = {"a": torch.ones(1), "b": torch.zeros(1)}
        self.by_number = {3: [0.25]}
        self.pair = (7, "seven")
        self.colour = Colour.BLUE
        self.device = torch.device("cpu")
        self.first = nn.Linear(2, 2)
        self.second = nn.Linear(2, 2)
        self.second.weight = self.first.weight

    def forward(self, x):
        y = self.second(torch.relu(self.first(x))) + self.tensors[0] + self.by_name["a"]
        surely = self.surely
        if surely is not None:
            y = y + surely * self.by_number[3][0]
        if self.colour == Colour.BLUE and self.maybe is None and self.words[1] == "":
            y = y * float(self.numbers[3] + self.numbers[4] + self.numbers[2] + len(self.nested[0]))
        return y * self.ratios[0] + float(self.pair[0])


def archives():
    torch.manual_seed(7)
    image = torch.randn(2, 3, 12, 12)
    tokens = torch.tensor([[1, 2, 3]])
    yield "conv_scripted", torch.jit.script(ConvNet())
    yield "conv_traced", torch.jit.trace(ConvNet().train(), image, check_trace=False)
    yield "language_scripted", torch.jit.script(Language())
    yield "language_traced", torch.jit.trace(Language(), tokens)
    yield "recurrent_scripted", torch.jit.script(Recurrent())
    yield "recurrent_traced", torch.jit.trace(Recurrent(), torch.randn(1, 5, 4))
    yield "twice_scripted", torch.jit.script(Twice())
    yield "storages_scripted", torch.jit.script(Storages())
    yield "attributes_scripted", torch.jit.script(Attributes())


def expectation(module):
    """What PyTorch itself says of the module's parameters and buffers."""
    parameters = {name for name, _ in module.named_parameters(remove_duplicate=False)}
    owners = {name: child.original_name for name, child in module.named_modules(remove_duplicate=False)}
    tensors = {}
    for name, value in module.state_dict(keep_vars=True).items():
        value = value.detach()
        data = value.contiguous().flatten().view(torch.uint8).numpy().tobytes() if value.numel() else b""
        tensors[name] = {
            "module": owners[name.rpartition(".")[0]],
            "parameter": name in parameters,
            "dtype": str(value.dtype).removeprefix("torch."),
            "shape": list(value.shape),
            "stride": list(value.stride()),
            "sha256": hashlib.sha256(data).hexdigest(),
        }
    return tensors


def deflate(path):
    """The same archive with every entry compressed, as a user's zip tool may leave it."""
    with zipfile.ZipFile(path) as source:
        entries = [(info.filename, source.read(info)) for info in source.infolist()]
    with zipfile.ZipFile(path.with_name(path.stem + "_deflated.pt"), "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in entries:
            target.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)


def without_debug_entries(path):
    """Drops what libtorch does not need, to keep the repository small."""
    with zipfile.ZipFile(path) as source:
        entries = [(info, source.read(info)) for info in source.infolist()]
    with zipfile.ZipFile(path, "w") as target:
        for info, content in entries:
            if not info.filename.endswith(".debug_pkl"):
                target.writestr(zipfile.ZipInfo(info.filename), content, info.compress_type)


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for name, module in archives():
        path = folder / f"{name}.pt"
        torch.jit.save(module, str(path))
        expected = expectation(torch.jit.load(str(path)))
        (folder / f"{name}.json").write_text(json.dumps(expected, indent=1) + "\n")
        if name == "conv_scripted":
            deflate(path)
            (folder / f"{name}_deflated.json").write_text(json.dumps(expected, indent=1) + "\n")
        else:
            without_debug_entries(path)
    # Not TorchScript: what people pass by mistake.
    torch.save(Twice().state_dict(), folder / "state_dict.zip")
    torch.save(Twice().state_dict(), folder / "legacy.pickle", _use_new_zipfile_serialization=False)


main(pathlib.Path(sys.argv[1]))
