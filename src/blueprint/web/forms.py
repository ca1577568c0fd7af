"""What a browser posts, and whether one of our own pages did it."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request

from blueprint.core.errors import ContractError, Refused

LARGEST_FORM = 64 << 10


async def posted(request: Request) -> dict[str, str]:
    """The fields of an `application/x-www-form-urlencoded` body, the last of each name. Raises ContractError, and Refused for another site's form."""
    origin = request.headers.get("origin")
    if origin and urlsplit(origin).netloc != request.headers.get("host"):
        raise Refused("the dashboard", f"a form of {origin}: only its own pages may post")
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST_FORM:
            raise ContractError("form", "", f"at most {LARGEST_FORM} bytes", f"{len(body)} bytes and more")
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=bool(body), errors="strict", max_num_fields=20))
    except ValueError as error:
        raise ContractError("form", "", "fields as application/x-www-form-urlencoded in UTF-8", str(error)) from None
