#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Keeps the order inside the rooms.

Each room's README.md has a table of its sub-rooms:

    | sub-room | holds | uses |
    |---|---|---|
    | `request` | one request to the server | `base`, `identity` |

This computes who includes whom from the product's files and fails on

- an arrow between sub-rooms that the table of the includer's room does not name;
- a circle of sub-rooms, whatever the tables say;
- a file that lies in no sub-room, and a row without a file;
- a sub-room with more than 40 files, a file of more than 500 lines.

A sub-room is a folder of a room; public headers in <room>/include/<name>/<sub-room> belong to it. A
file that lies in the room itself belongs to the sub-room whose row names it behind its own name:
"| `client` (`client`, `log_follower`) | …". What a sub-room uses of another room is named as
`room` (any of its sub-rooms) or `room/sub-room`.
"""

import argparse
import re
import sys
from pathlib import Path

ROOMS = {"k8s": "k8s", "k8s/sandbox": "sandbox", "k8s/local": "local", "models": "models", "ui": "ui", "app": "app"}
MOST_FILES = 40
MOST_LINES = 500
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
ROW = re.compile(r"^\|\s*`([^`]+)`\s*(?:\(([^)]*)\))?\s*\|[^|]*\|([^|]*)\|\s*$")
NAME = re.compile(r"`([^`]+)`")


class SubRoom:
    def __init__(self, room, name, line, uses, own_files):
        self.room, self.name, self.line = room, name, line
        self.uses = uses
        self.own_files = own_files
        self.files = []

    def __str__(self):
        return f"{self.room}/{self.name}"


class House:
    def __init__(self, root):
        self.root = Path(root)
        self.problems = []
        self.rooms = [room for room in ROOMS if (self.root / room).is_dir()]
        self.sub_rooms = {}  # "room/name" -> SubRoom
        self.home = {}  # path below the root -> SubRoom
        self.arrows = {}  # (from, to) -> "file:line" of the first include that makes it

    def say(self, where, what):
        self.problems.append(f"{where}: {what}")

    def check(self):
        for room in self.rooms:
            self.read_table(room)
        for room in self.rooms:
            self.find_files(room)
        for path, sub_room in self.home.items():
            self.read_file(path, sub_room)
        self.check_tables()
        self.check_sizes()
        self.check_circles()
        return sorted(self.problems)

    def read_table(self, room):
        readme = self.root / room / "README.md"
        if not readme.is_file():
            self.say(f"{room}/README.md", "is missing: it lists the sub-rooms and what each uses")
            return
        for number, line in enumerate(readme.read_text(encoding="utf-8").splitlines(), 1):
            if row := ROW.match(line):
                name, own_files, uses = row.groups()
                self.sub_rooms[f"{room}/{name}"] = SubRoom(
                    room, name, number, NAME.findall(uses), NAME.findall(own_files or ""))

    def find_files(self, room):
        inner = [other for other in self.rooms if other.startswith(room + "/")]
        for path in sorted((self.root / room).rglob("*")):
            name = path.relative_to(self.root).as_posix()
            if path.suffix not in (".cpp", ".h") or any(name.startswith(i + "/") for i in inner):
                continue
            sub_room = self.sub_room_of(room, path.relative_to(self.root / room))
            if sub_room:
                sub_room.files.append(name)
                self.home[name] = sub_room
            else:
                self.say(name, f"belongs to no sub-room that {room}/README.md lists")

    def sub_room_of(self, room, path):
        folders = list(path.parts[:-1])
        if "include" in folders:  # models/tables/include/models/tables, k8s/include/k8s/base
            folders = folders[folders.index("include") + 2:]
        if folders:
            return self.sub_rooms.get(f"{room}/{folders[0]}")
        for sub_room in self.sub_rooms.values():
            if sub_room.room == room and path.stem in sub_room.own_files:
                return sub_room
        return None

    def resolve(self, path, sub_room, text, quoted):
        """The file that an include means; None where it is none of the house."""
        room = self.root / sub_room.room
        folders = [(self.root / path).parent, room] if quoted else []
        for other, public in ROOMS.items():
            if text.startswith(public + "/"):
                folders.append(self.root / other / "include")
                folders.extend((self.root / other).glob("*/include"))
        for folder in folders:
            found = folder / text
            if found.is_file():
                return found.resolve().relative_to(self.root.resolve()).as_posix()
        return None

    def read_file(self, path, sub_room):
        lines = (self.root / path).read_text(encoding="utf-8").splitlines()
        if len(lines) > MOST_LINES:
            self.say(f"{path}:{MOST_LINES + 1}",
                     f"the file has {len(lines)} lines; {MOST_LINES} is the most")
        for number, line in enumerate(lines, 1):
            if not (include := INCLUDE.match(line)):
                continue
            target = self.home.get(self.resolve(path, sub_room, include[2], include[1] == '"') or "")
            if target is None or target is sub_room:
                continue
            self.arrows.setdefault((sub_room, target), f"{path}:{number}")
            if not self.allows(sub_room, target):
                self.say(f"{path}:{number}",
                         f"{sub_room} -> {target} ({include[2]}): the table in"
                         f" {sub_room.room}/README.md does not allow this arrow")

    @staticmethod
    def allows(sub_room, target):
        if sub_room.room == target.room:
            return target.name in sub_room.uses
        return target.room in sub_room.uses or str(target) in sub_room.uses

    def check_tables(self):
        for sub_room in self.sub_rooms.values():
            where = f"{sub_room.room}/README.md:{sub_room.line}"
            if not sub_room.files:
                self.say(where, f"{sub_room} is listed and has no file")
            for name in sub_room.uses:
                if f"{sub_room.room}/{name}" not in self.sub_rooms and \
                        name not in self.rooms and name not in self.sub_rooms:
                    self.say(where, f"{sub_room} -> {name}: there is no sub-room of that name")

    def check_sizes(self):
        for sub_room in self.sub_rooms.values():
            if len(sub_room.files) > MOST_FILES:
                self.say(f"{sub_room.room}/README.md:{sub_room.line}",
                         f"{sub_room} has {len(sub_room.files)} files; {MOST_FILES} is the most")

    def check_circles(self):
        onward = {}
        for start, target in self.arrows:
            onward.setdefault(start, []).append(target)
        done, way = set(), []

        def walk(sub_room):
            if sub_room in way:
                circle = way[way.index(sub_room):] + [sub_room]
                steps = [f" -> {target} ({self.arrows[(start, target)]})"
                         for start, target in zip(circle, circle[1:])]
                self.say(self.arrows[(circle[-2], circle[-1])],
                         f"a circle: {circle[0]}{''.join(steps)}")
                return
            if sub_room in done:
                return
            way.append(sub_room)
            for target in onward.get(sub_room, []):
                walk(target)
            way.pop()
            done.add(sub_room)

        for sub_room in list(onward):
            walk(sub_room)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--root", default=Path(__file__).resolve().parents[2], help="the house")
    parser.add_argument("--arrows", action="store_true", help="list who uses whom, and end")
    options = parser.parse_args()
    house = House(options.root)
    problems = house.check()
    if options.arrows:
        for (start, target), where in sorted(house.arrows.items(), key=lambda a: tuple(map(str, a[0]))):
            print(f"{start} -> {target}\t{where}")
        return 0
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
