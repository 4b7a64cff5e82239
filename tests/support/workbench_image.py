#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Makes a workbench's image in a container engine, of an image of Debian that is there and this machine's packages.

workbench_image.py SOCKET odh|docker-stacks|fetches NAME:TAG

ipykernel and all that it needs come from the Debian packages that are installed here. Two layouts: Open Data Hub's with
an environment in /opt/app-root, and docker-stacks' with one in /opt/conda, made ready for OpenShift. "fetches" is Open
Data Hub's, which asks an address outside for something before it serves. Their server speaks as much of Jupyter's
protocol as a workbench is asked for. Exit status 77: the packages are not here.
"""
import http.client, io, json, os, re, socket, stat, subprocess, sys, tarfile, urllib.parse

# Podman reads an archive as far as its end and no further: what pads it behind that meets a closed pipe, at times.
tarfile.RECORDSIZE = tarfile.BLOCKSIZE
engine, kind, image = sys.argv[1:4]
BASE = 'localhost/test/py-workbench:1.0'
PREFIX = 'opt/conda' if kind == 'docker-stacks' else 'opt/app-root'
HOME = '/home/jovyan' if kind == 'docker-stacks' else '/opt/app-root/src'
SITE = PREFIX + '/lib/python3.11/site-packages/'
DEBIAN = '/usr/lib/python3/dist-packages/'
SERVER = b'''"""A server of Jupyter's first pages."""
import json, os, sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
given = dict(a.split('=', 1) for a in sys.argv[1:] if '=' in a)
base = given.get('--ServerApp.base_url', '/').rstrip('/')
class Handler(BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    def do_GET(self):
        path = self.path.split('?')[0]
        pages = {base + '/api': {'version': '2.14.2'}, base + '/api/kernels': [], base + '/api/status': {'kernels': 0},
                 base + '/lab': 'JupyterLab'}
        moved = path in (base, base + '/', '/')
        body = json.dumps(pages.get(path)).encode()
        self.send_response(302 if moved else 200 if path in pages else 404)
        if moved:
            self.send_header('Location', base + '/lab')
        self.send_header('Content-Type', 'application/json')
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_):
        pass
port = int(given.get('--ServerApp.port', 8888))
print('[I ServerApp] Jupyter Server 2.14.2 is running at:', flush=True)
print('[I ServerApp] http://0.0.0.0:%d%s/lab' % (port, base), flush=True)
ThreadingHTTPServer(('', port), Handler).serve_forever()
'''

class Engine(http.client.HTTPConnection):
    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(120)
        self.sock.connect(engine)

def asked(method, path, body=None, kind='application/json'):
    c = Engine('engine')
    c.request(method, '/v1.40' + path, body, {'Content-Type': kind})
    r = c.getresponse()
    answer = r.read()
    if r.status >= 300:
        sys.exit('%s %s: %d %s' % (method, path, r.status, answer[:500].decode(errors='replace')))
    return answer

def installed():
    """name -> (what it needs, what it provides), of this machine."""
    out = subprocess.run(['dpkg-query', '-W', '-f', '${Package}\t${Pre-Depends}, ${Depends}\t${Provides}\n'],
                         stdout=subprocess.PIPE, check=True).stdout.decode()
    bare = lambda words: [[re.split(r'[ (:]', w.strip())[0] for w in one.split('|')] for one in words.split(',') if one.strip()]
    found = {}
    for line in out.splitlines():
        name, needs, gives = line.split('\t')
        found[name] = (bare(needs), [w for one in bare(gives) for w in one])
    return found

def closure(start, packages):
    provided = {g: n for n, (_, gives) in packages.items() for g in gives}
    todo, seen = [start], []
    while todo:
        name = todo.pop()
        if name in seen or name not in packages:
            continue
        seen.append(name)
        for choice in packages[name][0]:
            todo += [n for n in (w if w in packages else provided.get(w) for w in choice) if n][:1]
    return seen

packages = installed()
if 'python3-ipykernel' not in packages:
    sys.exit(77)
folders = set()

container = json.loads(asked('POST', '/containers/create', json.dumps({
    'Image': BASE, 'User': '1001:0', 'WorkingDir': HOME, 'Cmd': [], 'Entrypoint': ['start-notebook.sh'],
    'Env': ['PATH=/%s/bin:/usr/local/bin:/usr/bin:/bin' % PREFIX, 'HOME=' + HOME, 'LANG=C.UTF-8', 'PYTHONUNBUFFERED=1'],
    'HostConfig': {'NetworkMode': 'none'}, 'Labels': {'assay.test': 'workbench_image'}})))['Id']
try:
    status = tarfile.open(fileobj=io.BytesIO(asked('GET', '/containers/%s/archive?path=/var/lib/dpkg/status' % container)))
    base = set(re.findall(r'^Package: (\S+)$', status.extractfile(status.next()).read().decode(errors='replace'), re.M))
except BaseException:
    asked('DELETE', '/containers/%s?force=1' % container)
    raise
content = io.BytesIO()
# Podman's reader ends at the end of the archive: what pads it to a record would meet a pipe that nobody reads.
tarfile.RECORDSIZE = tarfile.BLOCKSIZE
tar = tarfile.open(fileobj=content, mode='w')

def add(path, content=b'', mode=0o664, link=None):
    """Everything belongs to group 0, which may what its owner may."""
    parts = path.split('/')
    for n in range(1, len(parts)):
        folder = '/'.join(parts[:n])
        if folder not in folders and folder.startswith(PREFIX):
            folders.add(folder)
            one = tarfile.TarInfo(folder)
            one.type, one.mode, one.uid, one.gid = tarfile.DIRTYPE, 0o775, 1001, 0
            tar.addfile(one)
    one = tarfile.TarInfo(path)
    one.mode, one.uid, one.gid = mode, 1001, 0
    if link:
        one.type, one.linkname = tarfile.SYMTYPE, link
        tar.addfile(one)
    else:
        one.size = len(content)
        tar.addfile(one, io.BytesIO(content))

def package(name):
    listed = subprocess.run(['dpkg', '-L', name], stdout=subprocess.PIPE, check=True).stdout.decode().splitlines()
    for path in listed:
        if not os.path.lexists(path) or os.path.isdir(path) and not os.path.islink(path) or path.startswith('/usr/share/doc'):
            continue
        python = path.startswith(DEBIAN)
        # What the image has stays as it is; its environment has packages of its own.
        if name in base and not python or not python and not path.startswith('/usr/lib/'):
            continue
        to = SITE + path[len(DEBIAN):] if python else path[1:]
        if os.path.islink(path):
            add(to, link=os.readlink(path))
        else:
            with open(path, 'rb') as f:
                add(to, f.read(), stat.S_IMODE(os.stat(path).st_mode) | 0o664)

for name in sorted(closure('python3-ipykernel', packages)):
    package(name)
for name, version, module in ('jupyter_server', '2.14.2', SERVER), ('jupyterlab', '4.2.5', b''):
    info = SITE + '%s-%s.dist-info/' % (name, version)
    add(SITE + name + '/__init__.py', b'__version__ = "%s"\n' % version.encode())
    add(SITE + name + '/__main__.py', module)
    add(info + 'METADATA', b'Metadata-Version: 2.1\nName: %s\nVersion: %s\n' % (name.encode(), version.encode()))
    add(info + 'top_level.txt', name.encode() + b'\n')
    add(info + 'INSTALLER', b'conda\n' if kind == 'docker-stacks' else b'pip\n')
for name in 'python', 'python3':
    add(PREFIX + '/bin/' + name, link='/usr/bin/python3')
add(PREFIX + '/pyvenv.cfg', b'home = /usr/bin\ninclude-system-site-packages = false\nversion = 3.11.2\n')
add(PREFIX + '/etc/jupyter/jupyter_server_config.json', b'{}\n')
add(PREFIX + '/share/jupyter/kernels/python3/kernel.json', json.dumps(
    {'argv': ['/%s/bin/python' % PREFIX, '-m', 'ipykernel_launcher', '-f', '{connection_file}'],
     'display_name': 'Python 3 (ipykernel)', 'language': 'python'}).encode())
if kind == 'docker-stacks':
    add(PREFIX + '/conda-meta/history')
# As both do: what stands in NOTEBOOK_ARGS is for the server.
fetch = "/%s/bin/python /%s/fetch.py || exit 4\n" % (PREFIX, PREFIX)
add(PREFIX + '/fetch.py', b'import socket\nsocket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(("192.0.2.1", 9))\n')
add(PREFIX + '/bin/start-notebook.sh', ('#!/bin/sh\n%sexec /%s/bin/python -m jupyter_server $NOTEBOOK_ARGS "$@"\n' % (
    fetch if kind == 'fetches' else '', PREFIX)).encode(), 0o775)
tar.close()
try:
    asked('PUT', '/containers/%s/archive?path=/' % container, content.getvalue(), 'application/x-tar')
    repository, tag = image.rsplit(':', 1)
    asked('POST', '/commit?' + urllib.parse.urlencode({'container': container, 'repo': repository, 'tag': tag}), '{}')
finally:
    asked('DELETE', '/containers/%s?force=1' % container)
