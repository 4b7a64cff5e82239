#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A log of 10 million lines in the window's log view: how fast it is indexed, and how long it takes
# to find all lines of a text, of an expression that begins with no text, and of one that matches the
# last line alone; beside ripgrep in one thread and GNU grep, which write to a pipe (into /dev/null
# grep stops at the first line). Medians of 3, all in C.UTF-8, the file in the page cache.
set -euo pipefail
. tests/bench/peers.sh
export LC_ALL=C.UTF-8 QT_QPA_PLATFORM=offscreen QT_LOGGING_RULES='qt.*=false'
bin=$ASSAY_BUILD/bin
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"$bin/bench_log_search" make "$scratch/log" "${LINES_OF_LOG:-10000000}"
size=$(stat -c %s "$scratch/log")
cat "$scratch/log" >/dev/null

# milliseconds COMMAND…: wall time; what it prints goes to a pipe, and has to be $expected
milliseconds() {
    local begun found
    begun=$(date +%s%N)
    found=$("$@" | cat)
    echo $((($(date +%s%N) - begun) / 1000000))
    [ "$found" = "$expected" ] || { echo "bench log_search: $* found $found lines, not $expected" >&2; exit 1; }
}

# one NAME GOAL PEER TEXT [expression]
one() {
    local name=$1 goal=$2 peer=$3 text=$4 kind=${5:-} literal=literal
    [ -z "$kind" ] || literal=
    : >"$scratch/ours"
    : >"$scratch/theirs"
    for i in 1 2 3; do
        "$bin/bench_log_search" search "$scratch/log" "$text" ${kind:+"$kind"} >>"$scratch/ours"
    done
    expected=$(median 3 <"$scratch/ours")
    echo "log_search: $name: $expected lines found in $(median 2 <"$scratch/ours") ms; the window answered within $(median 4 <"$scratch/ours") ms"
    if ! command -v "${peer%% *}" >/dev/null; then
        echo "bench log_search-$name: skipped: there is no ${peer%% *}"
        return
    fi
    for i in 1 2 3; do
        case $peer in
        rg*) milliseconds rg -j1 -c ${literal:+-F} -e "$text" "$scratch/log" >>"$scratch/theirs" ;;
        grep*) milliseconds grep -c ${literal:+-F} ${kind:+-E} -e "$text" "$scratch/log" >>"$scratch/theirs" ;;
        esac
    done
    ratio "log_search-$name" "$(median 2 <"$scratch/ours")" "$(median 1 <"$scratch/theirs")" "$goal" "$peer"
    ratio "log_search-$name-frame" "$(median 4 <"$scratch/ours")" 16 1 "a frame of 16 ms"
}

one text 2 "rg -j1" "the needle"
one milliseconds 1 "grep -E" '[0-9]{3}ms' expression
one last-line 2 "rg -j1" '[0-9]{3}[a-z]{2}\]' expression
index=$(median 1 <"$scratch/ours")
echo "log_search: $size bytes indexed in $index ms"
ratio log_search-index "$index" "$(awk "BEGIN {print $size / 3e6}")" 1 "3 GB/s"
