#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A log of 200 MB to a file, by the client and by kubectl logs; medians of 3. What the stream itself
# costs in memory is the peak over that of a log of one line.
set -euo pipefail
. tests/bench/peers.sh
command -v kubectl >/dev/null || { echo "bench logs: skipped: there is no kubectl"; exit 0; }
bin=$ASSAY_BUILD/bin
serve 0 1
"$bin/bench_spawn" "$bin/bench_client" logs "$scratch/kubeconfig" n p "$scratch/log" >"$scratch/small"
small=$(median 3 <"$scratch/small")
kill $server
rm -rf "$scratch"
serve 0 200000000
for i in 1 2 3; do
    "$bin/bench_spawn" "$bin/bench_client" logs "$scratch/kubeconfig" n p "$scratch/log" >>"$scratch/ours"
    "$bin/bench_spawn" sh -c 'exec kubectl --kubeconfig "$0/kubeconfig" --cache-dir "$0/cache" logs p -c main >"$0/log.peer"' "$scratch" >>"$scratch/theirs"
done
cmp "$scratch/log" "$scratch/log.peer"
echo "logs: Assay $(median 1 <"$scratch/ours") ms wall, $(median 2 <"$scratch/ours") ms CPU, $(median 3 <"$scratch/ours") KiB, of which $(($(median 3 <"$scratch/ours") - small)) KiB for the stream"
echo "logs: kubectl $(median 1 <"$scratch/theirs") ms wall, $(median 2 <"$scratch/theirs") ms CPU, $(median 3 <"$scratch/theirs") KiB"
ratio logs-wall "$(median 1 <"$scratch/ours")" "$(median 1 <"$scratch/theirs")" 1 "kubectl logs $(kubectl_version)"
ratio logs-memory "$(($(median 3 <"$scratch/ours") - small))" 16384 1 "16 MiB for the stream"
