"""VK's published schema, made fit for a plain draft-07 validator.

The published files say `required: true` on properties, and `additionalProperties: false` on a
group that is then extended; both are mended while loading. Nothing of them is kept here.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from jsonschema import Draft7Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7

FOLDER = Path(__file__).parents[2] / ".." / "shared" / "vk-api-schema"
BASE = "http://schema.invalid/"


def mended(node: object) -> object:
    """Return a schema node with `required` lifted into lists and open groups."""
    if isinstance(node, list):
        return [mended(item) for item in node]
    if not isinstance(node, dict):
        return node
    fixed = {key: mended(value) for key, value in node.items()
             if not (key == "required" and isinstance(value, bool))
             and key != "additionalProperties"}  # fmt: skip
    properties = node.get("properties")
    if isinstance(properties, dict):
        needed = [name for name, value in properties.items()
                  if isinstance(value, dict) and value.get("required") is True]  # fmt: skip
        if needed:
            fixed["required"] = needed
    return fixed


@cache
def document(name: str) -> dict:
    """Return one mended file, `wall/responses.json`."""
    loaded = mended(json.loads((FOLDER / name).read_text(encoding="utf-8")))
    assert isinstance(loaded, dict)
    return loaded


def retrieve(uri: str) -> Resource:
    """Return the file behind an address of the registry."""
    name = uri.removeprefix(BASE)
    return Resource.from_contents({**document(name), "$schema": DRAFT7_URI, "$id": uri}, DRAFT7)


DRAFT7_URI = "http://json-schema.org/draft-07/schema#"
REGISTRY: Registry = Registry(retrieve=retrieve)


def validator(reference: str) -> Draft7Validator:
    """Return the validator of `wall/responses.json#/definitions/wall_get_response`."""
    return Draft7Validator({"$ref": BASE + reference}, registry=REGISTRY)


def complaints(reference: str, answer: dict) -> list[str]:
    """Return what the schema has against an answer, as path and message."""
    return [
        f"{'/'.join(map(str, error.absolute_path))}: {error.message[:160]}"
        for error in validator(reference).iter_errors(answer)
    ]


def known_fields(reference: str) -> set[str]:
    """Return every property an object may have, those it inherits included."""
    name, _, path = reference.partition("#/definitions/")
    return fields_of(document(name)["definitions"][path], name)


def fields_of(node: dict, name: str) -> set[str]:
    """Return the properties of a schema node of a file."""
    fields = set(node.get("properties", {}))
    for part in node.get("allOf", []):
        fields |= fields_of(part, name)
    if "$ref" in node:
        fields |= known_fields(node["$ref"].removeprefix("../"))
    return fields
