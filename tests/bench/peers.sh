# SPDX-License-Identifier: Apache-2.0
# What the benchmarks of the client share; to be sourced.
kubectl_version() { kubectl version --client 2>/dev/null | sed -n 's/.*\(v[0-9][0-9.]*\).*/\1/p' | head -n 1; }

# median COLUMN <LINES
median() { awk -v c="$1" '{print $c}' | sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }

# ratio NAME OURS THEIRS GOAL PEER
ratio() { echo "bench $1: $(awk "BEGIN {printf \"%.2f\", $2 / $3}") (goal <= $4, peer $5)"; }

# serve EVENTS LOG_BYTES: the flood server in $scratch, ended with the script
serve() {
    scratch=$(mktemp -d)
    python3 tests/bench/flood_server.py "$scratch" "$1" "$2" &
    server=$!
    trap 'kill $server 2>/dev/null; rm -rf "$scratch"' EXIT
    until [ -e "$scratch/kubeconfig" ]; do
        kill -0 $server || exit 1
        sleep 0.1
    done
}
