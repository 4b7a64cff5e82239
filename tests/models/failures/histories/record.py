#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Records pod histories from a real cluster: each scenario of scenarios.yaml in a namespace of its own, with
what the watches of its pods and events said and when, as NAME.json beside this file. The expectation
of a history that is there already is kept.

    record.py KUBECONFIG [NAME ...]       needs kubectl and PyYAML, and a controller for Notebooks
"""
import concurrent.futures, json, os, re, subprocess, sys, threading, time
import yaml

HERE = os.path.dirname(os.path.abspath(__file__))
AT_ONCE = 5
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
POD_SPEC = ("activeDeadlineSeconds", "containers", "initContainers", "nodeName", "nodeSelector", "restartPolicy",
            "securityContext", "serviceAccountName", "terminationGracePeriodSeconds", "volumes", "readinessGates")


def kubectl(config, *args, data=None, check=True):
    return subprocess.run(["kubectl", "--kubeconfig", config, *args], input=data, text=True, check=check,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)


class Cleaner:
    """Takes out what belongs to the machine and not to the history."""

    def __init__(self, namespace, nodes):
        self.namespace, self.nodes, self.uids, self.versions = namespace, nodes, {}, {}

    def text(self, value):
        value = UUID.sub(lambda m: self.uids.setdefault(
            m.group(), "00000000-0000-4000-8000-%012d" % (len(self.uids) + 1)), value)
        value = value.replace(self.namespace, "test-histories")
        for node in self.nodes:
            value = re.sub(r"\b%s\b" % re.escape(node), "node", value)
        return value

    def value(self, value):
        if isinstance(value, dict):
            return {k: self.value(v) for k, v in value.items() if v is not None and k not in
                    ("managedFields", "containerID", "hostIP", "podIP", "podIPs", "host", "reportingInstance")}
        if isinstance(value, list):
            return [self.value(v) for v in value]
        return self.text(value) if isinstance(value, str) else value

    def pod(self, pod):
        pod = self.value(pod)
        meta = pod["metadata"]
        version = self.versions.setdefault(meta["resourceVersion"], str(len(self.versions) + 1))
        spec = {k: v for k, v in pod["spec"].items() if k in POD_SPEC}
        token = {v["name"] for v in spec.get("volumes", []) if "-token-" in v["name"] or
                 v["name"].startswith("kube-api-access")}
        spec["volumes"] = [v for v in spec.get("volumes", []) if v["name"] not in token]
        for container in spec.get("containers", []) + spec.get("initContainers", []):
            container["volumeMounts"] = [m for m in container.get("volumeMounts", []) if m["name"] not in token]
            for key in ("terminationMessagePath", "terminationMessagePolicy", "env", "imagePullPolicy"):
                if container.get(key) != "Never":
                    container.pop(key, None)
        keep = {k: meta[k] for k in ("name", "namespace", "uid", "labels", "creationTimestamp",
                                     "deletionTimestamp") if k in meta}
        return {"apiVersion": "v1", "kind": "Pod", "metadata": dict(keep, resourceVersion=version), "spec": spec,
                "status": pod["status"]}

    def notebook(self, notebook):
        notebook = self.value(notebook)
        meta = {k: v for k, v in notebook["metadata"].items() if k in ("name", "annotations")}
        meta.get("annotations", {}).pop("kubectl.kubernetes.io/last-applied-configuration", None)
        return {"metadata": meta, "status": {"readyReplicas": notebook["status"].get("readyReplicas", 0)}} \
            if "status" in notebook else {"metadata": meta}

    def event(self, event):
        event = self.value(event)
        keep = {k: event[k] for k in ("type", "reason", "message", "count", "firstTimestamp", "lastTimestamp",
                                      "eventTime", "series", "source", "reportingComponent") if event.get(k)}
        about = {k: v for k, v in event["involvedObject"].items() if k in ("kind", "name", "uid", "fieldPath")}
        return dict(keep, metadata={"uid": event["metadata"]["uid"]}, involvedObject=about)


def patch(old, new):
    """The JSON merge patch (RFC 7386) that turns one into the other."""
    out = {k: None for k in old if k not in new}
    for key, value in new.items():
        if key not in old:
            out[key] = value
        elif isinstance(value, dict) and isinstance(old[key], dict):
            if inner := patch(old[key], value):
                out[key] = inner
        elif value != old[key]:
            out[key] = value
    return out


def write(path, history):
    """One line an observation: a change of a history is a change of a line."""
    line = lambda v: json.dumps(v, ensure_ascii=False)
    rows = []
    for key, value in history.items():
        if key == "observations":
            rows.append('  "observations": [\n    %s\n  ]' % ",\n    ".join(map(line, value)))
        elif key == "expected":
            rows.append('  "expected": ' + json.dumps(value, indent=2, ensure_ascii=False).replace("\n", "\n  "))
        else:
            rows.append("  %s: %s" % (line(key), line(value)))
    with open(path, "w") as out:
        out.write("{\n%s\n}\n" % ",\n".join(rows))


class Watch(threading.Thread):
    def __init__(self, config, path, seen):
        super().__init__(daemon=True)
        self.seen = seen
        self.process = subprocess.Popen(["kubectl", "--kubeconfig", config, "get", "--raw", path + "?watch=1"],
                                        stdout=subprocess.PIPE, text=True)
        self.start()

    def run(self):
        for line in self.process.stdout:
            self.seen(time.monotonic(), json.loads(line))

    def stop(self):
        self.process.terminate()
        self.process.wait()


def notebook(scenario, namespace):
    name = scenario["name"]
    spec = json.loads(json.dumps(scenario.get("pod", {})).replace("NAMESPACE", namespace))
    main = dict({"name": name, "image": "localhost:5000/test/py-workbench:1.0",
                 "imagePullPolicy": "IfNotPresent",
                 "resources": {"requests": {"cpu": "50m", "memory": "64Mi"}}}, **scenario.get("container", {}))
    spec["containers"] = [main] + spec.get("containers", [])
    return {"apiVersion": "kubeflow.org/v1", "kind": "Notebook",
            "metadata": {"name": name, "namespace": namespace, "labels": {"app": name},
                         "annotations": scenario.get("annotations", {})},
            "spec": {"template": {"spec": spec}}}


def logs(config, namespace, pod, cleaner):
    out = {}
    for c in pod["spec"].get("initContainers", []) + pod["spec"]["containers"]:
        for more in ([], ["--previous"]):
            said = kubectl(config, "-n", namespace, "logs", pod["metadata"]["name"], "-c", c["name"], "--tail=5",
                           *more, check=False)
            if said.returncode == 0 and said.stdout.strip():
                out[c["name"]] = cleaner.text(said.stdout)
                break
    return out


def record(config, version, nodes, scenario):
    name = scenario["name"]
    namespace = "test-histories-" + name
    kubectl(config, "create", "namespace", namespace)
    cleaner, rows, lock, watches, last = Cleaner(namespace, nodes), [], threading.Lock(), [], {}
    began = None

    def seen(now, change):
        kind, obj = change["type"], change["object"]
        with lock:
            at = round(max(0.0, now - began), 2) if began else 0.0
            if obj["kind"] == "Event":
                # The flow leaves out what the controller repeats on the Notebook, and so do we.
                if kind == "DELETED" or obj["message"].startswith("Reissued from "):
                    return
                if obj["involvedObject"]["kind"] in ("Pod", "StatefulSet", "Notebook", "PersistentVolumeClaim"):
                    rows.append({"at": at, "event": cleaner.event(obj)})
                return
            if obj["kind"] == "Notebook":
                obj = cleaner.notebook(obj)
                if kind != "DELETED" and obj != last.get("notebook"):
                    rows.append({"at": at, "notebook": obj})
                    last["notebook"] = obj
                return
            pod = cleaner.pod(obj)
            if kind == "DELETED":
                rows.append({"at": at, "pod_removed": pod["metadata"]["uid"]})
            elif last.get("pod", {}).get("metadata", {}).get("uid") != pod["metadata"]["uid"]:
                rows.append({"at": at, "pod": pod})
            else:
                rows.append({"at": at, "pod_patch": patch(last["pod"], pod)})
            last["pod"], last["raw"] = pod, obj

    try:
        for _ in range(100):
            if kubectl(config, "-n", namespace, "get", "serviceaccount", "default", check=False).returncode == 0:
                break
            time.sleep(0.2)
        for obj in scenario.get("before", []):
            kubectl(config, "-n", namespace, "apply", "-f", "-", data=json.dumps(obj))
        for path in ("api/v1/%s/pods", "api/v1/%s/events", "apis/kubeflow.org/v1/%s/notebooks"):
            watches.append(Watch(config, "/" + path % ("namespaces/" + namespace), seen))
        time.sleep(1)
        with lock:
            began = time.monotonic()
        kubectl(config, "apply", "-f", "-", data=json.dumps(notebook(scenario, namespace)))
        for step in scenario.get("then", []):
            time.sleep(max(0.0, began + step["at"] - time.monotonic()))
            kubectl(config, "-n", namespace, *step["kubectl"], data=json.dumps(step.get("object")), check=False)
        time.sleep(max(0.0, began + scenario["seconds"] - time.monotonic()))
        said = logs(config, namespace, last["raw"], cleaner) if "raw" in last else {}
    finally:
        for watch in watches:
            watch.stop()
        for command in scenario.get("after", []) + [["delete", "namespace", namespace, "--wait=false"]]:
            kubectl(config, *command, check=False)

    path = os.path.join(HERE, name + ".json")
    expected = json.load(open(path)).get("expected") if os.path.exists(path) else None
    history = {"what": scenario["what"], "source": "recorded: Kubernetes " + version, "notebook": name}
    if "timeout" in scenario:
        history["timeout_seconds"] = scenario["timeout"]
    if said:
        history["logs"] = said
    with lock:
        history.update(observations=sorted(rows, key=lambda r: r["at"]), expected=expected)
    write(path, history)
    print(name, len(rows), "observations", flush=True)


def main():
    config, wanted = sys.argv[1], sys.argv[2:]
    scenarios = [s for s in yaml.safe_load(open(os.path.join(HERE, "scenarios.yaml")))
                 if not wanted or s["name"] in wanted]
    version = json.loads(kubectl(config, "get", "--raw", "/version").stdout)["gitVersion"].lstrip("v").split("-")[0]
    nodes = kubectl(config, "get", "nodes", "-o", "jsonpath={.items[*].metadata.name}").stdout.split()
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        for done in [pool.submit(record, config, version, nodes, s) for s in scenarios]:
            if error := done.exception():
                print("failed:", error, getattr(error, "stderr", ""), file=sys.stderr)


if __name__ == "__main__":
    main()
