# SPDX-License-Identifier: Apache-2.0
"""What a program written on the Python client does with a cluster: python_client.py KUBECONFIG.

Says "ok" and a word for each thing that went as the client's documentation says; ends with a traceback at the
first that did not."""
import sys

from kubernetes import client, config, watch
from kubernetes.client.rest import ApiException
from kubernetes.stream import stream

NAMESPACE = "test-python"
config.load_kube_config(config_file=sys.argv[1])
core, apps, custom = client.CoreV1Api(), client.AppsV1Api(), client.CustomObjectsApi()
access = client.AuthorizationV1Api()


def ok(what):
    print("ok", what, flush=True)


def refused(status, call, *arguments, **named):
    try:
        call(*arguments, **named)
    except ApiException as error:
        assert error.status == status, error
        return error
    raise AssertionError("not refused")


def until(holds, listed, *arguments, event_type=None):
    for event in watch.Watch().stream(listed, *arguments, timeout_seconds=30):
        if event_type in (None, event["type"]) and holds(event["object"]):
            return
    raise AssertionError("not in time")


assert client.VersionApi().get_code().git_version.startswith("v1.")
ok("version")

[node] = core.list_node().items
info = node.status.node_info
for field in info.attribute_map:
    value = getattr(info, field)
    assert isinstance(value, str) and value, (field, value)
ok("node")

core.create_namespace({"metadata": {"name": NAMESPACE}})
refused(409, core.create_namespace, {"metadata": {"name": NAMESPACE}})
assert core.read_namespace(NAMESPACE).status.phase == "Active"
ok("namespace")

review = access.create_self_subject_access_review(
    {"spec": {"resourceAttributes": {"namespace": NAMESPACE, "verb": "create", "resource": "pods"}}}
)
assert review.status.allowed is True
ok("access")

core.create_namespaced_persistent_volume_claim(
    NAMESPACE,
    {"metadata": {"name": "nb"}, "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}},
)
container = {
    "name": "nb",
    "image": "sandbox.local/workbench/minimal:2025.1",
    "ports": [{"containerPort": 8888, "name": "notebook-port"}],
    "readinessProbe": {"httpGet": {"path": "/api", "port": "notebook-port"}, "periodSeconds": 1},
    "volumeMounts": [{"name": "v", "mountPath": "/opt"}],
}
notebook = {
    "apiVersion": "kubeflow.org/v1",
    "kind": "Notebook",
    "metadata": {"name": "nb", "labels": {"of": "python"}},
    "spec": {
        "template": {
            "spec": {"containers": [container], "volumes": [{"name": "v", "persistentVolumeClaim": {"claimName": "nb"}}]}
        }
    },
}
notebooks = ("kubeflow.org", "v1", NAMESPACE, "notebooks")
custom.create_namespaced_custom_object(*notebooks, notebook)
until(lambda pod: any(one.type == "Ready" and one.status == "True" for one in pod.status.conditions or []),
      core.list_namespaced_pod, NAMESPACE)
until(lambda stateful_set: stateful_set.status.ready_replicas == 1, apps.list_namespaced_stateful_set, NAMESPACE)
ok("watch")

[item] = custom.list_namespaced_custom_object(*notebooks, label_selector="of=python")["items"]
assert item["metadata"]["name"] == "nb"
ok("custom objects")

assert apps.read_namespaced_stateful_set("nb", NAMESPACE).spec.replicas == 1
assert core.read_namespaced_persistent_volume_claim("nb", NAMESPACE).status.phase == "Bound"
assert core.read_namespaced_service("nb", NAMESPACE).spec.ports[0].port == 80
assert {event.involved_object.kind for event in core.list_namespaced_event(NAMESPACE).items} >= {"Pod"}
assert core.read_namespaced_pod_log("nb-0", NAMESPACE, tail_lines=1).count("\n") == 1
ok("what was made of it")

said = stream(
    core.connect_get_namespaced_pod_exec,
    "nb-0",
    NAMESPACE,
    command=["python3", "-c", "import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)"],
    stdin=False,
    stdout=True,
    stderr=True,
    tty=False,
    _preload_content=False,
)
said.run_forever(timeout=30)
assert said.read_stdout() == "out\n", said
assert said.read_stderr() == "err\n", said
assert said.returncode == 3, said.returncode
ok("exec")

page = core.list_namespace(limit=1)
names = [page.items[0].metadata.name]
while page.metadata._continue:
    page = core.list_namespace(limit=1, _continue=page.metadata._continue)
    names += [item.metadata.name for item in page.items]
assert sorted(names) == sorted(item.metadata.name for item in core.list_namespace().items) and NAMESPACE in names
ok("pages")

assert refused(404, core.read_namespaced_pod, "no-such-pod", NAMESPACE).reason == "Not Found"
refused(422, core.create_namespaced_config_map, NAMESPACE, {"metadata": {"name": "Not_A_Name"}})
ok("refusals")

# Its pod is replaced.
patched = custom.patch_namespaced_custom_object(*notebooks, "nb", {"metadata": {"annotations": {"a": "b"}}})
assert patched["metadata"]["annotations"]["a"] == "b"
ok("patch")

custom.delete_namespaced_custom_object(*notebooks, "nb")
core.delete_namespace(NAMESPACE)
until(lambda namespace: namespace.metadata.name == NAMESPACE, core.list_namespace, event_type="DELETED")
ok("gone")
