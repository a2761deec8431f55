"""A forge's API by its published description: every request and every answer is held against it.

GitHub's is in the npm package ``@octokit/openapi``; it is fetched once, with npm, into ``.venv/openapi``. GitLab publishes
one in its repository only, in no package: what the bot uses of it is written down in ``gitlab_api.py``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from jsonschema.exceptions import ValidationError
from npm import keep, published
from openapi_schema_validator import OAS30Validator
from referencing import Registry
from referencing.jsonschema import DRAFT4

PACKAGE = "@octokit/openapi@23.0.2"
MEMBER = "package/generated/api.github.com.json"
KEPT = Path(__file__).parents[2] / ".venv" / "openapi" / "github-23.0.2.json"
_URI = "urn:api"


class NotDescribedError(AssertionError):
    """A request or an answer that the description does not allow."""


@dataclass(frozen=True)
class Call:
    """A request that the description knows: the operation, and the parts of the path that its template leaves open."""

    path: str
    method: str
    operation: Mapping[str, Any]
    shared: tuple[Mapping[str, Any], ...]


class Description:
    """An OpenAPI 3.0 document."""

    def __init__(self, document: Mapping[str, Any], prefix: str = ""):
        self.document, self.prefix = document, prefix
        self.registry: Registry = Registry().with_resource(_URI, DRAFT4.create_resource(document))
        self.templates = [(_pattern(path), path) for path in document["paths"]]

    def call(self, method: str, path: str) -> Call:
        """The operation for a request; literal parts of a template win over open ones. Raises NotDescribedError."""
        below = path.removeprefix(self.prefix)
        found = [template for pattern, template in self.templates if pattern.fullmatch(below)]
        found = [template for template in found if method.lower() in self.document["paths"][template]]
        if not found:
            raise NotDescribedError(f"there is no {method} {path}")
        template = min(found, key=lambda text: text.count("{"))
        item = self.document["paths"][template]
        return Call(template, method, item[method.lower()], tuple(item.get("parameters", ())))

    def check_request(self, call: Call, query: Mapping[str, str], body: Any) -> None:
        """Its parameters and its body: known by name, and of the right type. Raises NotDescribedError."""
        listed = [self.follow(one) for one in (*call.shared, *call.operation.get("parameters", ()))]
        known = {one["name"]: one for one in listed if one["in"] == "query"}
        where = f"{call.method} {call.path}"
        if unknown := set(query) - set(known):
            raise NotDescribedError(f"{where} takes no {sorted(unknown)}")
        if missing := {name for name, one in known.items() if one.get("required")} - set(query):
            raise NotDescribedError(f"{where} needs {sorted(missing)}")
        for name, text in query.items():
            self.check(
                known[name]["schema"], _read(text, self.follow(known[name]["schema"])), f"{where}?{name}"
            )
        content = self.follow(call.operation.get("requestBody", {})).get("content", {})
        if body is None:
            if self.follow(call.operation.get("requestBody", {})).get("required"):
                raise NotDescribedError(f"{where} needs a body")
            return
        if "application/json" not in content:
            raise NotDescribedError(f"{where} takes no body")
        schema = content["application/json"]["schema"]
        self.check(schema, body, where)
        self.known(schema, body, where)

    def check_answer(self, call: Call, status: int, body: Any) -> None:
        """Raises NotDescribedError for a status that is not described, and for a body that is not as described."""
        responses = call.operation["responses"]
        if str(status) not in responses:
            raise NotDescribedError(f"{call.method} {call.path} does not answer {status}")
        schema = self._schema(responses[str(status)])
        if schema is not None:
            self.check(schema, body, f"{call.method} {call.path} → {status}")

    def example(self, call: Call, status: int) -> Any:
        """What the description gives as an answer, with whatever it forgets there; None where it gives none."""
        content = self.follow(call.operation["responses"].get(str(status), {})).get("content", {})
        media = content.get("application/json", {})
        examples = list(media.get("examples", {}).values())
        return self.completed(media["schema"], self.follow(examples[0]).get("value")) if examples else None

    def completed(self, schema: Mapping[str, Any], value: Any) -> Any:
        """An example with what its schema requires and it lacks: not all examples are kept as the schemas are."""
        schema = self.follow(schema)
        if isinstance(value, list):
            return [self.completed(schema.get("items", {}), below) for below in value]
        if not isinstance(value, dict):
            return value
        first = [schema[part][0] for part in ("anyOf", "oneOf") if part in schema]
        shapes = [schema, *(self.follow(one) for one in (*schema.get("allOf", ()), *first))]
        made = dict(value)
        for shape in shapes:
            below = shape.get("properties", {})
            for name in {*made, *shape.get("required", ())} & set(below):
                made[name] = (
                    self.completed(below[name], made[name]) if name in made else self.least(below[name])
                )
        return made

    def least(self, schema: Mapping[str, Any]) -> Any:
        """The least value that a schema takes."""
        schema = self.follow(schema)
        if schema.get("nullable"):
            return None
        for part in ("allOf", "anyOf", "oneOf"):
            if part in schema:
                return self.least(schema[part][0])
        if "enum" in schema:
            return schema["enum"][0]
        simple = {"string": "", "integer": 0, "number": 0, "boolean": False, "array": []}
        return simple[schema["type"]] if schema.get("type") in simple else self.completed(schema, {})

    def _schema(self, response: Mapping[str, Any]) -> Any:
        return self.follow(response).get("content", {}).get("application/json", {}).get("schema")

    def follow(self, value: Mapping[str, Any]) -> Mapping[str, Any]:
        """What a reference stands for."""
        while "$ref" in value:
            found: Any = self.document
            for part in value["$ref"].removeprefix("#/").split("/"):
                found = found[part.replace("~1", "/").replace("~0", "~")]
            value = found
        return value

    def check(self, schema: Mapping[str, Any], value: Any, where: str) -> None:
        """Whether a value is as a schema says. Raises NotDescribedError."""
        try:
            OAS30Validator(_absolute(schema), registry=self.registry).validate(value)
        except ValidationError as error:
            path = ".".join(str(part) for part in error.absolute_path)
            raise NotDescribedError(f"{where}: {path}: {error.message[:500]}") from None

    def known(self, schema: Mapping[str, Any], value: Any, where: str) -> None:
        """Whether each key of a body is one that is described: JSON Schema allows others. Raises NotDescribedError."""
        schema = self.follow(schema)
        options = [self.follow(one) for part in ("anyOf", "oneOf", "allOf") for one in schema.get(part, ())]
        if isinstance(value, dict):
            shapes = [one["properties"] for one in (schema, *options) if "properties" in one]
            if not shapes:
                return
            for key, below in value.items():
                found = next((shape[key] for shape in shapes if key in shape), None)
                if found is None:
                    raise NotDescribedError(f"{where}: there is no {key}")
                self.known(found, below, f"{where}.{key}")
        elif isinstance(value, list):
            for below in value:
                self.known(schema.get("items", {}), below, where)


def _absolute(value: Any) -> Any:
    """References as they are seen from outside of the document."""
    if isinstance(value, dict):
        return {
            key: f"{_URI}{below}" if key == "$ref" and isinstance(below, str) else _absolute(below)
            for key, below in value.items()
        }
    return [_absolute(below) for below in value] if isinstance(value, list) else value


def _plain(value: Any) -> Any:
    """Without discriminators, whose mappings the validator looks for in the schema alone; the alternatives themselves count."""
    if isinstance(value, dict):
        return {key: _plain(below) for key, below in value.items() if key != "discriminator"}
    return [_plain(below) for below in value] if isinstance(value, list) else value


def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(
        "".join(
            "[^/]+" if part.startswith("{") else re.escape(part)
            for part in re.split(r"(\{[^}]+\})", template)
        )
    )


def _read(text: str, schema: Mapping[str, Any]) -> Any:
    kind = schema.get("type")
    if kind == "array":
        return text.split(",")
    if kind == "integer" and re.fullmatch(r"-?\d+", text):
        return int(text)
    if kind == "boolean" and text in ("true", "false"):
        return text == "true"
    return text


@cache
def github_description() -> Description:
    """GitHub's. Skips the test, with the reason, where it cannot be had."""
    if not KEPT.is_file():
        _fetch()
    return Description(msgspec.json.decode(KEPT.read_bytes()))


def _fetch() -> None:
    whole = json.loads(published(PACKAGE, MEMBER, "GitHub's OpenAPI description"))
    used = {
        path: item
        for path, item in whole["paths"].items()
        if path.startswith(("/repos/{owner}/{repo}", "/user"))
    }
    keep(KEPT, json.dumps(_plain({**whole, "paths": used})).encode())
