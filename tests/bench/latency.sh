#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# How long after the API server's decisive event the record says so (an image that cannot be pulled, a
# crash, Ready): 12 validations of each on the sandbox, one after the other, beside a loop that asks
# for the pod once a second. Medians over all; the grace, which is patience and no latency, is off.
set -euo pipefail
. tests/bench/peers.sh
bin=$ASSAY_BUILD/bin
scratch=$(mktemp -d)
"$bin/assay" sandbox >"$scratch/path" &
sandbox=$!
trap 'kill $sandbox 2>/dev/null; rm -rf "$scratch"' EXIT
until [ -s "$scratch/path" ]; do sleep 0.1; done
"$bin/bench_latency" "$(cat "$scratch/path")" tests/bench/poll_peer.py 12 >"$scratch/all"
for kind in pull crash ready; do
    grep "^$kind " "$scratch/all" >"$scratch/kind"
    echo "latency: $kind: Assay $(median 2 <"$scratch/kind") ms, polling $(median 3 <"$scratch/kind") ms (medians of $(wc -l <"$scratch/kind"))"
done
ours=$(median 2 <"$scratch/all") theirs=$(median 3 <"$scratch/all")
echo "latency: all: Assay $ours ms, at most $(awk '{print $2}' "$scratch/all" | sort -n | tail -n 1) ms; polling $theirs ms (medians of $(wc -l <"$scratch/all"))"
ratio latency "$ours" "$theirs" 0.1 "a loop that asks once a second, Python $(python3 -c 'import platform; print(platform.python_version())')"
ratio latency-median "$ours" 50 1 "50 ms"
