#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# 100,000 changes of pods, read by a reflector and by kubectl get -w -o json; medians of 3.
set -euo pipefail
. tests/bench/peers.sh
command -v kubectl >/dev/null || { echo "bench watch: skipped: there is no kubectl"; exit 0; }
events=100000
serve $events 0
bin=$ASSAY_BUILD/bin
for i in 1 2 3; do
    "$bin/bench_spawn" "$bin/bench_client" watch "$scratch/kubeconfig" n $((events + 1000)) >>"$scratch/ours"
    "$bin/bench_spawn" sh -c 'exec kubectl --kubeconfig "$0/kubeconfig" --cache-dir "$0/cache" get pods -w -o json >/dev/null' "$scratch" >>"$scratch/theirs"
done
wall=$(median 1 <"$scratch/ours")
echo "watch: Assay $(awk "BEGIN {printf \"%d\", $events / $wall * 1000}") events/s, $wall ms wall, $(median 2 <"$scratch/ours") ms CPU, $(median 3 <"$scratch/ours") KiB"
echo "watch: kubectl $(median 1 <"$scratch/theirs") ms wall, $(median 2 <"$scratch/theirs") ms CPU, $(median 3 <"$scratch/theirs") KiB"
peer="kubectl get -w -o json $(kubectl_version)"
ratio watch-cpu "$(median 2 <"$scratch/ours")" "$(median 2 <"$scratch/theirs")" 0.5 "$peer"
ratio watch-memory "$(median 3 <"$scratch/ours")" "$(median 3 <"$scratch/theirs")" 0.33 "$peer"
