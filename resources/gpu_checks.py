# SPDX-License-Identifier: Apache-2.0
# The checks of workbench_checks.py that concern a GPU, with the names of that file: the device, a
# kernel that torch and tensorflow run on it, and the libraries that must load without one. What
# may crash or hang runs in a program of its own.
import importlib.util

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
    end = time.time() + ask.get('seconds', 20)
    driver = cuda_driver(end) if vendor == 'nvidia.com' else {}
    said = []
    for name, code in sorted(KERNELS.items(), reverse=True):
        if importlib.util.find_spec(name):
            verdict = ran_on_gpu(name, code, driver, end)
            if verdict[0] != OK:
                return verdict[:3] + (found + verdict[3],)
            said.append(verdict[1])
    with_driver = ''
    if driver.get('driver') or driver.get('cuda'):
        with_driver = ' The driver is %s, for CUDA %s.' % (
            driver.get('driver') or 'unknown', driver.get('cuda') or 'of an unknown version')
    return OK, ' '.join(['The device is there.'] + said) + with_driver, '', found

# What may hide a GPU from a library, though the container has it.
HIDE = 'CUDA_VISIBLE_DEVICES', 'HIP_VISIBLE_DEVICES', 'ROCR_VISIBLE_DEVICES'

def child(code, end, without=()):
    """What a program of its own printed after the marker; {'error': …} where it printed nothing.
    The variables of the environment that are named in `without` it does not get."""
    code = ('def tell(r):\n import json, sys\n sys.stdout.write("\\nASSAY-GPU " + json.dumps(r) + "\\n")\n'
            ' sys.stdout.flush()\n' + code)
    left = end - time.time()
    if left < 1:
        return {'late': True}
    try:
        r = subprocess.run([sys.executable, '-c', code], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                           stderr=subprocess.PIPE, timeout=left,
                           env={k: v for k, v in os.environ.items() if k not in without})
    except subprocess.TimeoutExpired:
        return {'late': True}
    lines = re.findall('^ASSAY-GPU (.*)$', r.stdout.decode('utf-8', 'replace'), re.M)
    told = json.loads(lines[-1]) if lines else {}
    if r.returncode:
        last = [x for x in r.stderr.decode('utf-8', 'replace').split('\n') if x.strip()]
        told.setdefault('error', last[-1].strip()[:500] if last else 'it ended with status %d' % r.returncode)
    return told

def cuda_driver(end):
    """The kernel driver's version, and the newest CUDA that it runs."""
    told = child('''import ctypes
r = {}
try:
    cuda, n = ctypes.CDLL('libcuda.so.1'), ctypes.c_int()
    r['init'] = cuda.cuInit(0)
    if not cuda.cuDriverGetVersion(ctypes.byref(n)):
        r['cuda'] = '%d.%d' % (n.value // 1000, n.value % 1000 // 10)
    ml, text = ctypes.CDLL('libnvidia-ml.so.1'), ctypes.create_string_buffer(80)
    if not ml.nvmlInit_v2() and not ml.nvmlSystemGetDriverVersion(text, 80):
        r['driver'] = text.value.decode()
except OSError:
    pass
tell(r)
''', end)
    if not told.get('driver'):
        try:
            with open('/proc/driver/nvidia/version') as f:
                told['driver'] = re.search(r'\s(\d+\.\d+[\d.]*)\s', f.readline()).group(1)
        except (OSError, AttributeError):
            pass
    return told

# Each says what its library was built for, then runs a kernel on the first GPU.
KERNELS = {'torch': '''import torch
r = {'version': torch.__version__, 'cuda': torch.version.cuda, 'hip': getattr(torch.version, 'hip', None)}
tell(r)
torch.cuda.init()
r['device'] = torch.cuda.get_device_name(0)
tell(r)
r['sum'] = float((torch.arange(4.0, device='cuda') * 2).sum())
tell(r)
''', 'tensorflow': '''import tensorflow as tf
b = tf.sysconfig.get_build_info()
r = {'version': tf.__version__, 'cuda': b.get('cuda_version'), 'hip': b.get('rocm_version')}
tell(r)
gpus = tf.config.list_physical_devices('GPU')
if not gpus:
    raise RuntimeError('it lists no GPU among its devices')
r['device'] = tf.config.experimental.get_device_details(gpus[0]).get('device_name', gpus[0].name)
tell(r)
with tf.device('/GPU:0'):
    r['sum'] = float(tf.reduce_sum(tf.range(4.0) * 2))
tell(r)
'''}

def newer(one, other):
    parts = [[int(n) for n in re.findall(r'\d+', str(v))[:2]] for v in (one, other)]
    # Within a major version a driver runs what was built for a later minor one.
    return all(parts) and parts[0][0] > parts[1][0]

def ran_on_gpu(name, code, driver, end):
    r = child(code, end)
    if r.get('late'):
        return UNKNOWN, 'The device is there, but time ran out while %s was tried on it.' % name, 'Try again.', []
    if not r.get('version'):
        return (BAD, 'The device is there, but %s cannot be imported: %s' % (name, r.get('error', 'no word')),
                'Mend the installation of %s in the image.' % name, [])
    what = '%s %s' % (name, r['version'])
    built = r.get('cuda') or r.get('hip')
    if not built:
        return (BAD, '%s is built for the processor alone, so it cannot use the GPU.' % what,
                'Install in the image a %s that is built for the GPU.' % name, [])
    toolkit = ('CUDA ' if r.get('cuda') else 'ROCm ') + str(built)
    if r.get('sum') == 12:
        return OK, '%s, built for %s, ran a kernel on %s.' % (what, toolkit, r.get('device')), '', []
    proof = [r['error']] if r.get('error') else []
    hiding = [name for name in HIDE if name in os.environ] if not r.get('device') else []
    proof += ['%s=%s' % (name, os.environ[name]) for name in hiding]
    if hiding:
        seen = child(code, end, hiding)
        if seen.get('sum') == 12:
            names = ' and '.join(hiding)
            return (BAD, '%s hides the GPU: %s, built for %s, finds none with it, and runs a kernel on %s '
                    'without.' % (names, what, toolkit, seen.get('device')),
                    'Take %s out of the environment that the image and the template set.' % names, proof)
    if r.get('cuda') and newer(built, driver.get('cuda')):
        return (BAD, '%s is built for %s, but the driver of the node (%s) runs CUDA %s at most.' % (
                what, toolkit, driver.get('driver') or 'of an unknown version', driver['cuda']),
                'Install in the image a %s for that CUDA, or have the node\'s driver updated.' % name, proof)
    if r.get('device'):
        return (BAD, '%s, built for %s, could not run a kernel on %s: %s' % (
                what, toolkit, r['device'], r.get('error', 'the result is wrong')),
                'Install in the image a %s that supports this GPU.' % name, proof)
    return (BAD, 'The device is there, but %s, built for %s, finds none: %s' % (
            what, toolkit, r.get('error', 'no word')), 'Look at the driver of the node and at CUDA in the image.', proof)

def gpu_libraries():
    end = time.time() + ask.get('seconds', 20)
    tried, wrong, asks_driver = [], [], 0
    for name in 'torch', 'tensorflow', 'jaxlib', 'onnxruntime', 'cupy':
        spec = importlib.util.find_spec(name)
        if not spec:
            continue
        r = child('''import ctypes, os
os.environ['CUDA_MODULE_LOADING'] = 'EAGER'
import %s as module
wrong, count = [], 0
for folder, _, files in sorted(os.walk(os.path.dirname(module.__file__))):
    for name in sorted(files):
        path = os.path.join(folder, name)
        if '.so' not in name or os.path.islink(path):
            continue
        with open(path, 'rb') as f:
            if f.read(4) != b'\\x7fELF':
                continue
        count += 1
        try:
            ctypes.CDLL(path)
        except OSError as e:
            wrong.append(str(e))
tell({'count': count, 'wrong': wrong})
''' % name, end)
        if r.get('late'):
            return UNKNOWN, 'Time ran out while the libraries of %s were loaded.' % name, 'Try again.'
        if 'count' not in r:
            return (BAD, '%s cannot be imported without a GPU: %s' % (name, r.get('error', 'no word')),
                    'Mend the installation of %s in the image.' % name)
        tried.append('%s (%d)' % (name, r['count']))
        for why in r['wrong']:
            if re.search(r'lib(cuda|nvidia-.*|nvcuvid)\.so', why):
                asks_driver += 1
            else:
                wrong.append(why)
    if not tried:
        return OK, 'The image has none of torch, tensorflow, jaxlib, onnxruntime and cupy.'
    said = 'Shared libraries of ' + ', '.join(tried)
    if asks_driver:
        said += '; %d need a GPU\'s driver, which a node gives' % asks_driver
    if wrong:
        more = ['and %d more' % (len(wrong) - 30)] if wrong[30:] else []
        return (BAD, '%d libraries cannot be loaded. %s.' % (len(wrong), said),
                'Install in the image what they need.', wrong[:30] + more)
    return OK, said + ': all load.'
