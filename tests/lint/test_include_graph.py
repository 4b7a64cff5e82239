#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Tests of include_graph.py on small houses that are made for it."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SCRIPT = Path(__file__).with_name("include_graph.py")

MODELS = """# models

| sub-room | holds | uses |
|---|---|---|
| `base` | what all need | |
| `record` | what happened | `base` |
| `tables` (`tables_of_all`) | what is shown | `record`, `base` |
"""
APP = """| sub-room | holds | uses |
|---|---|---|
| `flow` | what is done | `models/record` |
"""


class IncludeGraph(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        self.write("models/README.md", MODELS)
        self.write("models/base/json.cpp", "#include <models/base/json.h>\n")
        self.write("models/include/models/base/json.h", "#include <map>\n")
        self.write("models/record/fact.cpp", "#include <models/record/fact.h>\n")
        self.write("models/include/models/record/fact.h", "#include <models/base/json.h>\n")
        self.write("models/tables/include/models/tables/rows.h", "#include <models/record/fact.h>\n")
        self.write("models/tables_of_all.cpp", "#include <models/tables/rows.h>\n")

    def write(self, path, text):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def check(self):
        done = subprocess.run([sys.executable, SCRIPT, "--root", self.root], text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        self.assertEqual(done.stdout, "")
        self.assertEqual(done.returncode, 1 if done.stderr else 0)
        return done.stderr.splitlines()

    def test_order(self):
        self.assertEqual(self.check(), [])

    def test_forbidden_arrow(self):
        self.write("models/record/names.h", "#pragma once\n\n  #  include <models/tables/rows.h>\n")
        self.write("models/tables/include/models/tables/rows.h", "")
        self.assertEqual(self.check(), [
            "models/record/names.h:3: models/record -> models/tables (models/tables/rows.h):"
            " the table in models/README.md does not allow this arrow"])

    def test_forbidden_arrow_to_a_private_header(self):
        self.write("models/record/names.h", "")
        self.write("models/base/beside.cpp", '#include "record/names.h"\n')
        self.write("models/include/models/record/fact.h", "")
        self.assertEqual(self.check(), [
            "models/base/beside.cpp:1: models/base -> models/record (record/names.h):"
            " the table in models/README.md does not allow this arrow"])

    def test_arrow_to_another_room(self):
        self.write("app/README.md", APP)
        self.write("app/flow/flow.cpp",
                   "#include <models/record/fact.h>\n#include <models/base/json.h>\n")
        self.assertEqual(self.check(), [
            "app/flow/flow.cpp:2: app/flow -> models/base (models/base/json.h):"
            " the table in app/README.md does not allow this arrow"])

    def test_the_whole_of_another_room_may_be_allowed(self):
        self.write("app/README.md", APP.replace("models/record", "models"))
        self.write("app/flow/flow.cpp",
                   "#include <models/record/fact.h>\n#include <models/base/json.h>\n")
        self.assertEqual(self.check(), [])

    def test_circle_that_the_table_allows(self):
        self.write("models/README.md", MODELS.replace("need | |", "need | `tables` |"))
        self.write("models/base/all.cpp", "\n#include <models/tables/rows.h>\n")
        self.assertEqual(self.check(), [
            "models/include/models/record/fact.h:1: a circle: models/base"
            " -> models/tables (models/base/all.cpp:2)"
            " -> models/record (models/tables/include/models/tables/rows.h:1)"
            " -> models/base (models/include/models/record/fact.h:1)"])

    def test_overfull_folder(self):
        # json.cpp and json.h are there.
        for i in range(38):
            self.write(f"models/base/part{i}.h", "")
        self.assertEqual(self.check(), [])
        self.write("models/base/part38.cpp", "")
        self.assertEqual(self.check(),
                         ["models/README.md:5: models/base has 41 files; 40 is the most"])

    def test_long_file(self):
        self.write("models/record/long.cpp", "\n" * 500)
        self.assertEqual(self.check(), [])
        self.write("models/record/long.cpp", "\n" * 501)
        self.assertEqual(self.check(),
                         ["models/record/long.cpp:501: the file has 501 lines; 500 is the most"])

    def test_homeless_file_and_empty_row(self):
        self.write("models/README.md", MODELS + "| `words` | names | `base` |\n")
        self.write("models/word/tone.h", "")
        self.assertEqual(self.check(), [
            "models/README.md:8: models/words is listed and has no file",
            "models/word/tone.h: belongs to no sub-room that models/README.md lists"])

    def test_unknown_name_in_a_table(self):
        self.write("models/README.md", MODELS.replace("happened | `base`", "happened | `base`, `bass`"))
        self.assertEqual(self.check(), [
            "models/README.md:6: models/record -> bass: there is no sub-room of that name"])

    def test_room_without_a_readme(self):
        self.write("ui/look/theme.h", "")
        self.assertEqual(self.check(), [
            "ui/README.md: is missing: it lists the sub-rooms and what each uses",
            "ui/look/theme.h: belongs to no sub-room that ui/README.md lists"])


if __name__ == "__main__":
    unittest.main()
