#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What the catalogue of diagnoses costs when it is made ready and when a pod is judged.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
"$ASSAY_BUILD/bin/bench_diagnoses" tests/models/failures/histories
