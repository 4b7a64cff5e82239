#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""doors.py finds who goes by another door, and the house has nobody who does."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent


def run(root):
    return subprocess.run([sys.executable, "-B", str(HERE / "doors.py"), str(root)],
                          capture_output=True, text=True)


class Doors(unittest.TestCase):
    def test_the_house(self):
        ran = run(HERE.parent.parent)
        self.assertEqual((ran.returncode, ran.stderr), (0, ""))

    def test_who_goes_by_another(self):
        for line in ("auto j = Json::parse(text);", "auto j = nlohmann::json::parse(a, b);",
                     "return file.readAll();", "YAML::Load(text);", "QSaveFile file(path);",
                     "QTextStream(stdout, mode) << 1;", "QTextStream out(stderr, mode);",
                     "std::cerr << 1;", "QThreadPool::globalInstance()->start([] {});",
                     "std::thread once([] {});"):
            with self.subTest(line), tempfile.TemporaryDirectory() as folder:
                room = pathlib.Path(folder) / "app"
                room.mkdir()
                (room / "x.cpp").write_text("// Json::parse( is no call here\n" + line + "\n")
                ran = run(folder)
                self.assertEqual(ran.returncode, 1)
                self.assertTrue(ran.stderr.startswith("app/x.cpp:2: use "), ran.stderr)
                self.assertEqual(ran.stderr.count("\n"), 1)

    def test_who_may(self):
        with tempfile.TemporaryDirectory() as folder:
            door = pathlib.Path(folder) / "models" / "base" / "json.cpp"
            door.parent.mkdir(parents=True)
            door.write_text("Json::parse(text);\n")
            self.assertEqual(run(folder).returncode, 0)


if __name__ == "__main__":
    unittest.main()
