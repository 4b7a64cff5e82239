# SPDX-License-Identifier: Apache-2.0
# Runs in the container with N and TIMEOUT as arguments, reads N bytes of JSON from its standard
# input ({"cells": ["source", ...]}), runs the cells one after the other in one namespace until one
# does not pass, and prints a line for each as it ends: a marker and a JSON object. It wants the
# standard library alone (Python 3.8 and later), and IPython for cells with magics.
#
# Two processes: one runs the cells; the other writes the lines, keeps what the cells print within
# bounds and ends them when their time is over, so that neither code in C that holds the
# interpreter's lock nor a crash leaves a cell untold. Its exit status is 0, that of the process
# that ran the cells where it ended early (128 and the signal), or 124 when the time was over.
import sys
path = sys.path
# A file of the working directory must not stand in for the library's own.
sys.path = [p for p in path if p]
import ast, builtins, json, linecache, os, re, select, shutil, signal, tempfile, time, traceback, types
sys.path = path
HALF = 32768
size, limit = int(sys.argv[1]), float(sys.argv[2])

# Not beyond: the other side does not close it.
request = b''
while len(request) < size:
    part = os.read(0, size - len(request))
    if not part:
        sys.exit('The cells did not arrive whole.')
    request += part
cells = json.loads(request.decode())['cells']
os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
os.environ.setdefault('MPLBACKEND', 'Agg')
os.environ.update(NO_COLOR='1', TERM='dumb')
try:
    scratch = tempfile.mkdtemp()
except OSError:
    scratch = ''

class CellTimeout(BaseException):
    pass

late = []
def alarm(*_):
    late.append(1)
    raise CellTimeout

def display(*objects, **_):
    for o in objects:
        print(o if isinstance(o, str) else repr(o))

shell, shown = None, []
def magic(source):
    global shell
    if not shell:
        try:
            from IPython.core.interactiveshell import InteractiveShell
            from traitlets.config import Config
        except ImportError as e:
            raise ImportError('this cell is written for IPython, which cannot be imported: %s' % e) from None
        c = Config()
        c.HistoryManager.enabled = False
        c.InteractiveShell.colors = 'NoColor'
        shell = InteractiveShell.instance(config=c, ipython_dir=scratch or None, user_module=main, user_ns=space)
        shell.displayhook.write_output_prompt = lambda: None
        # Some magics show what was raised, and end well.
        shell.showtraceback = shell.showsyntaxerror = lambda *a, **k: shown.append(sys.exc_info()[1])
    r = shell.run_cell(source)
    e = r.error_before_exec or r.error_in_exec or (shown and shown[0])
    if e:
        raise e

loop = None
def evaluate(tree, name, mode):
    global loop
    code = compile(tree, name, mode, ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, True)
    if not code.co_flags & 128:
        return eval(code, space)
    import asyncio
    if not loop:
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
    return loop.run_until_complete(eval(code, space))

def run(source, name):
    special = shell or 'get_ipython(' in source
    try:
        tree = compile(source, name, 'exec', ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, True)
    except SyntaxError:
        special = special or re.search(r'^\s*[%!?]|=\s*[%!]|\?\s*$', source, re.M)
        if not special:
            raise
    if special:
        return magic(source)
    last = None
    body = tree.body
    if body and isinstance(body[-1], ast.Expr) and not source.rstrip().endswith(';'):
        last = ast.Expression(body.pop().value)
    evaluate(tree, name, 'exec')
    value = evaluate(last, name, 'eval') if last else None
    if value is not None:
        space['_'] = value
        print(repr(value))

def tell(e, name):
    tb = e.__traceback__
    while tb and not tb.tb_frame.f_code.co_filename.startswith((name, '<ipython-input')):
        tb = tb.tb_next
    t = tb
    while t:
        if t.tb_next and t.tb_next.tb_frame.f_code is alarm.__code__:
            t.tb_next = None
        t = t.tb_next
    try:
        text = ''.join(traceback.format_exception(type(e), e, tb))
        message = str(e)
    except Exception:
        text = message = ''
    if len(text) > 2 * HALF:
        text = text[:HALF] + '\n...\n' + text[-HALF:]
    return type(e).__name__ + (': ' + message[:2000] if message else ''), text

def flush():
    for f in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__):
        try:
            f.flush()
        except Exception:
            pass
    try:
        import ctypes
        ctypes.CDLL(None).fflush(None)
    except Exception:
        pass

def work():
    out, err = (open(fd, 'w', 1, 'utf-8', 'backslashreplace', None, False) for fd in (1, 2))
    sys.stdout = sys.__stdout__ = out
    sys.stderr = sys.__stderr__ = err
    sys.argv = ['']
    builtins.display = display
    try:
        import faulthandler
        faulthandler.enable()
    except Exception:
        pass
    for index, source in enumerate(cells):
        name = '<cell %d>' % (index + 1)
        linecache.cache[name] = (len(source), None, source.splitlines(True), name)
        r = {'index': index, 'outcome': 'Passed'}
        start = time.monotonic()
        try:
            signal.signal(signal.SIGALRM, alarm)
            signal.setitimer(signal.ITIMER_REAL, limit)
            try:
                run(source, name)
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)
        except BaseException as e:
            r['outcome'] = 'Failed'
            r['error'], r['traceback'] = tell(e, name)
        r['seconds'] = time.monotonic() - start
        if os.getpid() != me:
            os._exit(1)
        if late:
            r['outcome'], r['error'] = 'TimedOut', over
        flush()
        os.write(told, (json.dumps(r) + '\n').encode())
        if r['outcome'] != 'Passed':
            break
        # What it printed is taken before another prints.
        os.read(go, 1)
    os._exit(0)

over = 'TimeoutError: the cell did not end within %g seconds' % limit
heard, told = os.pipe()
printed, prints = os.pipe()
go, ahead = os.pipe()
child = os.fork()
if not child:
    os.setpgid(0, 0)
    me = os.getpid()
    os.close(heard)
    os.close(printed)
    os.close(ahead)
    os.dup2(prints, 1)
    os.dup2(prints, 2)
    os.close(prints)
    main = types.ModuleType('__main__')
    mine, sys.modules['__main__'] = sys.modules['__main__'], main
    space = main.__dict__
    space['__builtins__'] = builtins
    work()

os.close(told)
os.close(prints)
for fd in heard, printed:
    os.set_blocking(fd, False)
head = tail = b''
total = 0

def take():
    global head, tail, total
    try:
        part = os.read(printed, 65536)
    except OSError:
        part = b''
    total += len(part)
    room = HALF - len(head)
    head += part[:room]
    tail = (tail + part[room:])[-HALF:]
    return part

def write(r):
    global head, tail, total
    # No more than a pipe holds: others may go on printing.
    for _ in range(64):
        if not take():
            break
    cut = total - len(head) - len(tail)
    gap = ('\n... %d bytes left out ...\n' % cut).encode() if cut else b''
    r.update(output=(head + gap + tail).decode('utf-8', 'replace').replace('\r\n', '\n'), output_cut=cut > 0)
    head = tail = b''
    total = 0
    line = ('\nASSAY-CELL ' + json.dumps(r) + '\n').encode()
    while line:
        line = line[os.write(1, line):]

index, status, lines = 0, 0, b''
start = time.monotonic()
while index < len(cells):
    ready = select.select([heard, printed], [], [], 0.1)[0]
    # Asked before what it told is read: then that is all.
    dead, s = os.waitpid(child, os.WNOHANG)
    part = b''
    try:
        part = os.read(heard, 1 << 20)
    except OSError:
        pass
    lines += part
    if ready and not take() and not part:
        time.sleep(0.05)
    passed = True
    while passed and b'\n' in lines:
        line, lines = lines.split(b'\n', 1)
        r = json.loads(line.decode())
        write(r)
        index += 1
        start = time.monotonic()
        passed = r['outcome'] == 'Passed'
        if r['outcome'] == 'TimedOut':
            status = 124
        try:
            os.write(ahead, b'.')
        except OSError:
            pass
    if not passed or index == len(cells):
        break
    seconds = time.monotonic() - start
    if dead:
        if os.WIFSIGNALED(s):
            status = 128 + os.WTERMSIG(s)
            e = 'Python was ended by signal %d (%s)' % (status - 128, signal.Signals(status - 128).name)
            if status == 137:
                e += ', as happens when memory runs out'
        else:
            status = os.WEXITSTATUS(s)
            e = 'The cell ended Python with status %d' % status
        write({'index': index, 'outcome': 'Failed', 'error': e, 'traceback': '', 'seconds': seconds})
        break
    if seconds > limit + 3:
        status = 124
        write({'index': index, 'outcome': 'TimedOut', 'error': over, 'traceback': '', 'seconds': seconds})
        break
try:
    os.killpg(child, signal.SIGKILL)
except OSError:
    pass
if scratch:
    shutil.rmtree(scratch, True)
sys.stdout.flush()
os._exit(status)
