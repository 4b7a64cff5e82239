#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# From the pod's Ready to the verdict over 10 packages, on a real cluster, beside a shell loop of
# kubectl exec over the same packages in the same pod; the median of 5 rounds.
set -euo pipefail
[ -n "${ASSAY_TEST_KUBECONFIG:-}" ] || { echo "bench verify: skipped: ${ASSAY_TEST_NO_CLUSTER:-ASSAY_TEST_KUBECONFIG is not set}"; exit 0; }
image=${ASSAY_TEST_IMAGE:-localhost:5000/test/py-workbench:1.0}
packages=(json sqlite3 asyncio yaml requests numpy urllib3 numpy.linalg email http.server)
rounds=5
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
for i in $(seq $rounds); do
    "$ASSAY_BUILD/bin/bench_verify" "$ASSAY_TEST_KUBECONFIG" "$image" "${packages[@]}" | tee -a "$scratch/all"
done
median() { awk -v w="$1" -v c="$2" '$1 == w {print $c}' "$scratch/all" | sort -n | sed -n "$((rounds / 2 + 1))p"; }
peer="kubectl $(kubectl version --client 2>/dev/null | sed -n 's/.*\(v[0-9][0-9.]*\).*/\1/p' | head -n 1), one after the other"
for what in "verify-wall 2 0.4" "verify-cpu 3 0.1"; do
    read -r name column goal <<<"$what"
    ours=$(median assay "$column") theirs=$(median kubectl "$column")
    echo "$name: Assay $ours ms, kubectl $theirs ms (medians of $rounds)"
    echo "bench $name: $(awk "BEGIN {printf \"%.2f\", $ours / $theirs}") (goal <= $goal, peer $peer)"
done
