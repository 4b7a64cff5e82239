#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# 300 notebooks in 100 namespaces of the sandbox, watched with their pods and events, nothing
# happening: connections, memory and CPU over 10 s; beside kubectl get notebooks -A -w.
set -euo pipefail
. tests/bench/peers.sh
command -v kubectl >/dev/null || { echo "bench rest: skipped: there is no kubectl"; exit 0; }
bin=$ASSAY_BUILD/bin
scratch=$(mktemp -d)
"$bin/assay" sandbox >"$scratch/path" &
sandbox=$!
trap 'kill $sandbox 2>/dev/null; rm -rf "$scratch"' EXIT
until [ -s "$scratch/path" ]; do sleep 0.1; done
config=$(cat "$scratch/path")
k() { kubectl --kubeconfig "$config" --cache-dir "$scratch/cache" "$@"; }
for i in $(seq 100); do
    echo "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"rest-$i\"}}"
    for j in 1 2 3; do
        echo "{\"apiVersion\":\"kubeflow.org/v1\",\"kind\":\"Notebook\",\"metadata\":{\"name\":\"nb-$j\",\"namespace\":\"rest-$i\"},\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"nb-$j\",\"image\":\"sandbox.local/workbench/minimal:2025.1\"}]}}}}"
    done
done >"$scratch/objects"
k create --validate=false -f "$scratch/objects" >/dev/null
# The sandbox's node holds 110 pods, as a kubelet does by default; the others wait for room.
atRest() { k get pods -A --no-headers 2>/dev/null | awk '$4 == "Running" {++running} END {exit NR < 300 || running < 110}'; }
until atRest; do sleep 1; done
read -r connections memory cpu < <("$bin/bench_client" rest "$config" 10 $(seq -f 'rest-%g' 100))
kubectl --kubeconfig "$config" --cache-dir "$scratch/cache" get notebooks -A -w >/dev/null &
peer=$!
sleep 10
theirs=$(awk '/VmRSS/ {print $2}' /proc/$peer/status)
kill $peer
echo "rest: 300 notebooks in 100 namespaces, 300 watches: $connections connections, $memory KiB, $cpu ms of CPU a second"
ratio rest-memory "$memory" "$theirs" 1 "kubectl get notebooks -A -w $(kubectl_version), one watch"
