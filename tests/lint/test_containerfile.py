#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Are the packages and the folders that the Containerfile names those that the program needs?

test_containerfile.py PROGRAM      exit status 77: this machine's packages are not Debian's
"""
import os, shutil, subprocess, sys, tempfile, unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), '../support'))
import containerfile as cf

PROGRAM = sys.argv.pop(1)


class Containerfile(unittest.TestCase):
    def setUp(self):
        self.first, self.last = cf.stages()
        self.known = cf.installed()
        self.named = cf.packages(self.last)
        self.base = cf.base(self.known)
        loaded = cf.libraries(PROGRAM)
        self.own = {n: p for n, p in loaded.items() if n.startswith('libassay_')}
        self.loaded = {n: p for n, p in loaded.items() if n not in self.own}

    def test_every_library_is_of_a_package_that_it_installs(self):
        there = cf.closure(self.named, self.known) | self.base
        self.assertGreater(len(self.loaded), 20)
        missing = {n: cf.package_of(p) for n, p in self.loaded.items() if cf.package_of(p) not in there}
        self.assertEqual(missing, {})

    def test_it_names_what_the_program_is_linked_with_and_no_more(self):
        direct = {n for file in [PROGRAM, *self.own.values()] for n in cf.needed(file)} - set(self.own)
        wanted = {cf.package_of(self.loaded[n]) for n in direct if n in self.loaded} - self.base
        self.assertEqual(sorted(n for n in self.named if n.startswith('lib')), sorted(wanted))

    def test_what_the_program_opens_while_it_runs_is_there(self):
        there = cf.closure(self.named, self.known) | self.base
        self.assertIn('libqt6network6', self.named)
        tls = [p for p in cf.said('dpkg', '-L', 'libqt6network6').splitlines() if '/plugins/tls/lib' in p]
        self.assertIn('libqopensslbackend.so', [os.path.basename(p) for p in tls])
        for plugin in tls:
            for name, path in cf.libraries(plugin).items():
                self.assertIn(cf.package_of(path), there, '%s of %s' % (name, plugin))
        self.assertIn('ca-certificates', self.named)

    def test_the_folders_that_it_copies_are_all_that_a_build_reads(self):
        with tempfile.TemporaryDirectory() as folder:
            for name, rest in self.first:
                if name != 'COPY':
                    continue
                *sources, to = rest.split()
                for source in sources:
                    path = os.path.join(cf.SOURCE, source)
                    if os.path.isdir(path):
                        shutil.copytree(path, os.path.join(folder, to))
                    else:
                        shutil.copy(path, os.path.join(folder, to))
            run = next(rest for name, rest in self.first if name == 'RUN' and 'cmake --preset' in rest)
            configure = run.split('&&')[0].split()
            self.assertEqual(configure[:3], ['cmake', '--preset', 'release'])
            for command in (configure, ['cmake', '--build', '--preset', 'release', '--target', 'assay', '--', '-n']):
                done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
                self.assertEqual(done.returncode, 0, done.stdout.decode()[-3000:])

    def test_it_names_no_host(self):
        for stage in (self.first, self.last):
            self.assertEqual(stage[0][0], 'FROM')
            self.assertEqual(stage[0][1].split()[0], 'debian:12-slim')


if __name__ == '__main__':
    if not shutil.which('dpkg-query') or not shutil.which('objdump') or 'apt' not in cf.installed():
        print('skipped: the packages of this machine are not Debian\'s')
        sys.exit(77)
    unittest.main(verbosity=2)
