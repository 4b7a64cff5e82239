# SPDX-License-Identifier: Apache-2.0
# Runs in the container with the names to look for as arguments, and prints one line: a marker and a
# JSON object. It imports nothing but the standard library, and works from Python 3.6 on (before 3.8
# without the distributions).
import sys
path = sys.path
# A file of the working directory must not stand in for the library's own.
sys.path = [p for p in path if p]
import json, os, platform, stat
from importlib import util
from importlib.machinery import PathFinder
try:
    from importlib import metadata
except ImportError:
    metadata = None
sys.path = path

# Like find_spec(), which would import the parents of a dotted name.
def find(name, entry=None):
    first, *rest = name.split('.')
    spec = util.find_spec(first) if entry is None else PathFinder.find_spec(first, [entry])
    for part in rest:
        spec = spec and PathFinder.find_spec(part, list(spec.submodule_search_locations or []))
    return spec

def place(spec):
    at = spec.origin
    if not spec.has_location:
        at = (list(spec.submodule_search_locations or []) or [at])[0]
    return os.path.realpath(at) if at and '/' in at else at or ''

def look(name):
    m = {'name': name, 'origin': '', 'elsewhere': [], 'providers': []}
    try:
        spec = find(name)
        m['origin'] = place(spec) if spec else ''
        for entry in path:
            spec = find(name, entry)
            at = place(spec) if spec and spec.has_location else ''
            if at and at != m['origin'] and at not in m['elsewhere']:
                m['elsewhere'].append(at)
    except Exception:
        pass
    return m

modules = [look(n) for n in sys.argv[1:]]

def read(d):
    head = d.metadata
    files = '\n' + (d.read_text('RECORD') or '')
    if files == '\n':
        files = ('\n' + (d.read_text('installed-files.txt') or '')).replace('\n../', '\n')
    names = (d.read_text('top_level.txt') or '').split()
    if not names:
        for f in files.split('\n'):
            f = f.split(',')[0]
            if f.endswith(('.py', '.so')):
                names.append(f.split('/')[0].split('.')[0])
    for m in modules:
        at = '\n' + m['name'].replace('.', '/')
        if at + '/' in files or at + '.' in files:
            m['providers'].append(head['Name'])
    names = sorted(n for n in set(names) if n.isidentifier())
    return {'name': head['Name'], 'version': head['Version'], 'imports': names[:50]}

# A folder of the path that the user may not look into: to Python, one where nothing is.
def shut(entry):
    try:
        folder = stat.S_ISDIR(os.stat(entry).st_mode)
    except PermissionError:
        return True
    except (OSError, ValueError):
        return False
    return not os.access(entry, os.R_OK | os.X_OK if folder else os.R_OK)

found, unread = {}, 0
for d in metadata.distributions() if metadata else []:
    try:
        d = read(d)
        found.setdefault(d['name'].lower().replace('_', '-'), d)
    except Exception:
        unread += 1
found = sorted(found.values(), key=lambda d: d['name'].lower())
home = os.path.expanduser('~')
machine = os.uname()
line = json.dumps({
    'python': {
        'version': platform.python_version(),
        'implementation': platform.python_implementation(),
        'executable': sys.executable,
        'prefix': sys.prefix,
        'virtual_environment': sys.prefix != sys.base_prefix},
    'user': {
        'uid': os.getuid(),
        'gid': os.getgid(),
        'groups': os.getgroups(),
        'home': home,
        'home_writable': os.access(home, os.W_OK)},
    'platform': machine.sysname + ' ' + machine.release,
    'architecture': machine.machine,
    'path': path[:100],
    'unreadable': [p for p in path[:100] if p and shut(p)],
    'distributions': found[:4000],
    'distributions_not_listed': len(found[4000:]) + unread,
    'modules': modules}, ensure_ascii=False)
with os.fdopen(1, 'wb', closefd=False) as out:
    out.write(('\nASSAY-INVENTORY ' + line + '\n').encode('utf-8', 'replace'))
