"""Makes endless.pt, a classifier of glyphs whose forward never ends; needs PyTorch."""

import torch
from torch import nn


class Endless(nn.Module):
    """float32 [N, 1, 24, 24] to logits [N, 36], after a loop over values that never change."""

    def __init__(self):
        super().__init__()
        self.classify = nn.Linear(24, 36)

    def forward(self, x):
        value = torch.ones(1)
        limit = torch.zeros(1)
        while bool(torch.gt(value, limit)):
            value = torch.mul(value, 1.0)
        return self.classify(x.mean(1).mean(1))


torch.manual_seed(1)
torch.jit.script(Endless()).save("endless.pt")
