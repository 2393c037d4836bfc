#!/usr/bin/env bash
# iPQ of the shared CIFAR-10 network with several seeds: accuracy, bytes and seconds of each run, and the means.
# Usage: benchmarks/cifar10.sh WORK_DIRECTORY [SEED...]     RECIPE=... and DATA=... choose another recipe and folder of data.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=${1:?name a folder to work in}
shift
seeds=("$@")
[ ${#seeds[@]} -gt 0 ] || seeds=(1 2 3)
data=${DATA:-$root/../shared/data}
recipe=${RECIPE:-$root/benchmarks/recipes/cifar10-ipq.yaml}
mkdir -p "$work"
for seed in "${seeds[@]}"; do
  "$root/centroid" compress "$data/cifar10_cnn.pt" --data "$data/cifar10-train.safetensors" \
    --eval "$data/cifar10-eval.safetensors" --recipe "$recipe" \
    --seed "$seed" --out "$work/out-$seed" --home "$work/home-$seed" --json >"$work/report-$seed.json"
done
reports=()
for seed in "${seeds[@]}"; do reports+=("$work/report-$seed.json"); done
# Only numbers that the reports hold; a few lines of awk spare a dependency.
for report in "${reports[@]}"; do
  tr ',{}' '\n\n\n' <"$report" | awk -F: '
    /"before"/ && !before { before = $2 } /"after"/ && !after { after = $2 }
    /"packed"/ && !packed && $2 ~ /^ *[0-9]+/ { packed = $2 }
    /"total"/ && !total { total = $2 } /"outsideTasks"/ && !outside && $2 ~ /[0-9]/ { outside = $2 }
    END { print before, after, packed, total, outside }'
done | awk '
  { printf "run %d: %.2f %% -> %.2f %%, %d bytes, %.1f s of which %.1f s outside tasks (%.1f %%)\n",
      NR, 100 * $1, 100 * $2, $3, $4, $5, 100 * $5 / $4
    after += $2; packed += $3; total += $4; outside += $5 }
  END { printf "mean of %d: %.2f %%, %d bytes, %.1f s, %.1f %% outside tasks\n",
      NR, 100 * after / NR, packed / NR, total / NR, 100 * outside / total }'
