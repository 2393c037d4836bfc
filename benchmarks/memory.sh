#!/usr/bin/env bash
# Resident memory of the whole process over 2,000 fine-tuning steps after 200 of warm-up, and its peak: the CIFAR-10
# network at the benchmark's recipe, with more steps.
# Usage: benchmarks/memory.sh WORK_DIRECTORY
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=${1:?name a folder to work in}
data=${DATA:-$root/../shared/data}
mkdir -p "$work"
sed -e 's/steps: 510/steps: 10/' -e 's/steps: 170/steps: 740/' "$root/benchmarks/recipes/cifar10-ipq.yaml" >"$work/recipe.yaml"

"$root/centroid" --version >/dev/null # builds, if need be
"$root/centroid" compress "$data/cifar10_cnn.pt" --data "$data/cifar10-train.safetensors" \
  --eval "$data/cifar10-eval.safetensors" --recipe "$work/recipe.yaml" \
  --out "$work/out" --home "$work/home" >"$work/output.log" 2>&1 &
process=$!

: >"$work/samples" # step, resident KiB
: >"$work/status"
before=0
seen=
while kill -0 "$process" 2>/dev/null; do
  line=$(grep '^tune .*/740 ' "$work/output.log" | tail -n 1 || true)
  if [ -n "$line" ] && [ "$line" != "$seen" ]; then
    seen=$line
    before=$(grep -c '^phase tune .*: done' "$work/output.log" || true)
    step=$(printf '%s' "$line" | sed -E 's|.* ([0-9]+)/740 .*|\1|')
    resident=$(awk '/^VmRSS/ { print $2 }' "/proc/$process/status" 2>/dev/null || true)
    [ -z "$resident" ] || echo "$((740 * before + step)) $resident" >>"$work/samples"
  fi
  grep '^VmHWM' "/proc/$process/status" >"$work/status.new" 2>/dev/null && mv "$work/status.new" "$work/status"
  sleep 1
done
wait "$process" || { tail -n 5 "$work/output.log"; exit 1; }

awk '$1 >= 200 { n++; x += $1; y += $2; xx += $1 * $1; xy += $1 * $2; if (n == 1) first = $1; last = $1 }
  END { printf "resident memory: %.0f bytes a step over steps %d to %d (%d samples), mean %.0f MiB\n",
          1024 * (n * xy - x * y) / (n * xx - x * x), first, last, n, y / n / 1024 }' "$work/samples"
awk '{ printf "peak: %.0f MiB\n", $2 / 1024 }' "$work/status"
