# SPDX-License-Identifier: Apache-2.0
# Runs in the container with N as argument, reads N bytes of JSON from its standard input
# ({"token": "…", "seconds": 60, "alone": false, "names": ["a.b", …]}), imports each name and prints
# a line for each: a marker, the token and a JSON object; then one about the container's memory.
# `python -c "import X"` ends with status 0 also where X ends Python before the import statement has
# come to its end: here another process waits for the word that it has.
#
# Two processes: one imports and answers on a pipe of its own; the other, which imports nothing but
# the standard library, writes the lines, keeps the time of each import, and has a fresh interpreter
# go on after one that ended. What is not imported beside others is tried alone, in an interpreter
# that was started as `python -c` starts it. Python 2.7, 3.6 and later.
import sys
path, before = list(sys.path), set(sys.modules)
# A file of the working directory must not stand in for the library's own.
sys.path = [p for p in path if p]
import binascii, json, os, select, signal, time
sys.path = path

def read(size):
    b = b''
    while len(b) < size:
        part = os.read(0, size - len(b))
        if not part:
            sys.exit('The names did not arrive whole.')
        b += part
    return b

ask = json.loads(read(int(sys.argv[1])).decode())
limit = ask['seconds']
token = ask.pop('token')

# The program of the process that imports: it loads nothing that Python has not loaded by itself.
CHILD = r'''
def prove(names, fd, other_way, nonce):
    import os, sys
    main = sys.modules['__main__'].__dict__
    main.pop('prove')
    mine, getpid, write, opened, leave = os.getpid(), os.getpid, os.write, os.open, os._exit
    real, modules, flag, base = os.path.realpath, sys.modules, os.O_WRONLY, BaseException
    library = os.path.dirname(real(os.__file__)) + '/'
    def tell(*fields):
        # A copy of it that the import forked has nothing to say.
        if getpid() != mine:
            leave(0)
        line = '\0'.join((nonce,) + fields).replace('\n', ' ') + '\n'
        if not isinstance(line, bytes):
            line = line.encode('utf-8', 'backslashreplace')
        try:
            write(fd, line)
        except OSError:
            # Some modules close everything that is open.
            write(opened(other_way, flag), line)
    def words(e):
        try:
            said = str(e)[:2000]
        except base:
            said = ''
        return type(e).__name__ + (': ' + said if said else '')
    def place(m):
        f = getattr(m, '__file__', None)
        if not f:
            f = (list(getattr(m, '__path__', [])) or [''])[0]
        return real(f) if f else ''
    for name in names:
        tell('begun', name)
        try:
            exec(compile('import ' + name, '<string>', 'exec'), main)
        except SystemExit as e:
            tell('ended', name, words(e))
            leave(0)
        except base as e:
            tell('raised', name, words(e))
            leave(0)
        f = v = ''
        try:
            m = modules.get(name)
            f = place(m)
            v = getattr(m, '__version__', '')
        except base:
            pass
        if not isinstance(v, str) or f.startswith(library) and '-packages/' not in f:
            v = ''
        tell('done', name, f, v[:100])
    leave(0)
prove(%r, %d, %r, %r)
'''

def begin(names, alone, fd, nonce):
    other_way = '/proc/%d/fd/%d' % (os.getpid(), fd)
    child = os.fork()
    if child:
        return child
    os.setpgid(0, 0)
    null = os.open(os.devnull, os.O_RDWR)
    for standard in 0, 1, 2:
        os.dup2(null, standard)
    code = CHILD % ([str(n) for n in names], fd, other_way, nonce)
    if alone and sys.executable:
        if hasattr(os, 'set_inheritable'):
            os.set_inheritable(fd, True)
        try:
            os.execv(sys.executable, [sys.executable, '-c', code])
        except OSError:
            pass
    # As an interpreter is when it starts.
    for name in set(sys.modules) - before:
        del sys.modules[name]
    sys.argv = ['-c']
    main = type(sys)('__main__')
    sys.modules['__main__'] = main
    try:
        exec(compile(code, '<assay>', 'exec'), main.__dict__)
    finally:
        os._exit(1)

def end(child):
    for kill in os.killpg, os.kill:
        try:
            kill(child, signal.SIGKILL)
        except OSError:
            pass

clock = getattr(time, 'monotonic', time.time)

# What came of the names, in order, up to the first that is not proved; the rest was not begun.
def interpret(names, alone):
    nonce = binascii.hexlify(os.urandom(16)).decode()
    ear, mouth = os.pipe()
    child = begin(names, alone, mouth, str(nonce))
    told, rest, since = [], b'', clock()
    while True:
        ready = select.select([ear], [], [], 0.02)[0]
        # Asked before what it told is read: then that is all.
        dead, status = os.waitpid(child, os.WNOHANG)
        while ready:
            rest += os.read(ear, 65536)
            ready = select.select([ear], [], [], 0)[0]
        while b'\n' in rest:
            line, rest = rest.split(b'\n', 1)
            f = line.decode('utf-8', 'replace').split(u'\0')
            if f[0] != nonce or len(f) < 3 and f[1:2] != ['begun']:
                continue
            if f[1] == 'begun':
                since = clock()
                continue
            r = {'name': f[2], 'seconds': clock() - since}
            since = clock()
            if f[1] == 'done':
                r.update(outcome='Proved', file=f[3], version=f[4])
            else:
                r.update(outcome='Ended' if f[1] == 'ended' else 'Raised', error=f[3])
            told.append(r)
            if r['outcome'] == 'Proved':
                write(r)
        if len(told) == len(names) or told and told[-1]['outcome'] != 'Proved':
            break
        r = {'name': names[len(told)], 'seconds': clock() - since}
        if dead and os.WIFSIGNALED(status):
            r.update(outcome='Killed', status=128 + os.WTERMSIG(status))
        elif dead:
            r.update(outcome='Ended', status=os.WEXITSTATUS(status))
        elif r['seconds'] > limit:
            r.update(outcome='TimedOut')
        if 'outcome' in r:
            told.append(r)
            break
    end(child)
    if not dead:
        os.waitpid(child, 0)
    os.close(ear)
    os.close(mouth)
    return told

def write(r):
    line = ('\nASSAY-IMPORT ' + token + ' ' + json.dumps(r) + '\n').encode()
    while line:
        line = line[os.write(1, line):]

def number(folder, *names):
    for name in names:
        try:
            with open(os.path.join(folder, name)) as f:
                n = int(f.read())
                # Version 1 says so that there is no limit.
                return n if n < 1 << 60 else -1
        except (OSError, IOError, ValueError):
            pass
    return -1

def kills(folder):
    for name in 'memory.events', 'memory.oom_control':
        try:
            with open(os.path.join(folder, name)) as f:
                for line in f:
                    if line.startswith('oom_kill '):
                        return int(line.split()[1])
        except (OSError, IOError, ValueError):
            pass
    return -1

# What the kernel says of the first of the process's memory cgroups, from the inmost on, that has a
# limit.
def memory():
    with open('/proc/self/cgroup') as f:
        for line in f:
            group, controllers, own = line.rstrip('\n').split(':', 2)
            if group != '0' and 'memory' not in controllers.split(','):
                continue
            root = '/sys/fs/cgroup' if group == '0' else '/sys/fs/cgroup/memory'
            while True:
                folder = root + own.rstrip('/')
                most = number(folder, 'memory.max', 'memory.limit_in_bytes')
                if most > 0:
                    peak = number(folder, 'memory.peak', 'memory.max_usage_in_bytes')
                    return {'limit': most, 'peak': peak, 'kills': kills(folder)}
                if not own.strip('/'):
                    break
                own = os.path.dirname(own.rstrip('/'))
    return {}

left, doubtful = list(ask['names']), []
while left and not ask['alone']:
    told = interpret(left, False)
    if told[-1]['outcome'] != 'Proved':
        doubtful.append(told[-1]['name'])
    left = left[len(told):]
for name in doubtful + left:
    for r in interpret([name], True):
        if r['outcome'] != 'Proved':
            write(r)
try:
    write({'memory': memory()})
except Exception:
    write({'memory': {}})
