#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What a verdict on a container engine of this computer costs, on a real one (ASSAY_BENCH_ENGINE: its socket; else the
# podman.sock of ASSAY_TEST_ENGINE_DIR), beside podman alone on the same engine, round and round about; medians.
# local-wall, local-cpu: from the container's readiness to the verdict over 10 packages, confirmation included, beside
#   a loop of "podman exec … python -c 'import X'". CPU is that of the programs here, not of the engine's.
# local-verdict: "assay try" with one package and no checks, from the container's start to the verdict, in seconds.
# local-answer: from the command to the server's first answer, beyond what "podman run" alone takes to one, in seconds.
# local-many: 20 images with --jobs 20, from the first create to the last container running, beside twenty
#   "podman run -d" one after the other.
set -euo pipefail
. tests/bench/peers.sh
socket=${ASSAY_BENCH_ENGINE:-${ASSAY_TEST_ENGINE_DIR:-$HOME/.cache/assay-engine}/podman.sock}
[ -S "$socket" ] || { echo "bench local: skipped: there is no container engine at $socket"; exit 0; }
command -v podman >/dev/null || { echo "bench local: skipped: the podman command is not installed"; exit 0; }
assay=$ASSAY_BUILD/bin/assay
image=${ASSAY_BENCH_IMAGE:-localhost/test/py-workbench:1.0}
rounds=${ROUNDS:-5}
count=${MANY:-20}
packages=(json sqlite3 asyncio yaml requests numpy urllib3 numpy.linalg email http.server)
scratch=$(mktemp -d)
name=assay-bench-$$
podman=(podman --url "unix://$socket")
clean() {
    "${podman[@]}" ps -aq --filter "name=^$name" | xargs -r "${podman[@]}" rm -f -t 0 >/dev/null 2>&1 || true
    rm -rf "$scratch"
}
trap clean EXIT
export XDG_STATE_HOME=$scratch/state QT_LOGGING_RULES='qt.*=false' QT_QPA_PLATFORM=offscreen
now() { date +%s%N; }
seconds() { awk "BEGIN {printf \"%.3f\", $1 / 1000000000}"; }

# timed WALL CPU COMMAND…: appends milliseconds to two files.
timed() {
    local wall=$1 cpu=$2
    shift 2
    local TIMEFORMAT='%R %U %S'
    { time "$@" >"$scratch/out" 2>"$scratch/err" || true; } 2>"$scratch/time"
    awk '{print $1 * 1000}' "$scratch/time" >>"$wall"
    awk '{print ($2 + $3) * 1000}' "$scratch/time" >>"$cpu"
}

# One number out of a run's report: run.jsonl of its only run. The clock of all is this computer's.
measured() {
    python3 -B - "$1" "$2" <<'P'
import datetime, glob, json, sys
facts = [json.loads(line) for path in glob.glob(sys.argv[1] + "/runs/*/run.jsonl") for line in open(path)]
def at(fact): return datetime.datetime.fromisoformat(fact["at"].replace("Z", "+00:00"))
def first(kind, test=lambda body: True):
    return min((at(f) for f in facts if f["kind"] == kind and test(f["body"])), default=None)
verdicts = [at(f) for f in facts if f["kind"] == "Verdict" and f["body"]["outcome"] == "passed"]
if not verdicts: sys.exit("bench local: the run did not pass")
def reached(state): return first("StateChanged", lambda body: body["transition"]["to"] == state)
running, ready = reached("PodRunning"), reached("Ready")
value = {"ready-to-verdict": (verdicts[0] - ready).total_seconds() if ready else None,
         "start-to-verdict": (verdicts[0] - running).total_seconds() if running else None,
         "ready-at": ready.timestamp() if ready else None}[sys.argv[2]]
if value is None: sys.exit("bench local: the record does not say when it was " + sys.argv[2])
print(value)
P
}

for i in $(seq "$rounds"); do
    # Ours: CPU over all of it, start and removal included, which is against us.
    timed "$scratch/whole" "$scratch/our-cpu" "$assay" try "$image" "${packages[@]}" --no-checks \
        --engine "unix://$socket" -o "$scratch/try-$i"
    measured "$scratch/try-$i" ready-to-verdict | awk '{print $1 * 1000}' >>"$scratch/our-wall"
    "${podman[@]}" run -d --name "$name-$i" "$image" >/dev/null
    loop() {
        for package in "${packages[@]}"; do "${podman[@]}" exec "$name-$i" python -c "import $package"; done
    }
    timed "$scratch/their-wall" "$scratch/their-cpu" loop
    "${podman[@]}" rm -f -t 0 "$name-$i" >/dev/null

    began=$(now)
    "$assay" try "$image" json --no-checks --engine "unix://$socket" -o "$scratch/one-$i" >/dev/null 2>&1 || true
    measured "$scratch/one-$i" start-to-verdict >>"$scratch/verdict"
    awk "BEGIN {printf \"%.3f\n\", $(measured "$scratch/one-$i" ready-at) - $(seconds "$began")}" >>"$scratch/our-answer"
    began=$(now)
    "${podman[@]}" run -d --name "$name-run-$i" -p 127.0.0.1::8888 "$image" >/dev/null
    port=$("${podman[@]}" port "$name-run-$i" 8888 | sed 's/.*://')
    until curl -fsS -o /dev/null "http://127.0.0.1:$port/" 2>/dev/null; do sleep 0.02; done
    seconds $(($(now) - began)) >>"$scratch/their-answer"
    echo >>"$scratch/their-answer"
    "${podman[@]}" rm -f -t 0 "$name-run-$i" >/dev/null
done
peer="podman exec, one after the other"
ratio local-wall "$(median 1 <"$scratch/our-wall")" "$(median 1 <"$scratch/their-wall")" 0.3 "$peer"
ratio local-cpu "$(median 1 <"$scratch/our-cpu")" "$(median 1 <"$scratch/their-cpu")" 0.1 "$peer"
ratio local-verdict "$(median 1 <"$scratch/verdict")" 1 1.0 "one second"
ratio local-answer "$(awk "BEGIN {print $(median 1 <"$scratch/our-answer") - $(median 1 <"$scratch/their-answer")}")" \
    1 0.5 "podman run alone, in seconds beyond it"

# Twenty at once: from the first one's creation to the last one's first look at a running container.
{
    printf 'version: 1\ndefaults: {timeout_pod_ready: 300, timeout_command: 120}\ntests:\n'
    for i in $(seq "$count"); do
        printf '  - {id: many-%d, namespace: test-bench-%d, notebook_name: bench-%d, custom_image: "%s", packages_to_verify: [json]}\n' \
            "$i" "$i" "$i" "$image"
    done
} >"$scratch/many.yaml"
"$assay" run "$scratch/many.yaml" --jobs "$count" --engine "unix://$socket" -o "$scratch/many" >/dev/null 2>&1 ||
    { echo "bench local: not every one of the $count passed" >&2; exit 1; }
python3 -B - "$scratch/many" "$count" >"$scratch/ours" <<'P'
import datetime, glob, json, sys
facts = [json.loads(line) for path in glob.glob(sys.argv[1] + "/runs/*/run.jsonl") for line in open(path)]
def times(kind, test):
    return [datetime.datetime.fromisoformat(f["at"].replace("Z", "+00:00")) for f in facts if f["kind"] == kind and test(f["body"])]
created = times("PhaseStarted", lambda body: body["phase"] == "Create")
running = times("StateChanged", lambda body: body["transition"]["to"] == "PodRunning")
if len(running) < int(sys.argv[2]): sys.exit("bench local: fewer containers ran than were meant")
print((max(running) - min(created)).total_seconds())
P
began=$(now)
for i in $(seq "$count"); do "${podman[@]}" run -d --name "$name-many-$i" "$image" >/dev/null; done
ratio local-many "$(cat "$scratch/ours")" "$(seconds $(($(now) - began)))" 1.3 "$count times podman run -d"
