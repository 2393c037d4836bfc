"""Writes the shape files of this folder from the published architectures; needs Python only."""

import math
from pathlib import Path

HERE = Path(__file__).parent


class ShapeFile:
    """Lines of a shape file, in the order in which the model registers its tensors."""

    def __init__(self, name):
        self.name = name
        self.lines = []

    def tensor(self, name, shape, module, **more):
        fields = {"name": name, "shape": list(shape), "module": module, **more}
        text = ", ".join(f"{key}: {str(value).lower() if value is True else value}" for key, value in fields.items())
        self.lines.append(f"  - {{{text}}}")

    def linear(self, path, inputs, outputs):
        self.tensor(f"{path}.weight", [outputs, inputs], "Linear")
        self.tensor(f"{path}.bias", [outputs], "Linear")

    def layer_norm(self, path, width):
        self.tensor(f"{path}.weight", [width], "LayerNorm")
        self.tensor(f"{path}.bias", [width], "LayerNorm")

    def convolution(self, path, inputs, outputs, kernel, groups=1, bias=False):
        self.tensor(f"{path}.weight", [outputs, inputs // groups, kernel, kernel], "Conv2d")
        if bias:
            self.tensor(f"{path}.bias", [outputs], "Conv2d")

    def batch_norm(self, path, width):
        self.tensor(f"{path}.weight", [width], "BatchNorm2d")
        self.tensor(f"{path}.bias", [width], "BatchNorm2d")
        self.tensor(f"{path}.running_mean", [width], "BatchNorm2d", buffer=True)
        self.tensor(f"{path}.running_var", [width], "BatchNorm2d", buffer=True)
        self.tensor(f"{path}.num_batches_tracked", [], "BatchNorm2d", dtype="int64", buffer=True)

    def write(self, file):
        head = ["version: 1", f"name: {self.name}", "tensors:"]
        (HERE / file).write_text("\n".join(head + self.lines) + "\n")


def roberta():
    """RoBERTa-base (Liu et al. 2019) under the names of fairseq, with language-model and MNLI heads."""
    vocabulary, positions, layers, width, inner = 50265, 514, 12, 768, 3072
    model = ShapeFile("RoBERTa-base with its language-model head and its MNLI head")
    root = "encoder.sentence_encoder"
    model.tensor(f"{root}.embed_tokens.weight", [vocabulary, width], "Embedding")
    model.tensor(f"{root}.embed_positions.weight", [positions, width], "Embedding")
    model.layer_norm(f"{root}.layernorm_embedding", width)
    for index in range(layers):
        layer = f"{root}.layers.{index}"
        for projection in ("k_proj", "v_proj", "q_proj", "out_proj"):
            model.linear(f"{layer}.self_attn.{projection}", width, width)
        model.layer_norm(f"{layer}.self_attn_layer_norm", width)
        model.linear(f"{layer}.fc1", width, inner)
        model.linear(f"{layer}.fc2", inner, width)
        model.layer_norm(f"{layer}.final_layer_norm", width)
    model.tensor(
        "encoder.lm_head.weight", [vocabulary, width], "Linear", tiedTo=f"{root}.embed_tokens.weight")
    model.tensor("encoder.lm_head.bias", [vocabulary], "Linear")
    model.linear("encoder.lm_head.dense", width, width)
    model.layer_norm("encoder.lm_head.layer_norm", width)
    model.linear("classification_heads.mnli.dense", width, width)
    model.linear("classification_heads.mnli.out_proj", width, 3)
    model.write("roberta-base-mnli.yaml")


def efficientnet():
    """EfficientNet-B3 (Tan, Le 2019) under the names of torchvision."""
    width_factor, depth_factor, divisor, classes = 1.2, 1.4, 8, 1000
    stages = [  # expansion, channels, layers, kernel
        (1, 16, 1, 3), (6, 24, 2, 3), (6, 40, 2, 5), (6, 80, 3, 3), (6, 112, 3, 5), (6, 192, 4, 5), (6, 320, 1, 3)]

    def channels(base):
        wide = base * width_factor
        rounded = max(divisor, int(wide + divisor / 2) // divisor * divisor)
        return rounded + divisor if rounded < 0.9 * wide else rounded

    model = ShapeFile("EfficientNet-B3 with 1000 classes")
    inputs = channels(32)
    model.convolution("features.0.0", 3, inputs, 3)
    model.batch_norm("features.0.1", inputs)
    for stage, (expansion, base, layers, kernel) in enumerate(stages, start=1):
        outputs = channels(base)
        for layer in range(math.ceil(layers * depth_factor)):
            path = f"features.{stage}.{layer}.block"
            inner, part = inputs * expansion, 0
            if expansion > 1:
                model.convolution(f"{path}.{part}.0", inputs, inner, 1)
                model.batch_norm(f"{path}.{part}.1", inner)
                part += 1
            model.convolution(f"{path}.{part}.0", inner, inner, kernel, groups=inner)
            model.batch_norm(f"{path}.{part}.1", inner)
            squeezed = max(1, inputs // 4)
            model.convolution(f"{path}.{part + 1}.fc1", inner, squeezed, 1, bias=True)
            model.convolution(f"{path}.{part + 1}.fc2", squeezed, inner, 1, bias=True)
            model.convolution(f"{path}.{part + 2}.0", inner, outputs, 1)
            model.batch_norm(f"{path}.{part + 2}.1", outputs)
            inputs = outputs
    model.convolution("features.8.0", inputs, 4 * inputs, 1)
    model.batch_norm("features.8.1", 4 * inputs)
    model.linear("classifier.1", 4 * inputs, classes)
    model.write("efficientnet-b3.yaml")


if __name__ == "__main__":
    roberta()
    efficientnet()
