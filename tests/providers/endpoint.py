"""A chat endpoint on loopback that answers as its script says."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from blueprint.providers.language import OpenAICompatible

KEY = "sk-very-secret-key-0123456789abcdef"
Answer = tuple[int, dict[str, str], bytes]


class Endpoint:
    """A chat endpoint that answers as its `script` says, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.script: Callable[[dict[str, Any]], Answer] = lambda _: said("{}")
        self.drip_s = 0.0
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                endpoint.asked.append({"path": self.path, **json.loads(body)})
                endpoint.headers.append(dict(self.headers))
                status, headers, answer = endpoint.script(endpoint.asked[-1])
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                try:
                    for start in range(0, len(answer), 65_536 if not endpoint.drip_s else 16):
                        self.wfile.write(answer[start : start + (65_536 if not endpoint.drip_s else 16)])
                        self.wfile.flush()
                        time.sleep(endpoint.drip_s)
                except (BrokenPipeError, ConnectionResetError):
                    pass

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/v1"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def model(self, timeout_s: float = 10.0, key: str = KEY) -> OpenAICompatible:
        return OpenAICompatible(self.url, key, "small-model", timeout_s)


def said(content: Any, **message: Any) -> Answer:
    body = {
        "choices": [{"message": {"role": "assistant", "content": content, **message}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 7, "completion_tokens": 5},
    }
    return 200, {"Content-Type": "application/json"}, json.dumps(body).encode()
