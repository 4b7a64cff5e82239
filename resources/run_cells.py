# SPDX-License-Identifier: Apache-2.0
# Runs in the container with N and TIMEOUT as arguments, reads N bytes of JSON from its standard
# input ({"cells": ["source", ...], "may_raise": [indices], "kernel": true, "tests": "program"}), runs
# the cells one after the other in one namespace until one does not pass or ends the notebook, and
# prints a line for each as it ends: a marker and a JSON object. A cell also fails by the tests that
# failed in it: "tests" is resources/cell_tests.py.
#
# Where the image has ipykernel and jupyter_client, the cells run in its own kernel, as a workbench
# runs them; it keeps its files in a temporary folder and is spoken to over sockets in it. Elsewhere,
# or where "kernel" is false, they run here: that wants the standard library alone (Python 3.8 and
# later), and IPython for cells with magics.
#
# Two processes: one runs the cells, or speaks to the kernel; the other writes the lines, keeps what
# the cells print within bounds and ends them when their time is over, so that neither code in C that
# holds the interpreter's lock nor a crash leaves a cell untold. Its exit status is 0, that of the
# process that ran the cells where it ended early (128 and the signal), or 124 when the time was over.
import sys
path = sys.path
# A file of the working directory must not stand in for the library's own.
sys.path = [p for p in path if p]
import ast, builtins, json, linecache, os, re, select, shutil, signal, tempfile, threading, time, traceback, types
from importlib import util
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
request = json.loads(request.decode())
cells, may_raise, tests = request['cells'], set(request.get('may_raise', [])), request.get('tests', '')
os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
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

# Tells what came of a cell; ends the process where no other is to follow.
def tell_cell(r):
    os.write(told, (json.dumps(r) + '\n').encode())
    if r['outcome'] != 'Passed' or r.get('ends_notebook'):
        os._exit(0)
    # What it printed is taken before another prints.
    os.read(go, 1)

# What a cell raised: `leaves` where it ended Python with status 0, which ends a notebook well.
def judge(r, broken, error, trace, leaves):
    if error:
        r['traceback'] = trace
        if r['index'] in may_raise:
            return
        if leaves:
            r['traceback'], r['ends_notebook'] = '', True
        else:
            r['outcome'], r['error'] = 'Failed', error
    if broken and r['index'] not in may_raise:
        r['outcome'], r['error'] = 'Failed', broken
        r.pop('ends_notebook', 0)

def work():
    os.environ.setdefault('MPLBACKEND', 'Agg')
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
    take_tests = str
    try:
        exec(tests, {})
        take_tests = sys.modules['_assay_tests'].take
    except Exception:
        pass
    tell_cell({'runner': 'python', 'outcome': 'Passed'})
    for index, source in enumerate(cells):
        name = '<cell %d>' % (index + 1)
        linecache.cache[name] = (len(source), None, source.splitlines(True), name)
        r = {'index': index, 'outcome': 'Passed'}
        start = time.monotonic()
        error, trace, leaves = '', '', False
        try:
            signal.signal(signal.SIGALRM, alarm)
            signal.setitimer(signal.ITIMER_REAL, limit)
            try:
                run(source, name)
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)
        except BaseException as e:
            error, trace = tell(e, name)
            leaves = isinstance(e, SystemExit) and e.code in (None, 0)
        r['seconds'] = time.monotonic() - start
        if os.getpid() != me:
            os._exit(1)
        judge(r, take_tests(), error, trace, leaves)
        if late:
            r['outcome'], r['error'] = 'TimedOut', over
        flush()
        tell_cell(r)
    os._exit(0)

# In the kernel: writes a mark to each standard output that is a pipe with room, and says to which.
ENDS = '''
import os, select, stat, sys, types
def mark(marks):
    marked = []
    for fd, text in enumerate(marks, 1):
        try:
            if stat.S_ISFIFO(os.fstat(fd).st_mode) and select.select([], [fd], [], 0)[1]:
                os.write(fd, text.encode())
                marked.append(text)
        except (OSError, ValueError):
            pass
    return marked
sys.modules['_assay_ends'] = types.ModuleType('_assay_ends')
sys.modules['_assay_ends'].mark = mark
'''

def plain(text):
    return re.sub('\x1b\\[[0-9;?]*[ -/]*[@-~]', '', text)

# The image's own kernel, and what is said to it and by it. To make one raises where there is none.
class Kernel:
    def __init__(self):
        for name in 'IPYTHONDIR', 'JUPYTER_RUNTIME_DIR':
            os.environ[name] = os.path.join(scratch, name.lower())
            os.mkdir(os.environ[name], 0o700)
        os.environ.setdefault('PYDEVD_DISABLE_FILE_VALIDATION', '1')
        import queue
        from jupyter_client.manager import KernelManager
        self.empty = queue.Empty
        self.marks = ['\0%d%s\0' % (fd, os.urandom(8).hex()) for fd in (1, 2)]
        self.overheard, self.deaf = threading.Event(), False
        at = os.path.join(scratch, 'kernel')
        self.manager = KernelManager(kernel_name='python3', transport='ipc', ip=at, connection_file=at + '.json')
        self.manager.kernel_spec

    def start(self):
        import logging, warnings
        warnings.simplefilter('ignore')
        logging.disable(logging.CRITICAL)
        # What it does not send as a cell's output, or sends there as well.
        ear, mouth = os.pipe()
        self.listener = threading.Thread(target=self.overhear, args=(ear,), daemon=True)
        self.listener.start()
        self.manager.start_kernel(env=dict(os.environ), stdout=mouth, stderr=mouth,
                                  extra_arguments=['--HistoryManager.hist_file=:memory:'])
        os.close(mouth)
        os.write(told, (json.dumps({'kernel': self.process().pid}) + '\n').encode())
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=max(limit, 60))
        self.ask('exec(%r, {})' % tests)
        self.ask('exec(%r, {})' % ENDS)

    said, awaited, held = b'', set(), {}
    def overhear(self, ear):
        part = b'.'
        while part:
            part = os.read(ear, 65536)
            self.said += part
            self.awaited = {m for m in self.awaited if m.encode() not in self.said}
            self.said = self.said[-HALF:]
            self.overheard.set()

    # What a cell wrote to the descriptors themselves a thread of the kernel reads, in its own time, puts
    # among the cell's output and passes on: once a mark has come here, so has all that was before it.
    def settle(self):
        if self.deaf:
            return
        self.awaited = set(self.marks)
        marked = self.ask('', "__import__('sys').modules['_assay_ends'].mark(%r)" % (self.marks,)) or []
        end = time.monotonic() + 5
        while self.awaited.intersection(marked) and not self.deaf:
            self.overheard.clear()
            if self.awaited.intersection(marked):
                self.overheard.wait(0.1)
            self.deaf = time.monotonic() > end or not self.manager.is_alive()

    # A mark may come in pieces.
    def say_stream(self, name, text):
        text = self.held.pop(name, '') + text
        for mark in self.marks:
            text = text.replace(mark, '')
        start = text.rfind('\0')
        if start >= 0 and any(m.startswith(text[start:]) for m in self.marks):
            self.held[name], text = text[start:], text[:start]
        say(text)

    def process(self):
        old = getattr(self.manager, 'kernel', None)
        return old or self.manager.provisioner.process

    # The answer to a request and what it raised; (None, None) where it did not end in time or the
    # kernel ended. What is printed meanwhile is printed here.
    def hear(self, request, seconds):
        last = time.monotonic()
        end, idle, reply, error = last + seconds, False, None, None
        # The word that it is idle may be lost where much is printed.
        while not reply or not idle and time.monotonic() < last + 4:
            alive = self.manager.is_alive()
            try:
                m = self.client.get_iopub_msg(timeout=0.1)
            except self.empty:
                m = None
            if m:
                last = time.monotonic()
                mine = m['parent_header'].get('msg_id') == request
                kind, content = m['msg_type'], m['content']
                if kind == 'stream':
                    self.say_stream(content['name'], content['text'])
                elif kind in ('display_data', 'execute_result', 'update_display_data'):
                    say(content['data'].get('text/plain', '') + '\n')
                elif kind == 'error' and mine:
                    error = content
                elif kind == 'status' and mine and content['execution_state'] == 'idle':
                    idle = True
            if not reply:
                try:
                    answer = self.client.get_shell_msg(timeout=1 if idle else 0)
                    if answer['parent_header'].get('msg_id') == request:
                        reply = answer['content']
                        error = reply if reply['status'] == 'error' else error
                except self.empty:
                    pass
            if time.monotonic() > end or not alive and not m:
                return None, error
        return reply, error

    def ask(self, code, expression='0'):
        request = self.client.execute(code, silent=True, store_history=False, allow_stdin=False,
                                      user_expressions={'it': expression})
        try:
            reply = self.hear(request, 5)[0]
            return ast.literal_eval(reply['user_expressions']['it']['data']['text/plain'])
        except Exception:
            return None

    def run(self, index, source):
        r = {'index': index, 'outcome': 'Passed'}
        start = time.monotonic()
        request = self.client.execute(source, allow_stdin=False, stop_on_error=False)
        reply, error = self.hear(request, limit)
        r['seconds'] = time.monotonic() - start
        if not reply and self.manager.is_alive():
            self.manager.interrupt_kernel()
            error = self.hear(request, 2)[1]
            r.update(outcome='TimedOut', error=over, traceback=self.words(error)[1])
            return r
        if not reply:
            status = self.process().returncode
            self.listener.join(0.5)
            # As faulthandler writes it.
            say(re.sub('(?s)^.*?(?=Fatal Python error|$)', '', self.said.decode('utf-8', 'replace'), 1))
            ended(r, status if status >= 0 else 128 - status)
            return r
        self.settle()
        leaves = any(p.get('source') == 'ask_exit' for p in reply.get('payload', []))
        broken = self.ask('', "__import__('sys').modules['_assay_tests'].take()")
        while self.held:
            say(self.held.popitem()[1])
        if error:
            leaves = error.get('ename') == 'SystemExit' and error.get('evalue') in ('', '0', 'None', 'False')
        elif leaves:
            error = {'ename': 'SystemExit'}
        judge(r, broken, *self.words(error), leaves)
        return r

    def words(self, error):
        if not error:
            return '', ''
        text = plain('\n'.join(error.get('traceback', []))) + '\n'
        if len(text) > 2 * HALF:
            text = text[:HALF] + '\n...\n' + text[-HALF:]
        message = plain(error.get('evalue', ''))[:2000]
        return error.get('ename', '') + (': ' + message if message else ''), text

def say(text):
    text = text.encode('utf-8', 'backslashreplace')
    while text:
        text = text[os.write(1, text):]

def ended(r, status):
    r['outcome'], r['traceback'], r['status'], r['killed'] = 'Failed', '', status, status == 137
    r['error'] = 'The cell ended Python with status %d' % status
    if status < 129:
        return
    names = {s.value: s.name for s in signal.Signals}
    r['error'] = 'Python was ended by signal %d (%s)' % (status - 128, names.get(status - 128, 'unknown'))
    if r['killed']:
        r['error'] += ', as happens when memory runs out'

# Without effect where the image has no kernel that can be tried.
def work_in_kernel():
    if not request.get('kernel', True) or not scratch or len(scratch) > 60 or not cells:
        return
    if not util.find_spec('ipykernel') or not util.find_spec('jupyter_client'):
        return
    before = dict(os.environ)
    try:
        kernel = Kernel()
    except Exception:
        os.environ.clear(), os.environ.update(before)
        return
    index = 0
    try:
        try:
            kernel.start()
        except Exception as e:
            said = kernel.said.decode('utf-8', 'replace')
            say(said)
            why = said.rstrip().split('\n')[-1] or '%s: %s' % (type(e).__name__, e)
            tell_cell({'index': 0, 'outcome': 'Failed', 'seconds': 0, 'traceback': '',
                       'error': 'The image\'s kernel could not be started: ' + why[:2000]})
        try:
            from importlib import metadata
            version = ' ' + metadata.version('ipykernel')
        except Exception:
            version = ''
        tell_cell({'runner': 'ipykernel' + version, 'outcome': 'Passed'})
        for index, source in enumerate(cells):
            tell_cell(kernel.run(index, source))
    except Exception as e:
        tell_cell({'index': index, 'outcome': 'Inconclusive', 'seconds': 0, 'traceback': '',
                   'error': 'The kernel could not be spoken to: %s: %s' % (type(e).__name__, e)})
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
    work_in_kernel()
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

runner, kernel = '', 0

# A line of the other process; whether another may follow.
def take_line(r):
    global runner, kernel, index, status, head, tail, total
    if 'kernel' in r:
        kernel = r['kernel']
        return True
    if 'runner' in r:
        runner = r['runner']
        # What was printed before the first cell is none's.
        while take():
            pass
        head = tail = b''
        total = 0
    else:
        status = 124 if r['outcome'] == 'TimedOut' else r.pop('status', 0)
        r['runner'] = runner
        write(r)
        index += 1
    try:
        os.write(ahead, b'.')
    except OSError:
        pass
    return r['outcome'] == 'Passed' and not r.get('ends_notebook')

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
        passed = take_line(json.loads(line.decode()))
        start = time.monotonic()
    if not passed or index == len(cells):
        break
    seconds = time.monotonic() - start
    r = {'index': index, 'seconds': seconds}
    if dead:
        ended(r, 128 + os.WTERMSIG(s) if os.WIFSIGNALED(s) else os.WEXITSTATUS(s))
    elif seconds > (limit + 3 if runner else max(limit, 60) + 10):
        r.update(outcome='TimedOut', error=over, traceback='')
    if 'outcome' in r:
        take_line(r)
        break
for group in filter(None, (child, kernel)):
    try:
        os.killpg(group, signal.SIGKILL)
    except OSError:
        pass
if scratch:
    shutil.rmtree(scratch, True)
sys.stdout.flush()
os._exit(status)
