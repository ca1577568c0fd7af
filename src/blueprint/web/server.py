"""The dashboard: scenes with their pictures, the live stage tree, certificate, failures with a retry button, the room in 3-D.

Server-rendered; every file it shows comes out of the bucket by its checked name, and nothing comes from the network.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import uvicorn
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from blueprint.app import App
from blueprint.contracts import prompts
from blueprint.core.errors import BlueprintError
from blueprint.core.identity import scene_name
from blueprint.store.documents import malformed
from blueprint.web import pages

HERE = Path(__file__).parent
CONTENT_TYPES = {
    ".png": "image/png", ".glb": "model/gltf-binary", ".json": "application/json", ".usda": "text/plain; charset=utf-8", ".usdz": "model/vnd.usdz+zip",
}  # fmt: skip
SECURITY = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; script-src 'self'; connect-src 'self' blob: data:",
    "X-Content-Type-Options": "nosniff",
}  # fmt: skip


def serve(app: App, web: bool = True, ready: Callable[[str], None] | None = None) -> None:
    """Until interrupted. Prints where the dashboard is once it listens."""
    if not web:
        app.log({"message": "the service runs without a dashboard", "bucket": app.settings.bucket})
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()
        return
    config = uvicorn.Config(site(app), host=app.settings.host, port=app.settings.port, log_level="warning", access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=_announce, args=(app, server, ready), daemon=True)
    thread.start()
    with contextlib.suppress(KeyboardInterrupt):
        server.run()


def _announce(app: App, server: uvicorn.Server, ready: Callable[[str], None] | None) -> None:
    pause = threading.Event()
    while not server.started:
        if server.should_exit:
            return
        pause.wait(0.02)
    host, port = server.servers[0].sockets[0].getsockname()[:2]
    url = f"http://{host}:{port}/"
    print(f"dashboard: {url}  (watching {app.settings.bucket}; Ctrl-C ends it)", flush=True)  # noqa: T201
    if ready:
        ready(url)


def site(app: App) -> Starlette:
    """The ASGI application."""
    site = Site(app)
    routes = [
        Route("/", site.scenes), Route("/scenes", site.make, methods=["POST"]), Route("/scenes/{scene_id}", site.scene),
        Route("/scenes/{scene_id}/stages", site.stages), Route("/files/{name:path}", site.file), Route("/runs/retry", site.retry, methods=["POST"]),
        Route("/healthz", site.healthy), Mount("/static", StaticFiles(directory=HERE / "static")),
    ]  # fmt: skip
    return Starlette(routes=routes, exception_handlers={BlueprintError: _refused})


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, BlueprintError)
    return PlainTextResponse(str(error), status_code=409 if error.exit_code == 73 else 404 if error.code == "object_missing" else 400)


class Site:
    """A method per page."""

    def __init__(self, app: App) -> None:
        self.app = app
        self._templates = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined)

    def _page(self, template: str, facts: dict[str, Any], headers: dict[str, str] | None = None) -> HTMLResponse:
        text = self._templates.get_template(template).render(bucket=self.app.settings.bucket, **facts)
        return HTMLResponse(text, headers=SECURITY | (headers or {}))

    async def scenes(self, request: Request) -> Response:
        return self._page("scenes.html", {"scenes": await run_in_threadpool(pages.scenes, self.app)})

    async def scene(self, request: Request) -> Response:
        facts = await run_in_threadpool(pages.scene, self.app, request.path_params["scene_id"])
        if facts is None:
            return PlainTextResponse(f"there is no scene {request.path_params['scene_id']}", status_code=404)
        return self._page("scene.html", facts)

    async def stages(self, request: Request) -> Response:
        facts = await run_in_threadpool(pages.stages, self.app, request.path_params["scene_id"])
        return self._page("stages.html", facts, {"x-running": "1" if facts["running"] else "0"})

    async def make(self, request: Request) -> Response:
        """Writes a request into the bucket; the event of it starts the work."""
        form = await request.form()
        prompt, quality = str(form.get("prompt", "")).strip(), str(form.get("quality", "standard"))
        try:
            wanted = prompts.SceneRequest.model_validate(
                {"schema_version": "v1", "scene_id": scene_name(prompt, 1, quality), "source_mode": "text", "prompt": prompt, "quality_tier": quality}
            )
        except ValidationError as error:
            raise malformed("request", error) from None
        await run_in_threadpool(self.app.store.write, prompts.SCENE_REQUEST, wanted, wanted.scene_id)
        return RedirectResponse(f"/scenes/{wanted.scene_id}", status_code=303)

    async def retry(self, request: Request) -> Response:
        form = await request.form()
        await run_in_threadpool(self.app.engine.retry, str(form.get("run_id", "")))
        return RedirectResponse(f"/scenes/{form.get('scene_id', '')}", status_code=303)

    async def file(self, request: Request) -> Response:
        """An object of a scene, streamed."""
        name = request.path_params["name"]
        info = await run_in_threadpool(self.app.store.bucket.stat, name)
        if info is None or not name.startswith("scenes/"):
            return PlainTextResponse(f"there is no {name}", status_code=404)
        stream = await run_in_threadpool(self.app.store.bucket.open, name)
        kind = CONTENT_TYPES.get(Path(name).suffix, "application/octet-stream")
        chunks = iter(lambda: stream.read(1 << 16), b"")
        headers = SECURITY | {"Cache-Control": "no-cache", "ETag": f'"{info.generation}"', "Content-Length": str(info.size)}
        return StreamingResponse(chunks, media_type=kind, headers=headers)

    async def healthy(self, request: Request) -> Response:
        return PlainTextResponse("ok\n")
