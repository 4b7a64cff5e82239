# SPDX-License-Identifier: Apache-2.0
# Runs in a container that runs and is not ready, with JSON as argument, which is {"port": 8888,
# "path": "/notebook/ns/nb/api" ("" where only the connection is probed), "https": false,
# "reached": whether the probe got an answer from outside}, and prints one line: a marker and a list
# of what was found, in words that resources/diagnoses/server.yaml reads. It wants nothing but the
# standard library (Python 3.6 and later), and asks nobody but the container itself.
import sys
path = sys.path
# A file of the working directory must not stand in for the library's own.
sys.path = [p for p in path if p]
import http.client, json, os, socket, struct
from urllib.parse import urljoin, urlsplit
sys.path = path
ask = json.loads(sys.argv[1])
LISTENS = '0A'

def listeners():
    """Addresses by port, as the kernel lists the sockets of this network; None: it does not."""
    found, told = {}, False
    for name, words in ('tcp', 1), ('tcp6', 4):
        try:
            with open('/proc/net/' + name) as f:
                rows = [line.split() for line in f][1:]
        except OSError:
            continue
        told = True
        for row in rows:
            if len(row) < 4 or row[3] != LISTENS:
                continue
            address, port = row[1].split(':')
            # Words of 32 bits in the processor's own order.
            raw = b''.join(struct.pack('=I', int(address[8 * i:8 * i + 8], 16)) for i in range(words))
            text = socket.inet_ntop(socket.AF_INET if words == 1 else socket.AF_INET6, raw)
            found.setdefault(int(port, 16), set()).add(text)
    return found if told else None

def loopback(address):
    return address.startswith('127.') or address == '::1' or address.startswith('::ffff:127.')

def get(url, host):
    c = http.client.HTTPConnection(host, ask['port'], timeout=5)
    try:
        c.request('GET', url)
        r = c.getresponse()
        return r.status, r.getheader('Location') or '', r.read(65536)
    finally:
        c.close()

def answers(host):
    url, seen = ask['path'], []
    for _ in range(11):
        seen.append(url)
        status, where, _ = get(url, host)
        if not where or not 300 <= status < 400:
            break
        target = urlsplit(where)
        if target.hostname and target.hostname != host:
            return ['GET %s is redirected to the host %s: %s' % (seen[-1], target.hostname, where)]
        url = urljoin(url, where)
        if target.netloc:
            url = urlsplit(url)._replace(scheme='', netloc='').geturl()
    else:
        return ['GET %s is redirected for ever: %s' % (seen[0], ', '.join(seen[:4]))]
    told = ['GET %s is answered with status %d' % (seen[-1], status)]
    if len(seen) > 1:
        told[0] += ' after %d redirects from %s' % (len(seen) - 1, seen[0])
    if status == 404 and ask['path'] != '/api':
        other, _, body = get('/api', host)
        if other == 200 and b'"version"' in body:
            told[0] += ', and Jupyter\'s /api at the root with 200'
    return told

def look():
    found, port = listeners(), ask['port']
    told, here = [], (found or {}).get(port, set())
    if found is not None and not ask['reached']:
        if not found:
            told.append('No program listens on any port')
        elif not here:
            others = sorted(p for p, a in found.items() if not all(map(loopback, a)))
            told.append('No program listens on port %d%s' % (
                port, ', but on ' + ', '.join(map(str, others[:8])) if others else ''))
        elif all(map(loopback, here)):
            told.append('Port %d is listened on by %s alone' % (port, ' and '.join(sorted(here))))
    if not ask['path'] or ask['https'] or not here:
        return told
    host = '127.0.0.1' if any('.' in a or a == '::' for a in here) else '::1'
    try:
        return told + answers(host)
    except socket.timeout:
        return told + ['GET %s is not answered within 5 seconds' % ask['path']]
    except (OSError, http.client.HTTPException) as e:
        return told + ['GET %s fails: %s: %s' % (ask['path'], type(e).__name__, e)]

line = '\nASSAY-SERVER ' + json.dumps(look()) + '\n'
with os.fdopen(1, 'wb', closefd=False) as out:
    out.write(line.encode())
