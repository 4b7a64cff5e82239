#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# From the start of the program to its first painted window, and its peak memory then, beside a
# program that shows an empty QMainWindow; in turn, under Xvfb, the median of 15 each.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
bin=$ASSAY_BUILD/bin
rounds=15
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export XDG_CONFIG_HOME=$scratch XDG_STATE_HOME=$scratch XDG_CACHE_HOME=$scratch/cache KUBECONFIG=$scratch/none QT_QPA_PLATFORM=xcb
cat >"$scratch/measure" <<SH
for i in \$(seq $rounds); do
    "$bin/bench_spawn" "$bin/bench_startup_empty" >>"$scratch/empty"
    "$bin/bench_spawn" "$bin/bench_startup" "$here/../../resources/sandbox/suite.yaml" >>"$scratch/assay"
done
SH
"$bin/bench_spawn" true >/dev/null
xvfb-run -a -s "-screen 0 1600x1000x24" bash "$scratch/measure"
median() { awk -v c="$2" '{print $c}' "$1" | sort -n | sed -n "$((rounds / 2 + 1))p"; }
for what in "startup-time 1 ms 3" "startup-memory 3 KiB 2.2"; do
    read -r name column unit goal <<<"$what"
    ours=$(median "$scratch/assay" "$column") theirs=$(median "$scratch/empty" "$column")
    echo "$name: Assay $ours $unit, empty QMainWindow $theirs $unit (medians of $rounds)"
    echo "bench $name: $(awk "BEGIN {printf \"%.2f\", $ours / $theirs}") (goal <= $goal, peer empty QMainWindow, Qt $(dpkg-query -W -f='${Version}' libqt6widgets6 2>/dev/null || echo 6))"
done
