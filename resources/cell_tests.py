# SPDX-License-Identifier: Apache-2.0
# Runs in the interpreter that runs cells, before them: resources/run_cells.py is given it. A unittest
# or doctest that fails says so in what it prints, and the notebook goes on; from here on it is
# noted, whoever runs it. sys.modules['_assay_tests'].take() says "1 of 2 tests failed: test_x" of
# what ran since it was asked last; nothing where all passed.
def watch():
    import doctest, functools, sys, types, unittest
    ran, failed, heard, depth = [], [], [], []
    def note(test):
        name = getattr(test, '_testMethodName', '')
        if name in ('', 'runTest'):
            name = test.id() if hasattr(test, 'id') else str(test)
        name = name[9:] if name.startswith('__main__.') else name
        if name not in failed:
            failed.append(name)
    def listen(result):
        def to(hook, told):
            def hear(test, *a, **k):
                # Of subtests it is also told that they passed.
                if hook != 'addSubTest' or a[1:] and a[1] is not None:
                    note(test)
                return told(test, *a, **k)
            return hear
        for hook in 'addFailure', 'addError', 'addUnexpectedSuccess', 'addSubTest':
            told = getattr(result, hook, None)
            try:
                if told:
                    setattr(result, hook, to(hook, told))
            except Exception:
                pass
    def wrap(kind, counts):
        original = kind.run
        @functools.wraps(original)
        def run(self, result=None, *a, **k):
            if counts:
                ran.append(1)
            depth.append(1)
            new = result is not None and not any(result is r for r in heard)
            if new:
                heard.append(result)
                listen(result)
            try:
                said = original(self, result, *a, **k)
            finally:
                depth.pop()
            if result is None and said is not None:
                for test, _ in said.failures + said.errors:
                    note(test)
                for test in said.unexpectedSuccesses:
                    note(test)
            return said
        kind.run = run
    wrap(unittest.TestCase, True)
    wrap(unittest.TestSuite, False)
    examples = doctest.DocTestRunner.run
    @functools.wraps(examples)
    def run(self, test, *a, **k):
        said = examples(self, test, *a, **k)
        if not depth and test.examples:
            ran.append(1)
            if said[0]:
                note(types.SimpleNamespace(id=lambda: test.name))
        return said
    doctest.DocTestRunner.run = run
    def take():
        said = ''
        if failed:
            said = '%d of %d tests failed: %s' % (len(failed), max(len(ran), len(failed)), ', '.join(failed[:20]))
        for l in ran, failed, heard, depth:
            del l[:]
        return said
    sys.modules['_assay_tests'] = types.ModuleType('_assay_tests')
    sys.modules['_assay_tests'].take = take
watch()
