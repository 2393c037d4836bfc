#!/usr/bin/env bash
# Kills the process with SIGKILL once in each phase and runs the same command again until the job is complete; then with two
# workers. The packed file must be the same to the bit as that of an undisturbed run.
# Usage: benchmarks/crash.sh WORK_DIRECTORY [PHASE...]     COMMAND="MODEL --data ... --recipe ..." chooses another job.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=${1:?name a folder to work in}
shift
phases=("$@")
[ ${#phases[@]} -gt 0 ] || phases=("teach" "quantize" "tune" "package")
data=$root/../shared/data
default="$data/cifar10_cnn.pt --data $data/cifar10-train.safetensors --eval $data/cifar10-eval.safetensors
  --recipe $root/benchmarks/recipes/cifar10-ipq.yaml"
read -r -d '' -a job < <(printf '%s' "${COMMAND:-$default}" | tr '\n' ' ') || true
mkdir -p "$work"

compress() { # name, further options
  local name=$1
  shift
  "$root/centroid" compress "${job[@]}" --out "$work/out-$name" --home "$work/home-$name" "$@"
}

digest() { sha256sum "$work/out-$1/model.safetensors" | cut -d' ' -f1; }

"$root/centroid" --version >/dev/null # builds, if need be, before anything is killed
[ -f "$work/out-undisturbed/model.safetensors" ] || compress undisturbed
compress workers --workers 2
for phase in "${phases[@]}"; do
  log=$work/killed.log
  : >"$log"
  setsid "$root/centroid" compress "${job[@]}" --out "$work/out-killed" --home "$work/home-killed" >"$log" 2>&1 &
  process=$!
  until grep -q "^phase $phase.*: started" "$log"; do
    kill -0 "$process" 2>/dev/null || { echo "the job was complete before phase $phase"; break; }
    sleep 0.05
  done
  if kill -9 -- "-$process" 2>/dev/null; then
    wait "$process" 2>/dev/null || true
    echo "killed in phase: $(grep '^phase .*: started' "$log" | tail -n 1)"
  fi
done
compress killed
expected=$(digest undisturbed)
for name in workers killed; do
  if [ "$(digest $name)" = "$expected" ]; then
    echo "$name: the same model.safetensors, $expected"
  else
    echo "$name: ANOTHER model.safetensors: $(digest $name), not $expected"
    exit 1
  fi
done
