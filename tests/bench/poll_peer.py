#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""poll_peer.py KUBECONFIG: the peer of bench_latency, and its clock.

Reads lines "KIND NAMESPACE POD" (pull, crash, ready). For each it asks for the pod once a second, as
a test suite does that waits for a condition, and beside that holds a bare watch, whose only task is
to note when the API server's decisive event arrived. Prints "EVENT_NS POLL_NS", both of
CLOCK_MONOTONIC, and stops at the end of its input.
"""
import base64
import http.client
import json
import ssl
import sys
import threading
import time

import yaml

config = yaml.safe_load(open(sys.argv[1], encoding="utf-8"))
cluster = config["clusters"][0]["cluster"]
address = cluster["server"].removeprefix("https://")
authority = cluster.get("certificate-authority-data")
tls = (ssl.create_default_context(cadata=base64.b64decode(authority).decode()) if authority
       else ssl.create_default_context(cafile=cluster["certificate-authority"]))
headers = {"Authorization": "Bearer " + config["users"][0]["user"]["token"]}


def is_decisive(kind, pod):
    status = pod.get("status", {})
    if kind == "ready":
        return any(c["type"] == "Ready" and c["status"] == "True"
                   for c in status.get("conditions", []))
    for container in status.get("containerStatuses", []):
        state = container.get("state", {})
        waiting = state.get("waiting", {}).get("reason")
        if kind == "pull" and waiting in ("ErrImagePull", "ImagePullBackOff"):
            return True
        if kind == "crash" and ("terminated" in state or waiting == "CrashLoopBackOff"
                                or container.get("lastState", {}).get("terminated")):
            return True
    return False


def watch(kind, path, name, seen):
    connection = http.client.HTTPSConnection(address, context=tls)
    connection.request("GET", f"{path}?watch=true&resourceVersion=0", headers=headers)
    answer = connection.getresponse()
    while line := answer.readline():
        now = time.monotonic_ns()
        event = json.loads(line)
        if event["object"]["metadata"]["name"] == name and is_decisive(kind, event["object"]):
            seen.append(now)
            return


def poll(kind, path, name):
    connection = http.client.HTTPSConnection(address, context=tls)
    while True:
        connection.request("GET", f"{path}/{name}", headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status == 200 and is_decisive(kind, json.loads(body)):
            return time.monotonic_ns()
        time.sleep(1)


for line in sys.stdin:
    kind, namespace, name = line.split()
    path = f"/api/v1/namespaces/{namespace}/pods"
    seen = []
    watcher = threading.Thread(target=watch, args=(kind, path, name, seen), daemon=True)
    watcher.start()
    polled = poll(kind, path, name)
    watcher.join(10)
    print(seen[0], polled, flush=True)
