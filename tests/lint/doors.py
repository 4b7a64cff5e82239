#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What comes in and goes out has one door for each kind, which is bounded; nobody goes by another.

doors.py [ROOT]: prints each place that does, and ends with status 1 where there is one.
"""
import pathlib
import re
import sys

ROOMS = ("app", "k8s", "models", "ui")
# What is looked for; what to use instead; where it may stand.
DOORS = (
    (r"\b[Jj]son::parse\(", "models::parseBounded() or k8s::decodeJson()",
     {"models/base/json.cpp", "k8s/base/json_decode.cpp",
      "k8s/sandbox/api/request_body.cpp",  # the server's own door
      "app/cluster/manifests.cpp"}),  # a resource, with comments
    (r"\breadAll\(", "models::readBounded(), or read() in pieces",
     {"k8s/sandbox/http/http_connection.cpp", "k8s/sandbox/node/image_catalog.cpp",
      "models/catalogue/compiler/main.cpp",  # while building
      "app/cluster/manifests.cpp", "app/validation/container_script.cpp"}),  # resources
    (r"\bYAML::Load", "models::yaml::read() or readValues()",
     {"k8s/sandbox/api/request_body.cpp", "k8s/sandbox/node/image_catalog.cpp"}),
    (r"\bQSaveFile\b", "models::writeWhole()",
     {"models/base/write_whole.cpp", "k8s/sandbox/cluster.cpp",
      "ui/log/log_copy.cpp"}),  # a log larger than memory, in pieces
    (r"\bQThreadPool\b[^;]*->\s*start\(|\bQtConcurrent\b|\bQThread::create\(|\bstd::(j?thread|async)\b",
     "k8s::inThreadPool() or ui::beside()",
     {"k8s/base/hand_over.cpp", "ui/look/beside.cpp"}),
    (r"QTextStream\b[^;]*\b(stdout|stderr)\b|std::(cout|cerr)\b", "app::Terminal", set()),
)


def without_comments(text):
    """As many lines as before."""
    return re.sub(r"//[^\n]*", "", text)


def violations(root):
    for room in ROOMS:
        for path in sorted((root / room).rglob("*")):
            if path.suffix not in (".cpp", ".h"):
                continue
            name = path.relative_to(root).as_posix()
            lines = without_comments(path.read_text()).splitlines()
            for number, line in enumerate(lines, 1):
                for pattern, instead, places in DOORS:
                    if name not in places and re.search(pattern, line):
                        yield f"{name}:{number}: use {instead}: {line.strip()}"


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    found = list(violations(root))
    for line in found:
        print(line, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
