#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What ./dev deps asks of apt and of dnf: the programs that it calls are played."""
import os, shutil, subprocess, tempfile, unittest

DEV = os.path.join(os.path.dirname(os.path.realpath(__file__)), '../../dev')
# What it needs of a system; nothing else is on its path.
TOOLS = ('bash', 'cat', 'dirname', 'env', 'grep', 'id', 'mktemp', 'rm', 'sleep', 'sort')


class Deps(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.calls = os.path.join(self.folder.name, 'calls')
        self.path = os.path.join(self.folder.name, 'bin')
        os.mkdir(self.path)
        for tool in TOOLS:
            os.symlink(shutil.which(tool), os.path.join(self.path, tool))
        self.play('sudo', 'exec "$@"')

    def play(self, name, script):
        program = os.path.join(self.path, name)
        with open(program, 'w') as f:
            f.write('#!/bin/bash\n%s\n' % script)
        os.chmod(program, 0o755)

    def play_installer(self, name, before=''):
        self.play(name, '%s\necho "%s $*" >>"%s"' % (before, name, self.calls))

    def deps(self, *purposes):
        done = subprocess.run(['bash', DEV, 'deps', *purposes], env={'PATH': self.path},
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        calls = []
        if os.path.exists(self.calls):
            with open(self.calls) as f:
                calls = f.read().splitlines()
        return done.returncode, done.stdout.decode(), calls

    def test_apt_installs_what_is_missing(self):
        self.play('dpkg-query', 'case ${*: -1} in cmake | libre2-dev) exit 1 ;; esac; echo "install ok installed"')
        self.play_installer('apt-get')
        status, said, calls = self.deps()
        self.assertEqual(status, 0, said)
        self.assertEqual(calls, [
            'apt-get update -qq -o DPkg::Lock::Timeout=600',
            'apt-get install -y -qq --no-install-recommends cmake libre2-dev -o DPkg::Lock::Timeout=600'])

    def test_apt_is_waited_for(self):
        self.play('dpkg-query', 'case ${*: -1} in cmake) exit 1 ;; esac; echo "install ok installed"')
        busy = os.path.join(self.folder.name, 'busy')
        open(busy, 'w').close()
        self.play_installer('apt-get', 'if [ -e "%s" ]; then rm "%s"; echo "E: Could not get lock"; exit 100; fi' % (busy, busy))
        status, said, calls = self.deps()
        self.assertEqual((status, len(calls)), (0, 2), said)

    def test_dnf_installs_what_is_missing(self):
        self.play('rpm', 'case ${*: -1} in make | qt6-linguist | bubblewrap | clang) exit 1 ;; esac')
        self.play_installer('dnf')
        status, said, calls = self.deps('test')
        self.assertEqual(status, 0, said)
        self.assertEqual(calls, [
            'dnf install -y -q --setopt=install_weak_deps=False bubblewrap make qt6-linguist'])

    def test_nothing_is_asked_where_nothing_is_missing(self):
        self.play('rpm', 'exit 0')
        self.play_installer('dnf')
        self.assertEqual(self.deps('test', 'lint', 'format', 'bench', 'fuzz'), (0, '', []))

    def test_what_dnf_refuses_ends_it(self):
        self.play('rpm', 'exit 1')
        self.play('dnf', 'echo "No match for argument"; exit 1')
        status, said, _ = self.deps()
        self.assertEqual(status, 2)
        self.assertIn('No match for argument', said)

    def test_elsewhere_it_says_what_it_wants(self):
        status, said, _ = self.deps('test')
        self.assertEqual(status, 2)
        self.assertIn('dev: install these packages first (their names on Debian 12): bubblewrap build-essential', said)

    def test_each_package_is_known_to_both(self):
        with open(DEV) as f:
            rows = [r.split() for r in f.read().split("packages='\n")[1].split("'\n")[0].splitlines()]
        self.assertGreater(len(rows), 30)
        for row in rows:
            self.assertEqual(len(row), 3, row)
        self.assertIn(['test', 'bubblewrap', 'bubblewrap'], rows)


if __name__ == '__main__':
    unittest.main(verbosity=2)
