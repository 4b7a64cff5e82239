#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The headless command in a container, with the engine's socket mounted, tries an image on the engine that it runs on.

test_container_image.py PROGRAM    exit status 77: no container engine is up

The image is what resources/container/Containerfile makes, as far as that goes without a registry: its entrypoint and
environment, the program, and of the packages that it installs, the libraries that the program loads.
"""
import hashlib, http.client, io, json, os, shutil, socket, sys, tarfile, tempfile, threading, unittest, urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), '../support'))
import containerfile as cf

# Podman reads an archive as far as its end and no further: what pads it behind that meets a closed pipe, at times.
tarfile.RECORDSIZE = tarfile.BLOCKSIZE
PROGRAM = sys.argv.pop(1)
ENGINES = os.environ.get('ASSAY_TEST_ENGINE_DIR') or os.path.expanduser('~/.cache/assay-engine')
IMAGE = 'localhost/assay-test/assay:%d' % os.getpid()
INSIDE = '/run/podman/podman.sock'
LIBRARIES = 'usr/lib/x86_64-linux-gnu/'
SUITE = b'''version: 1
defaults: {timeout_pod_ready: 60, timeout_command: 60}
tests:
  - {id: good, namespace: test-good, notebook_name: good, custom_image: "localhost/test/py-workbench:1.0", packages_to_verify: [numpy]}
  - {id: alone, namespace: test-alone, notebook_name: alone, custom_image: "localhost/test/localhost-only:1.0", packages_to_verify: [numpy]}
'''


def socket_of(engine):
    return os.path.join(ENGINES, engine + '.sock')


def asked(engine, method, path, body=None, kind='application/json', accepted=(), version='v1.40'):
    class Connection(http.client.HTTPConnection):
        def connect(self):
            self.sock = socket.socket(socket.AF_UNIX)
            self.sock.settimeout(240)
            self.sock.connect(socket_of(engine))
    connection = Connection('engine')
    connection.request(method, '/' + version + path, body, {'Content-Type': kind})
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    if answer.status >= 300 and answer.status not in accepted:
        raise RuntimeError('%s %s: %d %s' % (method, path, answer.status, content[:500].decode(errors='replace')))
    return content


def begin_of(pid):
    with open('/proc/%d/stat' % pid) as f:
        return f.read().rsplit(') ', 1)[1].split()[19]


def layer():
    """The files of the image, without those of packages that it does not need."""
    known = cf.installed()
    last = cf.stages()[-1]
    installs = cf.closure(cf.packages(last), known) | cf.base(known)
    content = io.BytesIO()
    tar = tarfile.open(fileobj=content, mode='w')
    def add(name, path):
        member = tarfile.TarInfo(name)
        member.mode, member.size = 0o755, os.path.getsize(path)
        with open(path, 'rb') as f:
            tar.addfile(member, f)
    def text(name, content):
        member = tarfile.TarInfo(name)
        member.mode, member.size = 0o644, len(content)
        tar.addfile(member, io.BytesIO(content))
    def folder(name, mode):
        member = tarfile.TarInfo(name)
        member.type, member.mode = tarfile.DIRTYPE, mode
        tar.addfile(member)
    programs = {PROGRAM: 'usr/bin/assay'}
    # Qt opens the one, and that the other, when a connection is first encrypted.
    for path in cf.said('dpkg', '-L', 'libqt6network6', 'libssl3').splitlines():
        if '/plugins/tls/lib' in path or '/libssl.so.' in path:
            programs[path] = path[1:]
    loaded = {}
    for path, name in programs.items():
        add(name, path)
        loaded.update(cf.libraries(path))
    for name, path in sorted(loaded.items()):
        if not name.startswith('libassay_') and cf.package_of(path) not in installs:
            raise LookupError('%s is of no package that the Containerfile installs' % path)
        add(name[1:] if name.startswith('/') else LIBRARIES + name, path)
    for name, mode in (('tmp', 0o1777), ('root', 0o700), ('work', 0o755)):
        folder(name, mode)
    text('etc/passwd', b'root:x:0:0:root:/root:/bin/bash\n')
    tar.close()
    return content.getvalue()


def archive():
    """As "docker save" writes one."""
    files = layer()
    said = {}
    for name, rest in cf.stages()[-1]:
        said.setdefault(name, []).append(rest)
    configuration = json.dumps({
        'architecture': 'amd64', 'os': 'linux', 'created': '2025-01-01T00:00:00Z',
        'config': {'Entrypoint': json.loads(said['ENTRYPOINT'][0]), 'WorkingDir': said['WORKDIR'][0],
                   'Env': ['PATH=/usr/bin:/bin', *said['ENV']]},
        'rootfs': {'type': 'layers', 'diff_ids': ['sha256:' + hashlib.sha256(files).hexdigest()]},
        'history': [{'created': '2025-01-01T00:00:00Z'}]}).encode()
    manifest = json.dumps([{'Config': 'c.json', 'RepoTags': [IMAGE], 'Layers': ['layer.tar']}]).encode()
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode='w') as tar:
        for name, one in (('layer.tar', files), ('c.json', configuration), ('manifest.json', manifest)):
            member = tarfile.TarInfo(name)
            member.size = len(one)
            tar.addfile(member, io.BytesIO(one))
    return content.getvalue()


class Relay:
    """The engine's socket where a container of a user's engine may have it: this machine's is root's alone."""
    def __init__(self, engine):
        info = json.loads(asked(engine, 'GET', '/libpod/info', version='v4.0.0'))
        user = next(m['host_id'] for m in info['host']['idMappings']['uidmap'] if m['container_id'] == 0)
        self.engine = engine
        self.folder = tempfile.TemporaryDirectory()
        os.chmod(self.folder.name, 0o755)
        self.path = os.path.join(self.folder.name, 'engine.sock')
        self.listening = socket.socket(socket.AF_UNIX)
        self.listening.bind(self.path)
        os.chown(self.path, user, -1)
        self.listening.listen(64)
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                one = self.listening.accept()[0]
            except OSError:
                return
            other = socket.socket(socket.AF_UNIX)
            other.connect(socket_of(self.engine))
            threading.Thread(target=self.join, args=(one, other), daemon=True).start()

    def join(self, one, other):
        with one, other:
            back = threading.Thread(target=self.pass_on, args=(other, one), daemon=True)
            back.start()
            self.pass_on(one, other)
            back.join()

    @staticmethod
    def pass_on(source, to):
        try:
            while part := source.recv(1 << 16):
                to.sendall(part)
            to.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def __enter__(self):
        return self.path

    def __exit__(self, *_):
        self.listening.close()
        self.folder.cleanup()


class ContainerImage(unittest.TestCase):
    archive = None
    filled = set()

    def setUp(self):
        self.engine = self.id().rsplit('_', 1)[1]
        if not os.path.exists(socket_of(self.engine)):
            self.skipTest('%s is not up' % self.engine)
        if self.engine not in self.filled:
            ContainerImage.archive = self.archive or archive()
            asked(self.engine, 'POST', '/images/load?quiet=1', self.archive, 'application/x-tar')
            self.filled.add(self.engine)

    @classmethod
    def tearDownClass(cls):
        for engine in cls.filled:
            asked(engine, 'DELETE', '/images/' + urllib.parse.quote(IMAGE, safe='') + '?force=1', accepted=(404,))

    def run_it(self, arguments, network=None, files={}, engine_socket=None):
        """podman run --rm -v SOCKET:… IMAGE ARGUMENTS…: its exit status and what it said."""
        host = {'Binds': ['%s:%s' % (engine_socket or socket_of(self.engine), INSIDE)]}
        if network:
            host['NetworkMode'] = network
        made = json.loads(asked(self.engine, 'POST', '/containers/create', json.dumps(
            {'Image': IMAGE, 'Cmd': arguments, 'HostConfig': host, 'Labels': {'assay.test': 'container_image'}})))['Id']
        try:
            content = io.BytesIO()
            with tarfile.open(fileobj=content, mode='w') as tar:
                for name, one in files.items():
                    member = tarfile.TarInfo(name)
                    member.size, member.mode = len(one), 0o644
                    tar.addfile(member, io.BytesIO(one))
            asked(self.engine, 'PUT', '/containers/%s/archive?path=/work' % made, content.getvalue(), 'application/x-tar')
            asked(self.engine, 'POST', '/containers/%s/start' % made)
            asked(self.engine, 'POST', '/containers/%s/wait' % made)
            status = json.loads(asked(self.engine, 'GET', '/containers/%s/json' % made))['State']['ExitCode']
            frames = asked(self.engine, 'GET', '/containers/%s/logs?stdout=1&stderr=1' % made)
            said = b''
            while len(frames) >= 8:
                size = int.from_bytes(frames[4:8], 'big')
                said, frames = said + frames[8:8 + size], frames[8 + size:]
            return status, said.decode()
        finally:
            asked(self.engine, 'DELETE', '/containers/%s?force=1&v=1' % made)

    def passes(self, network=None, engine_socket=None):
        status, said = self.run_it(['try', 'localhost/test/py-workbench:1.0', 'numpy', '--no-checks'], network,
                                   engine_socket=engine_socket)
        self.assertEqual(status, 0, said)
        self.assertIn('1 passed', said)

    def test_tries_an_image_on_podman(self):
        self.passes()

    def test_tries_an_image_on_docker(self):
        self.passes()

    def test_tries_an_image_from_the_hosts_network_on_rootless(self):
        with Relay(self.engine) as path:
            self.passes('host', path)

    def test_tells_good_images_from_bad_ones_on_podman(self):
        status, said = self.run_it(['run', 'suite.yaml', '--local', '-o', 'report'], files={'suite.yaml': SUITE})
        self.assertEqual(status, 1, said)
        self.assertIn('1 passed, 1 failed', said)
        self.assertIn('its server listens on 127.0.0.1, inside of its own container', said)

    def test_cleans_what_it_left_and_nothing_of_others_on_podman(self):
        """Left by one in another container that has gone, and by a process of this host that runs."""
        left = {'gone': '1.77.%s' % ('0' * 12), 'here': '%d.%s' % (os.getpid(), begin_of(os.getpid()))}
        for name, owner in left.items():
            asked(self.engine, 'POST', '/containers/create?name=assay-test-%s-%d' % (name, os.getpid()), json.dumps(
                {'Image': IMAGE, 'Labels': {'assay.owner': owner, 'assay.run': name}}))
        try:
            status, said = self.run_it(['clean', '--local', '--yes'])
            self.assertEqual(status, 0, said)
            self.assertIn('Perhaps in use by an Assay outside of this container, so clean there: '
                          'container assay-test-here-%d' % os.getpid(), said)
            names = ' '.join(n for c in json.loads(asked(self.engine, 'GET', '/containers/json?all=1')) for n in c['Names'])
            self.assertNotIn('assay-test-gone-%d' % os.getpid(), names)
            self.assertIn('assay-test-here-%d' % os.getpid(), names)
        finally:
            for name in left:
                asked(self.engine, 'DELETE', '/containers/assay-test-%s-%d?force=1' % (name, os.getpid()), accepted=(404,))

    def test_says_where_it_reaches_no_workbench_on_podman(self):
        status, said = self.run_it(['try', 'localhost/test/py-workbench:1.0'], 'none')
        self.assertEqual(status, 3, said)
        self.assertIn('Assay runs in a container that is in none of the engine\'s networks, so it cannot reach a '
                      'workbench; start its container with --network bridge or --network host.', said)


if __name__ == '__main__':
    if not any(os.path.exists(socket_of(engine)) for engine in ('podman', 'rootless', 'docker')):
        print('skipped: no container engine is up: its socket would lie in $ASSAY_TEST_ENGINE_DIR')
        sys.exit(77)
    if not shutil.which('dpkg-query') or 'libqt6network6' not in cf.installed():
        print('skipped: the packages of this machine are not Debian\'s')
        sys.exit(77)
    unittest.main(verbosity=2)
