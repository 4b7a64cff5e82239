# SPDX-License-Identifier: Apache-2.0
"""Reads resources/container/Containerfile, and knows which Debian packages hold the libraries of a program."""
import os, re, subprocess

SOURCE = os.path.realpath(os.path.join(os.path.dirname(__file__), '../..'))
PATH = os.path.join(SOURCE, 'resources/container/Containerfile')


def said(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout.decode()


def stages(path=PATH):
    """The instructions of each stage: lists of (NAME, words of the rest as one text)."""
    with open(path) as f:
        text = re.sub(r'^\s*#.*\n', '', f.read(), flags=re.M)
    found = []
    for line in text.replace('\\\n', ' ').splitlines():
        if not line.strip():
            continue
        name, rest = line.split(None, 1)
        if name == 'FROM':
            found.append([])
        found[-1].append((name, ' '.join(rest.split())))
    return found


def packages(stage):
    """What apt-get installs in a stage."""
    names = []
    for name, rest in stage:
        for command in re.split(r'&&|;', rest) if name == 'RUN' else []:
            if 'apt-get install' in command:
                names += [w for w in command.split('apt-get install')[1].split() if not w.startswith('-')]
    return names


def libraries(program):
    """name -> path of every library that a program loads at its start."""
    found = {}
    for line in said('ldd', program).splitlines():
        match = re.match(r'\s*(?:(\S+) => )?(/\S+) \(0x', line)
        if match:
            found[match[1] or match[2]] = match[2]
        elif 'not found' in line:
            raise LookupError('%s: %s' % (program, line.strip()))
    return found


def needed(path):
    """The libraries that a file itself is linked with."""
    return re.findall(r'NEEDED\s+(\S+)', said('objdump', '-p', path))


def package_of(path):
    """None: of no package."""
    real = os.path.realpath(path)
    for one in (path, real, re.sub('^/usr/', '/', real), '/usr' + path):
        done = subprocess.run(['dpkg', '-S', one], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        if done.returncode == 0:
            return re.split('[:,]', done.stdout.decode())[0]
    return None


def installed():
    """name -> (what it needs, what it provides, is it essential), of this machine."""
    bare = lambda words: [[re.split(r'[ (:]', w.strip())[0] for w in one.split('|')]
                          for one in words.split(',') if one.strip()]
    found = {}
    for line in said('dpkg-query', '-W', '-f',
                     '${Package}\t${Pre-Depends}, ${Depends}\t${Provides}\t${Essential}\n').splitlines():
        name, needs, gives, essential = line.split('\t')
        found[name] = (bare(needs), [w for one in bare(gives) for w in one], essential == 'yes')
    return found


def closure(names, known):
    """These packages and all that they depend on, without what they recommend."""
    provided = {g: n for n, (_, gives, _) in known.items() for g in gives}
    todo, seen = list(names), set()
    while todo:
        name = todo.pop()
        name = name if name in known else provided.get(name)
        if not name or name in seen:
            continue
        seen.add(name)
        for choice in known[name][0]:
            todo += [n for n in choice if n in known or n in provided][:1]
    return seen


def base(known):
    """What debian:12-slim holds before anything is installed: what is essential, and apt."""
    return closure(['apt'] + [n for n, (_, _, essential) in known.items() if essential], known)
