#!/usr/bin/env bash
# Prints docs/results.md from what benchmarks/paper.sh left. Usage: benchmarks/paper-table.sh WORK_DIRECTORY
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
exec java -cp "$root/standalone/target/quarkus-app/lib/main/*" "$root/benchmarks/PaperTable.java" \
  "${1:?name the folder that benchmarks/paper.sh worked in}" "$root/benchmarks/paper"
