"""Makes the residual networks of this folder: small, untrained, in training mode; needs PyTorch."""

import torch
from torch import nn


class Layer(nn.Module):
    """Two residual branches with the norm before each, as in a pre-norm Transformer."""

    def __init__(self, width: int):
        super().__init__()
        self.ln1 = nn.LayerNorm(width)
        self.q_proj = nn.Linear(width, width)
        self.out_proj = nn.Linear(width, width)
        self.ln2 = nn.LayerNorm(width)
        self.fc1 = nn.Linear(width, 2 * width)
        self.fc2 = nn.Linear(2 * width, width)
        self.dropout = nn.Dropout(0.1)

    def forward(self, x):
        x = x + self.dropout(self.out_proj(torch.relu(self.q_proj(self.ln1(x)))))
        return x + self.dropout(self.fc2(torch.relu(self.fc1(self.ln2(x)))))


class PostNormLayer(nn.Module):
    """A residual branch whose norm follows the sum, as in the first Transformers."""

    def __init__(self, width: int):
        super().__init__()
        self.fc1 = nn.Linear(width, 2 * width)
        self.fc2 = nn.Linear(2 * width, width)
        self.ln = nn.LayerNorm(width)

    def forward(self, x):
        return self.ln(x + self.fc2(torch.relu(self.fc1(x))))


class Sequences(nn.Module):
    """int64 [N, T] below 11 to logits [N * T, 11]."""

    def __init__(self, layer, width: int = 8, depth: int = 4):
        super().__init__()
        self.embedding = nn.Embedding(11, width)
        self.layers = nn.ModuleList([layer(width) for _ in range(depth)])
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, 11)

    def forward(self, x):
        x = self.embedding(x)
        for layer in self.layers:
            x = layer(x)
        return self.head(self.norm(x)).view(-1, 11)


class Block(nn.Module):
    """A residual block; with a projection path when the width changes."""

    def __init__(self, inputs: int, outputs: int):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.down = nn.Conv2d(inputs, outputs, 1, bias=False) if inputs != outputs else nn.Identity()

    def forward(self, x):
        branch = self.bn2(self.conv2(torch.relu(self.bn1(self.conv1(x)))))
        return torch.relu(branch + self.down(x))


class Images(nn.Module):
    """Float [N, 3, 8, 8] to logits [N, 4]."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 16, 3, padding=1)
        self.blocks = nn.ModuleList([Block(16, 16), Block(16, 16), Block(16, 32), Block(32, 32)])
        self.fc = nn.Linear(32, 4)

    def forward(self, x):
        x = torch.relu(self.stem(x))
        for block in self.blocks:
            x = block(x)
        return self.fc(x.mean([2, 3]))


if __name__ == "__main__":
    for name, make in (
        ("residual_sequences", lambda: Sequences(Layer)),
        ("post_norm_sequences", lambda: Sequences(PostNormLayer)),
        ("residual_images", Images),
    ):
        torch.manual_seed(5)
        torch.jit.save(torch.jit.script(make().train()), name + ".pt")
