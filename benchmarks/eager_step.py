"""Milliseconds of a fine-tuning step of the CIFAR-10 network in plain PyTorch, to set beside `seconds.phases` of a
report: a float step, and a step with every layer of the benchmark's recipe quantized (weights gathered from centroids,
mean gradients). Usage: python3 benchmarks/eager_step.py MODEL.pt [STEPS]. Needs PyTorch."""

import re
import statistics
import sys
import time

import torch
import torch.nn.functional as functional

RULES = [
    (r"blocks\.0\.down", 4, 32),
    (r"blocks\.1\.down", 4, 64),
    (r"blocks\.\d\.down|proj", 4, 256),
    (r"blocks\.\d\.conv[12]", 9, 256),
    (r"fc", 8, 32),
]


def rule_of(name):
    layer = name.removesuffix(".weight")
    return next(((d, k) for pattern, d, k in RULES if re.fullmatch(pattern, layer)), None)


def quantized(parameters):
    """Random codes and centroids: what they are does not change the time."""
    layers = {}
    for name, weight in parameters.items():
        if rule := rule_of(name):
            blocks = weight.detach().reshape(-1, rule[0])
            codes = torch.randint(rule[1], (len(blocks),))
            layers[name] = (blocks[torch.randint(len(blocks), (rule[1],))].clone(), codes)
    return layers


def step(model, parameters, layers, optimizer, inputs, labels):
    with torch.no_grad():
        for name, (centroids, codes) in layers.items():
            parameters[name].copy_(centroids[codes].view_as(parameters[name]))
    optimizer.zero_grad()
    functional.cross_entropy(model(inputs), labels).backward()
    for name, (centroids, codes) in layers.items():
        blocks = parameters[name].grad.reshape(len(codes), -1)
        counts = torch.bincount(codes, minlength=len(centroids)).clamp(min=1).unsqueeze(1)
        centroids.grad = torch.zeros_like(centroids).index_add_(0, codes, blocks) / counts
    optimizer.step()


def measure(path, steps, quantize):
    model = torch.jit.load(path).train()
    parameters = dict(model.named_parameters())
    layers = quantized(parameters) if quantize else {}
    trained = [value for name, value in parameters.items() if name not in layers]
    optimizer = torch.optim.Adam(trained + [centroids for centroids, _ in layers.values()], lr=1e-4)
    inputs, labels = torch.randn(128, 3, 32, 32), torch.randint(10, (128,))
    times = []
    for _ in range(steps):
        start = time.perf_counter()
        step(model, parameters, layers, optimizer, inputs, labels)
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times[len(times) // 4 :])


def main(path, steps=60):
    torch.set_num_threads(2)
    torch._C._set_graph_executor_optimize(False)
    print(f"float step {measure(path, int(steps), False):.1f} ms, quantized step {measure(path, int(steps), True):.1f} ms")


main(*sys.argv[1:])
