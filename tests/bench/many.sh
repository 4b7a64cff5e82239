#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# 200 validations side by side on the sandbox, in one process with it, beside one of them alone (the
# median of 3). Each makes a namespace, a claim and a Notebook, waits, imports a package and takes an
# inventory in a real Python, and cleans up. What those Pythons cost is told apart: they are the
# image's work, and all of them run on this machine.
set -euo pipefail
. tests/bench/peers.sh
bin=$ASSAY_BUILD/bin
count=${MANY:-200}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export XDG_STATE_HOME=$scratch/state QT_LOGGING_RULES='qt.*=false'
suite() {
    printf 'version: 1\ndefaults: {timeout_pod_ready: 600, timeout_command: 300}\ntests:\n'
    for i in $(seq "$1"); do
        printf '  - {id: many-%d, namespace: test-many-%d, notebook_name: many-%d, custom_image: "sandbox.local/workbench/minimal:2025.1", packages_to_verify: [json], resources: {requests: {cpu: 10m, memory: 16Mi}}}\n' "$i" "$i" "$i"
    done
}
suite 1 >"$scratch/one.yaml"
suite "$count" >"$scratch/many.yaml"
for i in 1 2 3; do
    "$bin/bench_many" "$scratch/one.yaml" 1 "$scratch/one-$i" 2>/dev/null | grep '^many ' >>"$scratch/one"
done
"$bin/bench_many" "$scratch/many.yaml" "$count" "$scratch/many" 2>"$scratch/err" >"$scratch/out" || {
    grep -E '^[A-Z]+ |passed' "$scratch/out" | awk '{print $1}' | sort | uniq -c >&2
    echo "bench many: not every validation passed" >&2
    exit 1
}
read -r _ wall cpu commands memory connections < <(grep '^many ' "$scratch/out")
one=$(median 2 <"$scratch/one") cores=$(nproc)
left=$(find "$scratch/many/runs" -mindepth 1 -maxdepth 1 -type d | wc -l)
echo "many: $left validations in $wall ms: $cpu ms of CPU without their Pythons, which took $commands ms on $cores cores; at most $((memory / 1024)) MiB and $connections connections"
echo "many: one alone: $one ms wall, $(median 3 <"$scratch/one") ms of CPU, its Pythons $(median 4 <"$scratch/one") ms, $(($(median 5 <"$scratch/one") / 1024)) MiB"
peer="one validation alone"
ratio many-wall "$wall" "$one" 10 "$peer"
ratio many-wall-without-pythons "$(awk "BEGIN {print $wall - $commands / $cores}")" "$one" 10 "$peer"
ratio many-cpu "$cpu" "$(awk "BEGIN {print $count * $(median 3 <"$scratch/one")}")" 1.2 "$peer, $count times"
