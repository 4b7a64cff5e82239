#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# 50 commands in one container of a real cluster, 8 at a time, by the client and by kubectl exec under
# xargs -P 8; medians of 3.
set -euo pipefail
. tests/bench/peers.sh
[ -n "${ASSAY_TEST_KUBECONFIG:-}" ] || { echo "bench exec: skipped: ${ASSAY_TEST_NO_CLUSTER:-ASSAY_TEST_KUBECONFIG is not set}"; exit 0; }
image=${ASSAY_TEST_IMAGE:-localhost:5000/test/py-workbench:1.0}
bin=$ASSAY_BUILD/bin
scratch=$(mktemp -d)
k() { kubectl --kubeconfig "$ASSAY_TEST_KUBECONFIG" "$@"; }
trap 'k delete namespace bench-exec --wait=false >/dev/null 2>&1; rm -rf "$scratch"' EXIT
k create namespace bench-exec >/dev/null
k -n bench-exec run bench --image "$image" --restart Never --overrides \
    "{\"spec\":{\"containers\":[{\"name\":\"main\",\"image\":\"$image\",\"command\":[\"sleep\",\"600\"]}],\"terminationGracePeriodSeconds\":0}}" >/dev/null
k -n bench-exec wait --for condition=Ready pod/bench --timeout 120s >/dev/null
for i in 1 2 3; do
    "$bin/bench_spawn" "$bin/bench_client" exec "$ASSAY_TEST_KUBECONFIG" bench-exec bench 50 8 >>"$scratch/ours"
    "$bin/bench_spawn" sh -c 'seq 50 | xargs -P 8 -I{} kubectl --kubeconfig "$0" -n bench-exec exec bench -c main -- true' "$ASSAY_TEST_KUBECONFIG" >>"$scratch/theirs"
done
echo "exec: Assay $(median 1 <"$scratch/ours") ms wall, $(median 2 <"$scratch/ours") ms CPU; kubectl $(median 1 <"$scratch/theirs") ms wall, $(median 2 <"$scratch/theirs") ms CPU"
peer="kubectl exec under xargs -P 8, $(kubectl_version)"
ratio exec-cpu "$(median 2 <"$scratch/ours")" "$(median 2 <"$scratch/theirs")" 0.25 "$peer"
ratio exec-wall "$(median 1 <"$scratch/ours")" "$(median 1 <"$scratch/theirs")" 1 "$peer"
