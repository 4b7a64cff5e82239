#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""An API server that says a lot, for the benchmarks: flood_server.py FOLDER EVENTS LOG_BYTES.

Serves discovery, a list of 1,000 pods and a watch of EVENTS changes of them, and a log of LOG_BYTES
bytes, over TLS; the watch ends when all was sent. FOLDER/kubeconfig is how to reach it. Everything is
made before it is asked for, so that the reader is what is measured."""
import http.server
import json
import os
import socketserver
import ssl
import subprocess
import sys
import urllib.parse

folder, events, log_bytes = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
MARK = "@VERSION@"


def pod(number):
    name = f"workbench-{number}"
    probe = {"httpGet": {"path": f"/notebook/n/{name}/api", "port": 8888, "scheme": "HTTP"},
             "initialDelaySeconds": 10, "periodSeconds": 5, "timeoutSeconds": 1,
             "successThreshold": 1, "failureThreshold": 3}
    now = "2026-01-01T00:00:00Z"
    return {
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {"name": name, "namespace": "n", "uid": f"00000000-0000-0000-0000-{number:012}",
                     "resourceVersion": MARK, "creationTimestamp": now,
                     "labels": {"notebook-name": name, "statefulset": name, "app": name},
                     "annotations": {"note": "x" * 400},
                     "ownerReferences": [{"apiVersion": "apps/v1", "kind": "StatefulSet", "name": name,
                                          "uid": "1", "controller": True, "blockOwnerDeletion": True}]},
        "spec": {"containers": [{"name": name, "image": "quay.io/opendatahub/workbench:2025.1",
                                 "env": [{"name": f"V{i}", "value": "y" * 40} for i in range(12)],
                                 "ports": [{"name": "notebook-port", "containerPort": 8888}],
                                 "resources": {"limits": {"cpu": "1", "memory": "4Gi"}},
                                 "readinessProbe": probe, "livenessProbe": probe}],
                 "nodeName": "node-1", "restartPolicy": "Always", "serviceAccountName": "default"},
        "status": {"phase": "Running", "podIP": "10.0.0.1", "startTime": now,
                   "conditions": [{"type": t, "status": "True", "lastTransitionTime": now}
                                  for t in ("Initialized", "Ready", "ContainersReady", "PodScheduled")],
                   "containerStatuses": [{"name": name, "ready": True, "restartCount": 0,
                                          "image": "quay.io/opendatahub/workbench:2025.1",
                                          "imageID": "quay.io/opendatahub/workbench@sha256:" + "a" * 64,
                                          "state": {"running": {"startedAt": now}}}]}}


def compact(value):
    return json.dumps(value, separators=(",", ":"))


pods = [compact(pod(i)) for i in range(1000)]
changes = [('{"type":"MODIFIED","object":' + p + "}\n").split(MARK) for p in pods]
line = ("2026-01-01 00:00:00,000 INFO a line of a workbench's log, neither short nor long " + "z" * 40 + "\n").encode()
block = line * (65536 // len(line))
RESOURCES = {"kind": "APIResourceList", "groupVersion": "v1", "resources": [
    {"name": "pods", "singularName": "pod", "namespaced": True, "kind": "Pod", "shortNames": ["po"],
     "verbs": ["get", "list", "watch"]},
    {"name": "pods/log", "singularName": "", "namespaced": True, "kind": "Pod", "verbs": ["get"]}]}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, text):
        body = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def chunks(self, content_type, parts):
        self.send_response(200)
        self.send_header("Content-Type", content_type)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for part in parts:
            self.wfile.write(b"%x\r\n" % len(part) + part + b"\r\n")
        self.wfile.write(b"0\r\n\r\n")

    def page(self, query):
        """As an API server does: no more than `limit`, and where to go on."""
        start = int(query.get("continue", ["0"])[0])
        end = start + int(query.get("limit", [len(pods)])[0])
        metadata = {"resourceVersion": "1000"}
        if end < len(pods):
            metadata["continue"] = str(end)
        items = ",".join(pods[start:end]).replace(MARK, "1000")
        self.answer('{"kind":"PodList","apiVersion":"v1","metadata":' + compact(metadata) + ',"items":['
                    + items + "]}")

    def flood(self):
        batch = []
        for version in range(events):
            before, after = changes[version % 1000]
            batch.append(before + str(2000 + version) + after)
            if len(batch) == 50:
                yield "".join(batch).encode()
                batch = []
        if batch:
            yield "".join(batch).encode()

    def log(self):
        sent = 0
        while sent < log_bytes:
            yield block
            sent += len(block)

    def do_GET(self):
        path = self.path.split("?")[0]
        if path == "/api":
            self.answer(compact({"kind": "APIVersions", "versions": ["v1"]}))
        elif path == "/apis":
            self.answer(compact({"kind": "APIGroupList", "apiVersion": "v1", "groups": []}))
        elif path == "/api/v1":
            self.answer(compact(RESOURCES))
        elif path.endswith("/log"):
            self.chunks("text/plain", self.log())
        elif path == "/api/v1/namespaces/n/pods" and "watch=" in self.path:
            self.chunks("application/json", self.flood())
        elif path == "/api/v1/namespaces/n/pods":
            self.page(urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query))
        elif path.startswith("/api/v1/namespaces/n/pods/"):
            single = pod(0)
            single["metadata"]["resourceVersion"] = "1000"
            single["spec"]["containers"][0]["name"] = "main"
            self.answer(compact(single))
        else:
            body = compact({"kind": "Status", "status": "Failure", "code": 404, "reason": "NotFound"}).encode()
            self.send_response(404)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        pass  # a reader that has read enough closes


key, certificate = os.path.join(folder, "key"), os.path.join(folder, "crt")
subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=flood",
                "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
               check=True, capture_output=True)
server = Server(("127.0.0.1", 0), Handler)
tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
tls.load_cert_chain(certificate, key)
server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
config = {"apiVersion": "v1", "kind": "Config", "current-context": "flood",
          "clusters": [{"name": "flood", "cluster": {"server": f"https://127.0.0.1:{server.server_port}",
                                                     "certificate-authority": certificate}}],
          "users": [{"name": "flood", "user": {"token": "flood"}}],
          "contexts": [{"name": "flood", "context": {"cluster": "flood", "user": "flood", "namespace": "n"}}]}
with open(os.path.join(folder, "kubeconfig.new"), "w") as file:
    file.write(json.dumps(config))
os.rename(os.path.join(folder, "kubeconfig.new"), os.path.join(folder, "kubeconfig"))
server.serve_forever()
