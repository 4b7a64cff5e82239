# SPDX-License-Identifier: Apache-2.0
# Runs in the container with JSON as argument, which is {"checks": [names], "base_url":
# "/notebook/NS/N", "port": 8888, "gpu": "nvidia.com/gpu" or "", "seconds": 20}, and prints one line:
# a marker and {"results": [{"name", "outcome", "detail", "advice", "evidence"}]}. It wants nothing
# but the standard library (Python 3.6 and later), asks nobody beyond the loopback interface,
# installs nothing and leaves nothing behind.
import sys
path = sys.path
# A file of the working directory must not stand in for the library's own.
sys.path = [p for p in path if p]
import errno, glob, http.client, json, os, re, shutil, stat, subprocess, sysconfig, tempfile, time
sys.path = path
ask = json.loads(sys.argv[1])
OK, BAD, UNKNOWN = 'passed', 'failed', 'inconclusive'

def arbitrary_user_id():
    uid = os.getuid()
    entry = []
    with open('/etc/passwd', errors='replace') as f:
        for line in f:
            fields = line.rstrip('\n').split(':')
            if len(fields) > 6 and fields[2] == str(uid):
                entry = fields
                break
    who = 'The workbench runs under the user id %d' % uid
    how = ('On OpenShift the restricted-v2 SCC gives the pod an id of its own; elsewhere set '
           'securityContext.runAsUser in the template to one such as 1000650000.')
    if uid == 0:
        return BAD, who + ', which is root.', how
    # As CRI-O adds it for an id that the image does not know.
    added = entry and entry[4] == entry[0] + ' user' and entry[6] == '/sbin/nologin'
    # No image is built with an id of OpenShift's ranges.
    if uid >= 10 ** 9 or uid >= 10000 and (added or not entry):
        return OK, who + ', which the image was not built with.'
    if entry and uid < 10000 and not added:
        return BAD, who + ', which is the image\'s own user "%s".' % entry[0], how
    return UNKNOWN, who + ', and it cannot be told whether the image was built for that one.', how

def root_group():
    groups = sorted({os.getgid()} | set(os.getgroups()))
    said = 'The workbench runs with the groups %s' % ', '.join(map(str, groups))
    if 0 in groups:
        return OK, said + '.'
    return (BAD, said + ', without the root group (0), to which the files of OpenShift images belong.',
            'Set no runAsGroup in the template, or 0; OpenShift gives the group by itself.')

def unwritable(folder):
    try:
        fd, name = tempfile.mkstemp('', '.assay-', folder)
    except OSError as e:
        try:
            s = os.stat(folder)
            owner = ' (%s, owner %d, group %d)' % (stat.filemode(s.st_mode), s.st_uid, s.st_gid)
        except OSError:
            owner = ''
        return '%s%s: %s' % (folder, owner, e.strerror)
    os.close(fd)
    os.remove(name)

def writable_home():
    home = os.environ.get('HOME')
    if not home:
        return BAD, 'HOME is not set.', 'Set HOME in the image to a folder that group 0 can write to.'
    why = unwritable(home)
    if not why:
        return OK, 'A file could be made in HOME, %s.' % home
    return (BAD, 'No file can be made in HOME. ' + why + '.',
            'Let group 0 write to it in the image (chgrp -R 0, chmod -R g=u), or mount the volume there.')

def writable_venv():
    places = [sysconfig.get_path('purelib'), sysconfig.get_path('scripts')]
    why = [w for w in map(unwritable, places) if w]
    if not why:
        return OK, 'Files could be made in %s and %s.' % tuple(places)
    return (BAD, 'pip install would fail, since the environment %s cannot be written to.' % sys.prefix,
            'Let group 0 write to it in the image (chgrp -R 0, chmod -R g=u).', why)

def get(url):
    first = None
    for host in '127.0.0.1', '::1':
        c = http.client.HTTPConnection(host, ask['port'], timeout=10)
        try:
            c.request('GET', url)
            r = c.getresponse()
            return r.status, r.getheader('Location') or '', r.read(65536)
        except ConnectionRefusedError as e:
            first = first or e
        except OSError as e:
            if not first or e.errno not in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT, errno.ENETUNREACH):
                raise
        finally:
            c.close()
    raise first

def version(answer):
    try:
        return answer[0] == 200 and str(json.loads(answer[2].decode())['version'])
    except Exception:
        return ''

def base_url():
    url = ask['base_url'].rstrip('/') + '/api'
    port = 'port %d' % ask['port']
    args = 'Let the image start Jupyter with NOTEBOOK_ARGS, which has --ServerApp.base_url.'
    try:
        answer = get(url)
    except ConnectionRefusedError:
        return BAD, 'Nothing listens on %s.' % port, 'Let the image start a server on ' + port + '.'
    except http.client.HTTPException as e:
        return BAD, 'What listens on %s does not speak HTTP (%s).' % (port, type(e).__name__), args
    except OSError as e:
        return UNKNOWN, 'The server on %s did not answer %s: %s.' % (port, url, e), 'Look at its log.'
    status, where, _ = answer
    seen = ['GET %s: %d %s' % (url, status, where)]
    if version(answer):
        return OK, 'Jupyter Server %s answers at %s.' % (version(answer), url)
    if 300 <= status < 400:
        login = ', a login page' if re.search('login|oauth|sign.?in', where) else ''
        return BAD, '%s is redirected to %s%s.' % (url, where, login), args, seen
    if status in (401, 403):
        return UNKNOWN, '%s wants a login, so that it cannot be told what answers.' % url, args, seen
    if status == 404:
        more = ''
        if version(get('/api')):
            more = ', but at /: it ignores the base URL in NOTEBOOK_ARGS'
        return BAD, 'The server on %s answers nothing at %s%s.' % (port, url, more), args, seen
    if status == 200:
        return BAD, 'What answers at %s is no Jupyter server.' % url, args, seen
    return BAD, '%s is answered with status %d.' % (url, status), 'Look at its log.', seen

def shared_libraries():
    end = time.time() + ask.get('seconds', 20)
    if not shutil.which('ldd'):
        return UNKNOWN, 'The image has no ldd, which tells what libraries a file needs.', 'Install it.'
    told = subprocess.run(['ldd', '--version'], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    batch = 1 if b'musl' in told.stdout else 40
    files, names = set(), set()
    for root in sys.prefix, '/usr/local/lib':
        for folder, _, inside in os.walk(root):
            names.update(inside)
            for name in inside:
                f = os.path.join(folder, name)
                try:
                    s = os.lstat(f)
                    if stat.S_ISREG(s.st_mode) and ('.so' in name or s.st_mode & 73):
                        with open(f, 'rb') as o:
                            if o.read(4) == b'\x7fELF':
                                files.add(f)
                except OSError:
                    pass
            if time.time() > end:
                break
    files = sorted(files)
    missing, driver, done = [], 0, 0
    while done < len(files) and time.time() < end:
        part = files[done:done + batch]
        dirs = [os.environ.get('LD_LIBRARY_PATH')] + sorted({os.path.dirname(f) for f in part})
        env = dict(os.environ, LC_ALL='C', LD_LIBRARY_PATH=':'.join(filter(None, dirs)))
        try:
            out = subprocess.run(['ldd'] + part, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=env,
                                 stdin=subprocess.DEVNULL, timeout=max(1, end - time.time())).stdout
        except subprocess.TimeoutExpired:
            break
        done += len(part)
        at = part[0]
        for line in out.decode('utf-8', 'replace').split('\n'):
            if line[:-1] in part:
                at = line[:-1]
            m = (re.search(r'^\s*(\S+) => not found', line) or re.search(r"version `(\S+)' not found", line)
                 or re.search(r'Error loading shared library ([^:]+):', line))
            if not m:
                continue
            lib = os.path.basename(m.group(1))
            if re.match(r'lib(cuda|nvidia-.*|nvcuvid)\.so', lib):
                driver += 1
            # What is somewhere else in the environment is often loaded before.
            elif lib not in names and at + ': ' + lib not in missing:
                missing.append(at + ': ' + lib)
    said = '%d of %d files were looked at' % (done, len(files))
    if driver:
        said += ' (%d need a GPU\'s driver, which a node gives)' % driver
    if missing:
        more = ['and %d more' % (len(missing) - 30)] if missing[30:] else []
        return (BAD, '%d libraries are not found; %s.' % (len(missing), said),
                'Install in the image the packages that have them.', missing[:30] + more)
    if done < len(files) or time.time() > end:
        return UNKNOWN, 'Time ran out: %s, and these find their libraries.' % said, 'Try again.'
    return OK, 'All libraries are found: %s.' % said

def gpu_device():
    want = ask.get('gpu', '')
    vendor = want.split('/')[0]
    need = {'nvidia.com': ['/dev/nvidia[0-9]* /dev/nvidiactl'], 'amd.com': ['/dev/kfd', '/dev/dri/renderD*'],
            'gpu.intel.com': ['/dev/dri/renderD*'], 'habana.ai': ['/dev/accel* /dev/hl*']}.get(vendor)
    if not need:
        return UNKNOWN, 'It is not known which devices "%s" stands for.' % want, 'Look for them in a cell.'
    found = []
    for patterns in need:
        some = [d for p in patterns.split() for d in sorted(glob.glob(p))]
        if not some:
            return (BAD, 'The pod has %s, but there is no %s.' % (want, patterns.replace(' ', ' and no ')),
                    'Look at the device plug-in and the driver of the node.', found)
        found += some
    closed = [d for d in found if not os.access(d, os.R_OK | os.W_OK)]
    if closed:
        return (BAD, 'User id %d may not open %s.' % (os.getuid(), ', '.join(closed)),
                'Look at how the device plug-in of the node gives devices to pods.', found)
    if vendor == 'nvidia.com' and shutil.which('nvidia-smi'):
        r = subprocess.run(['nvidia-smi', '-L'], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=15)
        found = r.stdout.decode('utf-8', 'replace').strip().split('\n')[:20]
        if r.returncode:
            return (UNKNOWN, 'The device is there, but nvidia-smi ended with status %d.' % r.returncode,
                    'Look at the driver of the node.', found)
    return OK, 'The device is there.', '', found

names = list(ask['checks'])
if ask.get('gpu') and 'gpu_device' not in names:
    names.append('gpu_device')
known = [arbitrary_user_id, root_group, writable_home, writable_venv, base_url, shared_libraries, gpu_device]
known = {f.__name__: f for f in known}
results = []
for name in names:
    try:
        r = known[name]()
    except Exception as e:
        r = UNKNOWN, 'The check could not be made: %s: %s' % (type(e).__name__, e), 'Look at its reason.'
    r += '', []
    results.append({'name': name, 'outcome': r[0], 'detail': r[1], 'advice': r[2],
                    'evidence': next(x for x in r if isinstance(x, list))})
line = '\nASSAY-CHECKS ' + json.dumps({'results': results}) + '\n'
with os.fdopen(1, 'wb', closefd=False) as out:
    out.write(line.encode())
