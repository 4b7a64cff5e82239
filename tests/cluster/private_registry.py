# SPDX-License-Identifier: Apache-2.0
"""A registry that wants a login, in front of the one of its node: private_registry.py PORT NAME.

What is NAME/... here is test/... there. The login is builder, hunter2."""
import base64
import http.server
import socketserver
import sys
import urllib.error
import urllib.request

PORT, NAME = int(sys.argv[1]), sys.argv[2]
LOGIN = "Basic " + base64.b64encode(b"builder:hunter2").decode()
TOLD = ("Content-Type", "Content-Length", "Docker-Content-Digest")


class Handler(http.server.BaseHTTPRequestHandler):
    def begin(self, status, headers):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()

    def do_GET(self):
        if self.headers.get("Authorization") != LOGIN:
            self.begin(401, [("WWW-Authenticate", 'Basic realm="private"'), ("Content-Length", "0")])
            return
        path = self.path.replace("/v2/" + NAME + "/", "/v2/test/")
        asked = urllib.request.Request("http://localhost:5000" + path, method=self.command)
        if "Accept" in self.headers:
            asked.add_header("Accept", ", ".join(self.headers.get_all("Accept")))
        try:
            with urllib.request.urlopen(asked) as got:
                self.begin(got.status, [(name, got.headers[name]) for name in TOLD if name in got.headers])
                while self.command == "GET" and (piece := got.read(1 << 16)):
                    self.wfile.write(piece)
        except urllib.error.HTTPError as error:
            self.begin(error.code, [("Content-Length", "0")])

    do_HEAD = do_GET


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True


Server(("127.0.0.1", PORT), Handler).serve_forever()
