#!/usr/bin/env bash
# Every row of docs/results.md: the recipes of benchmarks/paper on both models, with several seeds. A run that is there
# already, of the same recipe, is not done again, so the script can be broken off and started anew; a row or model can be asked for by name.
# Usage: benchmarks/paper.sh WORK_DIRECTORY [ROW...]
#   ROW is a recipe's name, such as ipq, or cifar10/ipq; all by default. SEEDS="1 2 3" and DATA=... choose others.
#   THREADS=1 gives every run one thread: two such scripts at once, each in its own folder, get more done than one.
#   RECIPES=benchmarks/noise runs the comparison of Quant-Noise with none instead, in a work directory of its own.
# Then: benchmarks/paper-table.sh WORK_DIRECTORY > docs/results.md
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=${1:?name a folder to work in}
shift
rows=("$@")
read -ra seeds <<<"${SEEDS:-1 2 3}"
threads=${THREADS:+--threads $THREADS}
data=${DATA:-$root/../shared/data}
recipes=${RECIPES:-$root/benchmarks/paper}

# Sets model, train and evaluation to the files of a model by its folder's name.
files_of() {
  case $1 in
    cifar10) model=$data/cifar10_cnn.pt train=$data/cifar10-train.safetensors evaluation=$data/cifar10-eval.safetensors ;;
    shakespeare) model=$data/shakespeare_lm.pt train=$data/shakespeare-train.safetensors evaluation=$data/shakespeare-eval.safetensors ;;
  esac
}

is_asked_for() {
  [ ${#rows[@]} -gt 0 ] || return 0
  local row
  for row in "${rows[@]}"; do
    [ "$row" = "$1" ] || [ "$row" = "${1#*/}" ] || [ "$row" = "${1%/*}" ] && return 0
  done
  return 1
}

# Runs one row with one seed: MODEL ROW SEED START, where START is the model file to begin with.
run() {
  local to=$work/$1/$2/$3 recipe=$recipes/$1/$2.yaml
  [ -e "$to/report.json" ] && cmp -s "$recipe" "$to/recipe.yaml" && return 0
  mkdir -p "$to"
  rm -rf "$to/out" "$to/report.json"
  cp "$recipe" "$to/recipe.yaml"
  echo "$(date +%T) $1/$2, seed $3" >&2
  if "$root/centroid" compress "$4" --data "$train" --eval "$evaluation" --recipe "$recipe" \
    --seed "$3" $threads --out "$to/out" --home "$work/home" --json >"$to/unfinished.json" 2>"$to/progress.log"; then
    mv "$to/unfinished.json" "$to/report.json"
  else
    tail -n 1 "$to/progress.log" >&2
    echo "$1/$2, seed $3: failed; see $to/progress.log" >&2
    failed=yes
  fi
}

failed=no
for folder in cifar10 shakespeare; do
  files_of "$folder"
  for seed in "${seeds[@]}"; do
    for recipe in "$recipes/$folder"/*.yaml; do
      row=$(basename "$recipe" .yaml)
      is_asked_for "$folder/$row" || continue
      if grep -q '^floatTuning:' "$recipe"; then
        run "$folder" "$row" "$seed" "$model"
      else
        # Rows without float tuning of their own begin with the model that the row float-tuned gives.
        run "$folder" float-tuned "$seed" "$model"
        run "$folder" "$row" "$seed" "$work/$folder/float-tuned/$seed/out/model.pt"
      fi
    done
  done
done
[ $failed = no ]
