"""The same answers as JSON, and the OpenAPI document that describes them."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from orchestration.serving import asking, meaning
from orchestration.serving.answers import Answer
from orchestration.serving.seeing import Seen
from orchestration.serving.views import VIEWS, Parameter, View

_NOT_DATA = ("picture",)
_KINDS = {"text": "string", "number": "integer", "day": "string"}


def routes() -> list[Route]:
    """A path below `/api` for every view, and the document of them all."""
    return [
        Route("/api/openapi.json", lambda _: respond(document())),
        *(Route(asking.route_path(view.api_path), _endpoint(view)) for view in VIEWS),
    ]


def envelope(seen: Seen, answer: Answer) -> dict[str, Any]:
    """An answer with what it stands on: its build, its marts, its words, and for whom it is."""
    explained = meaning.explained()
    return {
        "build": {
            "build_id": seen.snapshot.build.build_id,
            "measured_on": seen.snapshot.build.measured_on,
        },
        "role": seen.viewer.role,
        "source": [f"marts.{name}" for name in answer.marts],
        "definitions": {word: explained[word] for word in answer.words if word in explained},
        "data": {key: value for key, value in answer.data.items() if key not in _NOT_DATA},
    }


def respond(content: Any, status: int = 200) -> Response:
    """JSON: days and times as ISO 8601, amounts as numbers, what is no number as null."""
    text = json.dumps(plain(content), ensure_ascii=True, allow_nan=False)
    return Response(text, status, media_type="application/json")


def plain(value: Any) -> Any:
    """A value in what JSON has a form for."""
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        value = float(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if value is None or isinstance(value, str | int | float):
        return value
    return str(value)


def document() -> dict[str, Any]:
    """The OpenAPI 3.1 document of the interface."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "customer360",
            "version": "1",
            "description": "What is published, read only, as far as the token's role may see it.",
        },
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {"Answer": _answer_schema(), "Problem": _problem_schema()},
        },
        "security": [{"token": []}],
        "paths": {view.api_path: {"get": _operation(view)} for view in VIEWS},
    }


def _endpoint(view: View) -> Callable[[Request], Response]:
    def endpoint(request: Request) -> Response:
        try:
            asker = asking.asker_of(request)
            if asker is None:
                refused = respond({"problem": "A token is needed: Authorization: Bearer …"}, 401)
                refused.headers["WWW-Authenticate"] = "Bearer"
                return refused
            with asking.house_of(request).seen_by(asker.viewer) as seen:
                return respond(envelope(seen, asking.answer_to(request, view, seen)))
        except asking.FAILURES as error:
            status, said = asking.told(error)
            return respond({"problem": said}, status)

    return endpoint


def _operation(view: View) -> dict[str, Any]:
    said = {
        "200": ("The answer.", "Answer"),
        "400": ("A parameter is not what it has to be.", "Problem"),
        "401": ("No token, or none that holds.", "Problem"),
        "403": ("No policy knows the role of the token.", "Problem"),
        "404": ("Nothing of that name, or not for this role.", "Problem"),
        "503": ("Nothing is published that can be trusted.", "Problem"),
    }
    return {
        "operationId": view.tool,
        "summary": view.meaning,
        "parameters": list(_parameters(view.path, view.parameters)),
        "responses": {
            status: {
                "description": text,
                "content": {
                    "application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}
                },
            }
            for status, (text, name) in said.items()
        },
    }


def _parameters(path: str, parameters: Iterable[Parameter]) -> Iterable[dict[str, Any]]:
    for one in parameters:
        place = "path" if f"{{{one.name}}}" in path else "query"
        yield {
            "name": one.name,
            "in": place,
            "required": place == "path",
            "description": one.meaning,
            "schema": schema(one),
        }


def schema(parameter: Parameter) -> dict[str, Any]:
    """What may be given for a parameter, as JSON schema."""
    found: dict[str, Any] = {"type": _KINDS[parameter.kind]}
    if parameter.kind == "number":
        found["minimum"] = 1
    if parameter.kind == "day" and parameter.default is None:
        found["format"] = "date"
    if parameter.choices:
        found["enum"] = list(parameter.choices)
    if parameter.default:
        found["default"] = (
            int(parameter.default) if parameter.kind == "number" else parameter.default
        )
    return found


def _answer_schema() -> dict[str, Any]:
    text = {"type": "string"}
    return {
        "type": "object",
        "required": ["build", "role", "source", "definitions", "data"],
        "properties": {
            "build": {
                "type": "object",
                "required": ["build_id", "measured_on"],
                "properties": {"build_id": text, "measured_on": {**text, "format": "date"}},
            },
            "role": text,
            "source": {"type": "array", "items": text},
            "definitions": {"type": "object", "additionalProperties": text},
            "data": {"type": "object"},
        },
    }


def _problem_schema() -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["problem"],
        "properties": {"problem": {"type": "string"}},
    }
