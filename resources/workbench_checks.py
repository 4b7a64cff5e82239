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
import errno, glob, http.client, json, os, re, shutil, socket, stat, subprocess, sysconfig, tempfile, time
from urllib.parse import urljoin, urlsplit
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
    how = ('On OpenShift the restricted-v2 SCC gives it an id of its own; elsewhere set '
           'securityContext.runAsUser in the template to one such as 1000650000.')
    if uid == 0:
        return BAD, who + ', which is root.', how
    # As CRI-O and Podman add it for an id that the image does not know.
    added = entry and (entry[4] == entry[0] + ' user' and entry[6] == '/sbin/nologin'
                       or entry[0] == entry[2] and entry[4] == 'container user')
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
    refused = [(place, why) for place, why in ((p, unwritable(p)) for p in places) if why]
    if not refused:
        return OK, 'Files could be made in %s and %s.' % tuple(places)
    return (BAD, 'pip install would fail, since the environment %s cannot be written to.' % sys.prefix,
            'Let group 0 write to %s in the image (chgrp -R 0, chmod -R g=u).'
            % ' and '.join(place for place, _ in refused), [why for _, why in refused])

def get(url, hosts=('127.0.0.1', '::1'), headers={}):
    """Status, Location and the body's first 64 KiB; a URL is sent as it stands."""
    first = None
    for host in hosts:
        c = http.client.HTTPConnection(host, ask['port'], timeout=10)
        try:
            c.putrequest('GET', url, skip_host='Host' in headers)
            for name, value in headers.items():
                c.putheader(name, value)
            c.endheaders()
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

def silent(e, url):
    """What is said where get() failed."""
    port = 'port %d' % ask['port']
    if isinstance(e, ConnectionRefusedError):
        return BAD, 'Nothing listens on %s.' % port, 'Let the image start a server on ' + port + '.'
    if isinstance(e, http.client.HTTPException):
        return (BAD, 'What listens on %s does not speak HTTP (%s).' % (port, type(e).__name__),
                'Let the image start a web server on %s.' % port)
    return UNKNOWN, 'The server on %s did not answer %s: %s.' % (port, url, e), 'Look at its log.'

def version(answer):
    try:
        return answer[0] == 200 and str(json.loads(answer[2].decode())['version'])
    except Exception:
        return ''

def base_url():
    url = ask['base_url'].rstrip('/') + '/api'
    args = 'Let the image start Jupyter with NOTEBOOK_ARGS, which has --ServerApp.base_url.'
    try:
        answer = get(url)
    except (OSError, http.client.HTTPException) as e:
        said = silent(e, url)
        return said[:2] + (args,) if isinstance(e, http.client.HTTPException) else said
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
        return BAD, 'The server on port %d answers nothing at %s%s.' % (ask['port'], url, more), args, seen
    if status == 200:
        return BAD, 'What answers at %s is no Jupyter server.' % url, args, seen
    return BAD, '%s is answered with status %d.' % (url, status), 'Look at its log.', seen

def gateway_prefix():
    prefix = ask['base_url'].rstrip('/')
    how = 'Let everything that the image serves lie under NB_PREFIX; send relative redirects.'
    url, seen = prefix + '/', []
    try:
        for _ in range(11):
            status, where, body = get(url)
            seen.append('GET %s: %d %s' % (url, status, where))
            if not where or not 300 <= status < 400:
                break
            target = urlsplit(where)
            if target.scheme or target.netloc:
                return BAD, '%s is redirected to %s, with a host in it.' % (url, where), how, seen
            url = urljoin(url, where)
            if url != prefix and not url.startswith(prefix + '/'):
                return BAD, 'A redirect leaves the prefix %s for %s.' % (prefix, url), how, seen
        else:
            return BAD, '%s/ is redirected more than ten times.' % prefix, how, seen
        if status != 200:
            return BAD, '%s/ ends in status %d.' % (prefix, status), how, seen
        for name in '/api', '/api/kernels':
            status, where, body = get(prefix + name)
            seen.append('GET %s: %d %s' % (prefix + name, status, where))
            if status != 200:
                return BAD, '%s is answered with status %d.' % (prefix + name, status), how, seen
            try:
                json.loads(body.decode())
            except ValueError:
                return BAD, '%s is answered with something that is no JSON.' % (prefix + name), how, seen
    except (OSError, http.client.HTTPException) as e:
        return silent(e, url) + (seen,)
    return OK, 'All of %s/ answers under that prefix, after %d redirects.' % (prefix, len(seen) - 3), '', seen

def own_addresses():
    """The container's own, as others reach it: those that its name has, and those of its routes."""
    found = []
    try:
        found = [a[4][0] for a in socket.getaddrinfo(socket.gethostname(), None, 0, socket.SOCK_STREAM)]
    except OSError:
        pass
    for family, far in (socket.AF_INET, '192.0.2.1'), (socket.AF_INET6, '2001:db8::1'):
        try:
            # A datagram socket that is connected sends nothing, but chooses its address.
            with socket.socket(family, socket.SOCK_DGRAM) as s:
                s.connect((far, 9))
                found.append(s.getsockname()[0])
        except OSError:
            pass
    return [a for n, a in enumerate(found) if a not in found[:n] and a != '::1' and a[:4] != '127.']

def reachable_from_outside():
    url = ask['base_url'].rstrip('/') + '/'
    addresses = own_addresses()
    if not addresses:
        return UNKNOWN, 'The container has no address but the loopback.', 'Give it a network.'
    at = '%s port %d' % (' or '.join(addresses), ask['port'])
    try:
        status = get(url, addresses)[0]
    except (OSError, http.client.HTTPException) as e:
        try:
            get(url)
        except (OSError, http.client.HTTPException):
            return silent(e, url)
        if isinstance(e, http.client.HTTPException):
            return silent(e, url)
        return (BAD, 'The server answers inside the container only: on %s there is nothing.' % at,
                'Let it listen on all addresses (--ServerApp.ip=0.0.0.0), not on localhost.')
    return OK, 'The server answers on %s (status %d).' % (at, status)

def no_open_redirect():
    prefix = ask['base_url'].rstrip('/')
    evil, seen = 'assay.invalid', []
    tries = [(prefix + '/', {'Host': evil}), (prefix, {'Host': evil}),
             (prefix + '/', {'X-Forwarded-Host': evil})]
    tries += [(u, {}) for u in ('//' + evil + '/', '//' + evil + '/..', prefix + '//' + evil,
                                '/%2F%2F' + evil, '/%5C' + evil, prefix + '/login?next=//' + evil)]
    try:
        for url, headers in tries:
            status, where, _ = get(url, headers=headers)
            forged = ''.join(' with %s: %s' % h for h in headers.items())
            seen.append('GET %s%s: %d %s' % (url, forged, status, where))
            # A browser reads a backslash as a slash.
            host = urlsplit(where.replace('\\', '/').strip()).hostname or ''
            if 300 <= status < 400 and host.endswith(evil):
                return (BAD, 'GET %s%s sends the browser to another host: %s' % (url, forged, where),
                        'Send relative redirects, and take no host from what the browser asked for.', seen)
    except (OSError, http.client.HTTPException) as e:
        return silent(e, url) + (seen,)
    return OK, 'None of %d forged requests is redirected to another host.' % len(tries), '', seen

def culling_api():
    url = ask['base_url'].rstrip('/') + '/api/kernels'
    how = 'The culler of idle workbenches asks there: let it answer as a Jupyter server does.'
    try:
        status, where, body = get(url)
    except (OSError, http.client.HTTPException) as e:
        return silent(e, url)
    seen = ['GET %s: %d %s' % (url, status, where)]
    if status != 200:
        return BAD, '%s is answered with status %d.' % (url, status), how, seen
    try:
        kernels = json.loads(body.decode())
        assert isinstance(kernels, list)
    except (ValueError, AssertionError):
        return BAD, 'What answers at %s is no list of kernels.' % url, how, seen
    stamp = r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$'
    for k in kernels:
        when = str(k.get('last_activity')) if isinstance(k, dict) else ''
        if not re.match(stamp, when):
            return (BAD, 'A kernel of %s has "%s" as last_activity, which is no RFC 3339 time.' % (url, when[:80]),
                    how, seen)
        if not isinstance(k.get('execution_state'), str):
            return BAD, 'A kernel of %s has no execution_state.' % url, how, seen
    return OK, '%s lists %d kernels as the culler reads them.' % (url, len(kernels)), '', seen

def began():
    """When the container's first process did, in seconds of the epoch."""
    with open('/proc/1/stat') as f:
        ticks = int(f.read().rpartition(')')[2].split()[19])
    with open('/proc/stat') as f:
        boot = int(re.search(r'^btime (\d+)', f.read(), re.M).group(1))
    return boot + ticks / os.sysconf('SC_CLK_TCK') - 2

def group_writable():
    end = time.time() + ask.get('seconds', 20)
    try:
        start = began()
    except (OSError, AttributeError, ValueError, IndexError):
        start = end
    home = os.environ.get('HOME')
    roots = [sysconfig.get_path('purelib'), sysconfig.get_path('platlib'),
             os.path.join(sys.prefix, 'etc', 'jupyter'), os.path.join(sys.prefix, 'share', 'jupyter')]
    # Of the home, a volume on a cluster, the folder alone: what lies in it is the user's.
    roots.append(home or '')
    roots = [r for n, r in enumerate(roots) if r not in roots[:n] and os.path.isdir(r)]
    # A volume belongs to a group that the pod is given, its fsGroup.
    count, wrong, mine = 0, [], {0, os.getgid()} | set(os.getgroups())
    for root in roots:
        # Links are followed, as they are by who writes; a folder is looked at once.
        been = set()
        for folder, folders, files in os.walk(root, followlinks=True):
            if time.time() > end:
                return (UNKNOWN, 'Time ran out after %d files and folders.' % count, 'Try again.')
            try:
                s = os.stat(folder)
            except OSError:
                continue
            if (s.st_dev, s.st_ino) in been:
                folders[:] = []
                continue
            been.add((s.st_dev, s.st_ino))
            if root == home:
                folders[:], files = [], []
            for path in [folder] + [os.path.join(folder, f) for f in files]:
                try:
                    s = os.stat(path)
                except OSError:
                    continue
                # What was written since by who runs here, as Python does of what it imports, is not the image's.
                if s.st_uid == os.getuid() and s.st_mtime > start:
                    continue
                count += 1
                if not s.st_mode & stat.S_IWGRP or s.st_gid not in mine:
                    wrong.append('%s (%s, group %d)' % (path, stat.filemode(s.st_mode), s.st_gid))
    if not wrong:
        return OK, 'All %d files and folders of %s belong to the group and can be written by it.' % (
            count, ', '.join(roots))
    more = ['and %d more' % (len(wrong) - 30)] if wrong[30:] else []
    return (BAD, '%d of %d files and folders cannot be written by group 0.' % (len(wrong), count),
            'Run chgrp -R 0 and chmod -R g=u on them at the end of the Containerfile.', wrong[:30] + more)

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

def starts_offline():
    """In a container of its own that has no network, whose server may still be on its way."""
    url, began, seen = ask['base_url'].rstrip('/') + '/api', time.time(), 'Nothing listens on port %d' % ask['port']
    while time.time() - began < ask.get('seconds', 20):
        try:
            status = get(url)[0]
            if status < 500:  # whether that is the right page is asked by base_url
                return OK, 'Started without a network, it answers at %s.' % url
            seen = 'GET %s is answered with status %d' % (url, status)
        except (OSError, http.client.HTTPException) as e:
            if not isinstance(e, ConnectionRefusedError):
                seen = 'GET %s: %s' % (url, e)
        time.sleep(0.1)
    return (BAD, 'Started without a network, it was not ready after %d seconds: %s.' % (time.time() - began, seen),
            'Let the image start with what is in it: on a cluster without a way out, nothing can be fetched.')

names = list(ask['checks'])
if ask.get('gpu') and 'gpu_device' not in names:
    names.append('gpu_device')
# The functions of the other file stand beside these. Its length is an argument, and it comes by
# standard input: arguments are a part of a URL, in which many a proxy allows 8 KiB.
for size in sys.argv[2:]:
    exec(sys.stdin.buffer.read(int(size)))
known = [arbitrary_user_id, root_group, writable_home, writable_venv, group_writable, base_url, gateway_prefix,
         reachable_from_outside, no_open_redirect, culling_api, starts_offline, shared_libraries]
known = {f.__name__: f for f in known}
known.update((n, globals()[n]) for n in ('gpu_libraries', 'gpu_device') if n in globals())
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
