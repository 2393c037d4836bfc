#!/usr/bin/env bash
# Adds what benchmarks/paper.sh left to benchmarks/paper/runs.tsv, and prints docs/results.md from that.
# Usage: benchmarks/paper-table.sh [WORK_DIRECTORY]     RECIPES=benchmarks/noise prints docs/noise.md instead.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
exec java -cp "$root/standalone/target/quarkus-app/lib/main/*" "$root/benchmarks/PaperTable.java" \
  "${RECIPES:-$root/benchmarks/paper}" ${1:+"$1"}
