"""Where alerts arrive in tests: a webhook and a mail server on free ports of this machine."""

import http.server
import json
import socketserver
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any


class Receiver(http.server.ThreadingHTTPServer):
    """Where the webhook calls."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Hook)
        self.received: list[dict[str, Any]] = []


class Hook(http.server.BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        value = json.loads(body)
        self.server.received.append(json.loads(value) if isinstance(value, str) else value)
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name there
        pass


class Mailbox(socketserver.ThreadingTCPServer):
    """A mail server that takes every mail and sends none on."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Postman)
        self.received: list[EmailMessage] = []


class Postman(socketserver.StreamRequestHandler):
    server: Mailbox

    def handle(self) -> None:
        self.say("220 here")
        while line := self.rfile.readline():
            if line.strip().upper() == b"DATA":
                self.say("354 go on")
                lines = []
                while (line := self.rfile.readline()) != b".\r\n":
                    lines.append(line)
                mail = message_from_bytes(b"".join(lines), policy=policy.default)
                assert isinstance(mail, EmailMessage)
                self.server.received.append(mail)
            self.say("221 bye" if line.strip().upper() == b"QUIT" else "250 done")

    def say(self, line: str) -> None:
        self.wfile.write(line.encode("ascii") + b"\r\n")
