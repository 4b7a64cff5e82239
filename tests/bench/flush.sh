#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What a flush of facts costs the window's thread with 200 running tests, beside one, under Xvfb.
set -euo pipefail
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export XDG_CONFIG_HOME=$scratch XDG_STATE_HOME=$scratch XDG_CACHE_HOME=$scratch/cache QT_QPA_PLATFORM=xcb
xvfb-run -a -s "-screen 0 1600x1000x24" "$ASSAY_BUILD/bin/bench_flush"
