// SPDX-License-Identifier: Apache-2.0
#include "workbench_script.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace workbench;

//! The GPU's checks, with a torch and a driver that are written here.
class GpuChecksTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        if (python::program().isEmpty())
            QSKIP("there is no python3 on this machine");
    }

    void gpus_data()
    {
        QTest::addColumn<QString>("gpu");
        QTest::addColumn<QString>("devices");
        QTest::addColumn<QByteArray>("smi");
        QTest::addColumn<QString>("expected");
        QTest::addColumn<QStringList>("evidence");
        const auto row = [](const char *name, const QString &gpu, const QString &devices,
                            const QByteArray &smi, const QString &expected,
                            const QStringList &evidence = {}) {
            QTest::newRow(name) << gpu << devices << smi << expected << evidence;
        };
        const QString there = u"passed: The device is there."_s;
        row("none", u"nvidia.com/gpu"_s, {}, {},
            u"failed: The pod has nvidia.com/gpu, but there is no /dev/nvidia[0-9]* and no "
            "/dev/nvidiactl."_s);
        row("NVIDIA", u"nvidia.com/gpu"_s, u"/dev/nvidia0 /dev/nvidiactl"_s, {}, there,
            {u"/dev/nvidia0"_s, u"/dev/nvidiactl"_s});
        row("nvidia-smi", u"nvidia.com/mig-1g.5gb"_s, u"/dev/nvidiactl"_s, "echo 'GPU 0: A100'",
            there, {u"GPU 0: A100"_s});
        row("nvidia-smi fails", u"nvidia.com/gpu"_s, u"/dev/nvidia1"_s, "echo no driver; exit 9",
            u"inconclusive: The device is there, but nvidia-smi ended with status 9."_s,
            {u"no driver"_s});
        row("closed", u"nvidia.com/gpu"_s, u"/dev/nvidia7"_s, {},
            u"failed: User id 5 may not open /dev/nvidia7."_s, {u"/dev/nvidia7"_s});
        row("AMD", u"amd.com/gpu"_s, u"/dev/kfd /dev/dri/renderD128"_s, {}, there,
            {u"/dev/kfd"_s, u"/dev/dri/renderD128"_s});
        row("half of AMD", u"amd.com/gpu"_s, u"/dev/kfd"_s, {},
            u"failed: The pod has amd.com/gpu, but there is no /dev/dri/renderD*."_s,
            {u"/dev/kfd"_s});
        row("Intel", u"gpu.intel.com/i915"_s, u"/dev/dri/renderD129"_s, {}, there,
            {u"/dev/dri/renderD129"_s});
        row("Gaudi", u"habana.ai/gaudi"_s, u"/dev/hl0"_s, {}, there, {u"/dev/hl0"_s});
        row("another", u"example.com/tpu"_s, {}, {},
            u"inconclusive: It is not known which devices \"example.com/tpu\" stands for."_s);
    }

    void gpus()
    {
        QFETCH(QString, gpu);
        QFETCH(QString, devices);
        QFETCH(QByteArray, smi);
        QTemporaryDir folder;
        auto environment = QProcessEnvironment::systemEnvironment();
        if (!smi.isEmpty()) {
            write(folder.filePath(u"nvidia-smi"_s), "#!/bin/sh\n" + smi + '\n', true);
            environment.insert(u"PATH"_s, folder.path() + u':' + environment.value(u"PATH"_s));
        }
        const CheckResult result =
            check(u"gpu_device"_s,
                  u"import glob, os, fnmatch\ndevices = '%1'.split()\n"
                  "glob.glob = lambda p: fnmatch.filter(devices, p)\nos.getuid = lambda: 5\n"
                  "os.access = lambda d, m: not d.endswith('7')"_s.arg(devices),
                  {{"gpu", gpu}}, environment);
        QTEST(told(result), "expected");
        QTEST(result.evidence, "evidence");
        QCOMPARE(toString(result.group), u"Gpu"_s);
    }

    void kernels_data()
    {
        QTest::addColumn<QByteArray>("torch"); // its __init__.py
        QTest::addColumn<QString>("expected");
        QTest::addColumn<QStringList>("evidence");
        const auto row = [](const char *name, const QByteArray &torch, const QString &expected,
                            const QStringList &evidence = {}) {
            QTest::newRow(name) << torch << expected << QStringList{u"/dev/nvidia0"_s} + evidence;
        };
        const QByteArray built("__version__ = '2.9.0'\nclass version: cuda, hip = '12.8', None\n");
        const QByteArray there("class cuda:\n def init(): pass\n def get_device_name(n): return "
                               "'NVIDIA L4'\n");
        const QByteArray sums("class T(list):\n def __mul__(s, n): return s\n def sum(s): return "
                              "RESULT\ndef arange(n, device): return T()\n");
        const auto result = [&](const char *value) {
            return QByteArray(sums).replace("RESULT", value);
        };
        const QString driver = u" The driver is 550.54.15, for CUDA 12.4."_s;
        row("a kernel runs", built + there + result("12"),
            u"passed: The device is there. torch 2.9.0, built for CUDA 12.8, ran a kernel on "
            u"NVIDIA "
            "L4."_s +
                driver);
        row("for the processor alone",
            "__version__ = '2.9.0+cpu'\nclass version: cuda, hip = None, None\n",
            u"failed: torch 2.9.0+cpu is built for the processor alone, so it cannot use the GPU."_s);
        row("newer than the driver",
            QByteArray(built).replace("12.8", "13.0") +
                "class cuda:\n def init(): raise RuntimeError('driver is too old')\n",
            u"failed: torch 2.9.0 is built for CUDA 13.0, but the driver of the node (550.54.15) "
            "runs CUDA 12.4 at most."_s,
            {u"RuntimeError: driver is too old"_s});
        row("no GPU to be found",
            built + "class cuda:\n def init(): raise RuntimeError('No CUDA GPUs are available')\n",
            u"failed: The device is there, but torch 2.9.0, built for CUDA 12.8, finds none: "
            "RuntimeError: No CUDA GPUs are available"_s,
            {u"RuntimeError: No CUDA GPUs are available"_s, u"CUDA_VISIBLE_DEVICES=none"_s});
        row("hidden from it",
            built +
                "import os\nclass cuda:\n def init():\n  if 'CUDA_VISIBLE_DEVICES' in os.environ: "
                "raise RuntimeError('No CUDA GPUs are available')\n"
                " def get_device_name(n): return 'NVIDIA L4'\n" +
                result("12"),
            u"failed: CUDA_VISIBLE_DEVICES hides the GPU: torch 2.9.0, built for CUDA 12.8, finds "
            "none with it, and runs a kernel on NVIDIA L4 without."_s,
            {u"RuntimeError: No CUDA GPUs are available"_s, u"CUDA_VISIBLE_DEVICES=none"_s});
        row("no kernel for it",
            built + there + "def arange(n, device): raise RuntimeError('no kernel image')\n",
            u"failed: torch 2.9.0, built for CUDA 12.8, could not run a kernel on NVIDIA L4: "
            "RuntimeError: no kernel image"_s,
            {u"RuntimeError: no kernel image"_s});
        row("a wrong result", built + there + result("11"),
            u"failed: torch 2.9.0, built for CUDA 12.8, could not run a kernel on NVIDIA L4: the "
            "result is wrong"_s);
        row("it crashes", built + there + "import os\ndef arange(n, device): os.abort()\n",
            u"failed: torch 2.9.0, built for CUDA 12.8, could not run a kernel on NVIDIA L4: it "
            "ended with status -6"_s,
            {u"it ended with status -6"_s});
        row("not importable", "import nowhere_to_be_found\n",
            u"failed: The device is there, but torch cannot be imported: ModuleNotFoundError: No "
            "module named 'nowhere_to_be_found'"_s);
        row("it never ends", built + "import time\ntime.sleep(600)\n",
            u"inconclusive: The device is there, but time ran out while torch was tried on it."_s);
    }

    void kernels()
    {
        QFETCH(QByteArray, torch);
        QFETCH(QString, expected);
        QTemporaryDir folder;
        QVERIFY(QDir(folder.path()).mkpath(u"torch"_s));
        write(folder.filePath(u"torch/__init__.py"_s), torch);
        // The driver's library, as far as it is asked.
        write(folder.filePath(u"ctypes.py"_s), "class c_int: value = 12040\n"
                                               "def byref(n): return n\n"
                                               "class B: value = b'550.54.15'\n"
                                               "def create_string_buffer(n): return B\n"
                                               "class CDLL:\n def __init__(s, n): pass\n def "
                                               "__getattr__(s, n): return lambda *a: 0\n");
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"PYTHONPATH"_s, folder.path());
        if (expected.contains(u"No CUDA GPUs"_s) || expected.contains(u"hides"_s))
            environment.insert(u"CUDA_VISIBLE_DEVICES"_s, u"none"_s);
        const CheckResult result = check(
            u"gpu_device"_s,
            u"import glob, os, shutil\nglob.glob = lambda p: ['/dev/nvidia0'] if '[' in p else []\n"
            "os.access = lambda d, m: True\nshutil.which = lambda n: None"_s,
            {{"gpu", "nvidia.com/gpu"}, {"seconds", expected.contains(u"time ran"_s) ? 3 : 50}},
            environment);
        QCOMPARE(told(result), expected);
        QTEST(result.evidence, "evidence");
        QCOMPARE(result.advice.isEmpty(), result.outcome == CheckOutcome::Passed);
    }

    void libraries()
    {
        QTemporaryDir folder;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"PYTHONPATH"_s, folder.path());
        const auto result = [&] {
            return check(u"gpu_libraries"_s, {}, {{"seconds", 50}}, environment);
        };
        QVERIFY(QDir(folder.path()).mkpath(u"torch/lib"_s));
        write(folder.filePath(u"torch/__init__.py"_s), "");
        write(folder.filePath(u"torch/lib/script.so"_s), "INPUT(-lm)");
        QCOMPARE(told(result()), u"passed: Shared libraries of torch (0): all load."_s);
        write(folder.filePath(u"torch/lib/libbroken.so"_s), "\x7f"
                                                            "ELF of nothing");
        const CheckResult broken = result();
        QCOMPARE(told(broken),
                 u"failed: 1 libraries cannot be loaded. Shared libraries of torch (1)."_s);
        QCOMPARE(broken.evidence.size(), 1);
        QVERIFY(broken.evidence.first().contains(u"torch/lib/libbroken.so"_s));
        // As the linker says it of libcuda, which only a node with a GPU has.
        write(folder.filePath(u"ctypes.py"_s),
              "def CDLL(path): raise OSError('libcuda.so.1: cannot open shared object file')\n");
        QCOMPARE(told(result()), u"passed: Shared libraries of torch (1); 1 need a GPU's driver, "
                                 "which a node gives: all load."_s);
        write(folder.filePath(u"torch/__init__.py"_s), "raise ImportError('libcudart.so.12')");
        QCOMPARE(told(result()),
                 u"failed: torch cannot be imported without a GPU: ImportError: libcudart.so.12"_s);
    }

    void noLibraries()
    {
        QCOMPARE(
            told(check(u"gpu_libraries"_s,
                       u"import importlib.util\nimportlib.util.find_spec = lambda n: None"_s)),
            u"passed: The image has none of torch, tensorflow, jaxlib, onnxruntime and cupy."_s);
    }
};

QTEST_GUILESS_MAIN(GpuChecksTest)
#include "tst_gpu_checks.moc"
