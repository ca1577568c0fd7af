"""The dashboard: scenes with their pictures, the live stage tree, certificate, failures with a retry button, the room in 3-D.

Server-rendered; every file it shows comes out of the bucket by its checked name, and nothing comes from the network.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from pathlib import Path
from typing import Any

import uvicorn
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from blueprint.app import App
from blueprint.contracts import prompts
from blueprint.core.errors import BlueprintError, ConfigurationError, ContractError
from blueprint.core.identity import scene_name
from blueprint.store.documents import malformed
from blueprint.web import pages
from blueprint.web.forms import posted

HERE = Path(__file__).parent
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
CONTENT_TYPES = {
    ".png": "image/png", ".glb": "model/gltf-binary", ".json": "application/json", ".usda": "text/plain; charset=utf-8", ".usdz": "model/vnd.usdz+zip",
}  # fmt: skip
SECURITY = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; script-src 'self'; "
    "connect-src 'self' blob: data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}  # fmt: skip
STATUS_OF_EXIT = {73: 409, 69: 403, 78: 500, 75: 503}


def serve(app: App, web: bool = True) -> None:
    """Until interrupted. Prints where the dashboard is. ConfigurationError when it cannot listen there."""
    if not web:
        print(f"watching {app.settings.bucket} without a dashboard; Ctrl-C ends it", flush=True)  # noqa: T201
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()
        return
    server = uvicorn.Server(uvicorn.Config(site(app), log_level="warning", access_log=False))
    with _listening(app.settings.host, app.settings.port) as listener:
        host, port = listener.getsockname()[:2]
        url = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
        print(f"dashboard: {url}  (watching {app.settings.bucket}; Ctrl-C ends it)", flush=True)  # noqa: T201
        with contextlib.suppress(KeyboardInterrupt):
            server.run(sockets=[listener])


def _listening(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise ConfigurationError("BLUEPRINT_HOST and BLUEPRINT_PORT", f"{host}:{port}", f"an address that is free ({error.strerror})") from error


def site(app: App) -> Starlette:
    """The ASGI application. On a loopback address it answers to loopback names only, so that no foreign page reaches it by a name of its own."""
    site = Site(app)
    routes = [
        Route("/", site.scenes), Route("/scenes", site.make, methods=["POST"]), Route("/scenes/{scene_id}", site.scene),
        Route("/scenes/{scene_id}/stages", site.stages), Route("/files/{name:path}", site.file), Route("/runs/retry", site.retry, methods=["POST"]),
        Route("/healthz", site.healthy), Mount("/static", StaticFiles(directory=HERE / "static")),
    ]  # fmt: skip
    names = LOOPBACK if app.settings.host in (*LOOPBACK, "::1") else ("*",)
    return Starlette(
        routes=routes, exception_handlers={BlueprintError: site.refused}, middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=list(names))]
    )


class Site:
    """A method per page."""

    def __init__(self, app: App) -> None:
        self.app = app
        self._templates = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined)

    def _page(self, template: str, facts: dict[str, Any], headers: dict[str, str] | None = None, status: int = 200) -> HTMLResponse:
        text = self._templates.get_template(template).render(bucket=self.app.settings.bucket, **facts)
        return HTMLResponse(text, headers=SECURITY | (headers or {}), status_code=status)

    async def scenes(self, _: Request) -> Response:
        return self._page("scenes.html", {"scenes": await run_in_threadpool(pages.scenes, self.app)})

    async def scene(self, request: Request) -> Response:
        facts = await run_in_threadpool(pages.scene, self.app, request.path_params["scene_id"])
        if facts is None:
            return self._page("problem.html", {"problem": f"There is no scene {request.path_params['scene_id']}."}, status=404)
        return self._page("scene.html", facts)

    async def stages(self, request: Request) -> Response:
        facts = await run_in_threadpool(pages.stages, self.app, request.path_params["scene_id"])
        return self._page("stages.html", facts, {"x-running": "1" if facts["running"] else "0"})

    async def make(self, request: Request) -> Response:
        """Writes a request into the bucket; the event of it starts the work. The same request again is no new one."""
        form = await posted(request)
        prompt, quality = form.get("prompt", "").strip(), form.get("quality", "standard")
        body = {"schema_version": "v1", "scene_id": scene_name(prompt, 1, quality), "source_mode": "text", "prompt": prompt, "quality_tier": quality}
        try:
            wanted = prompts.SceneRequest.model_validate(body)
        except ValidationError as error:
            raise malformed("request", error) from None
        await run_in_threadpool(self._ask, wanted)
        return RedirectResponse(f"/scenes/{wanted.scene_id}", status_code=303)

    def _ask(self, wanted: prompts.SceneRequest) -> None:
        store = self.app.store
        try:
            standing = store.find(prompts.SCENE_REQUEST, wanted.scene_id)
        except ContractError:
            standing = None
        if standing is None or standing.value != wanted:
            store.write(prompts.SCENE_REQUEST, wanted, wanted.scene_id)

    async def retry(self, request: Request) -> Response:
        form = await posted(request)
        await run_in_threadpool(self.app.engine.retry, form.get("run_id", ""))
        return RedirectResponse(f"/scenes/{form.get('scene_id', '')}", status_code=303)

    async def file(self, request: Request) -> Response:
        """An object of a scene, streamed."""
        name, bucket = request.path_params["name"], self.app.store.bucket
        info = await run_in_threadpool(bucket.stat, name)
        if info is None or not name.startswith("scenes/"):
            return PlainTextResponse(f"there is no {name}", status_code=404)
        headers = SECURITY | {"Cache-Control": "no-cache", "ETag": f'"{info.generation}"'}
        if request.headers.get("if-none-match") == headers["ETag"]:
            return Response(status_code=304, headers=headers)
        stream = await run_in_threadpool(bucket.open, name, info.generation)
        chunks = iter(lambda: stream.read(1 << 16), b"")
        kind = CONTENT_TYPES.get(Path(name).suffix, "application/octet-stream")
        return StreamingResponse(chunks, media_type=kind, headers=headers | {"Content-Length": str(info.size)})

    async def healthy(self, _: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def refused(self, _: Request, error: Exception) -> Response:
        """What was asked for cannot be done: a page that says why."""
        assert isinstance(error, BlueprintError)
        status = 404 if error.code == "object_missing" else STATUS_OF_EXIT.get(error.exit_code, 400)
        return self._page("problem.html", {"problem": str(error)}, status=status)
