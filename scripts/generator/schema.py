"""JSON Schemas of what the library reads and writes, and an OpenAPI file of the vendor's calls."""

from __future__ import annotations

import json
from typing import Any

from .common import FROM, Api, Member, Shape, snake

FOLDER = "docs/generated"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
KINDS: dict[str, dict[str, Any]] = {
    "long": {"type": "integer"},
    "int": {"type": "integer"},
    "milliseconds": {"type": "integer", "minimum": 0},
    "text": {"type": "string"},
    "path": {"type": "string"},
    "flag": {"type": "boolean"},
    "decimal": {"type": "number"},
    "time": {"type": "string"},
    "longs": {"type": "array", "items": {"type": "integer", "minimum": 1}},
    "texts": {"type": "array", "items": {"type": "string"}},
    "counts": {"type": "object", "additionalProperties": {"type": "integer", "minimum": 0}},
}
PARTS = {"ApiErrors": "ApiError", "SalesTrackingCodes": "SalesTrackingCode"}


def of(member: Member, api: Api, where: str) -> dict[str, Any]:
    """Describe a member."""
    if member.kind in api.names:
        made: dict[str, Any] = {"type": "string", "enum": list(api.names[member.kind])}
    elif member.kind in PARTS:
        made = {"type": "array", "items": {"$ref": where + PARTS[member.kind]}}
    elif member.kind in KINDS:
        made = dict(KINDS[member.kind])
    else:
        made = {"$ref": where + member.kind}
    if member.range is not None:
        made |= {"minimum": member.range["least"], "maximum": member.range["most"]}
        made |= {"default": member.range["default"]} if member.range["default"] is not None else {}
    if member.nullable:
        made = (
            {"anyOf": [made, {"type": "null"}]}
            if "$ref" in made or "enum" in made
            else {**made, "type": [made["type"], "null"]}
        )
    return {**made, "description": member.doc}


def an_object(shape: Shape, api: Api, where: str, *, required: bool, closed: bool) -> dict[str, Any]:
    """Describe an object."""
    made: dict[str, Any] = {
        "type": "object",
        "description": shape.doc,
        "properties": {member.name: of(member, api, where) for member in shape.members},
    }
    if required:
        made["required"] = [member.name for member in shape.members if "absent after" not in member.doc]
    if closed:
        made["additionalProperties"] = False
    return made


def schema(api: Api) -> dict[str, Any]:
    """What the library reads and writes."""
    where = "#/$defs/"
    definitions = {shape.name: an_object(shape, api, where, required=False, closed=True) for shape in api.options}
    definitions["Options"]["properties"]["environment"] = {
        "type": ["object", "null"],
        "additionalProperties": {"type": "string"},
        "description": "Variables that are read instead of the process's own, except the key.",
    }
    definitions |= customer(api, where)
    definitions |= {shape.name: an_object(shape, api, where, required=True, closed=False) for shape in api.records}
    return {"$schema": DIALECT, "$comment": FROM, "title": "What libfusebill reads and writes", "$defs": definitions}


def customer(api: Api, where: str) -> dict[str, Any]:
    """Describe the customer and its parts, whose members may have drifted: only the id is certain."""
    made = {}
    for shape in api.customer:
        name = "Customer" if shape.name == "CustomerFields" else shape.name
        made[name] = an_object(shape, api, where, required=False, closed=False)
        for member in made[name]["properties"].values():
            if "type" in member and member["type"] != "array" and "object" not in member["type"]:
                member["type"] = ["string", "number", "boolean", "null"]
            elif member.get("type") == "array":
                member["type"] = ["array", "null"]
            elif "$ref" in member:
                member["anyOf"] = [{"$ref": member.pop("$ref")}, {"type": "null"}]
    made["Customer"]["required"] = ["id"]
    made["Customer"]["properties"]["id"]["type"] = ["integer", "string"]
    return made


def openapi(api: Api) -> dict[str, Any]:
    """The vendor's six calls."""
    where = "#/components/schemas/"
    bodies = {
        "either": {
            "oneOf": [
                {
                    "type": "object",
                    "properties": {name: {"type": kind}},
                    "required": [name],
                    "additionalProperties": False,
                }
                for name, kind in (("fusebillId", "integer"), ("salesforceId", "string"))
            ]
        },
        "both": {
            "type": "object",
            "properties": {
                "fusebillId": {"type": "integer"},
                "salesforceId": {"type": "string"},
                "forceLatch": {"type": "boolean"},
            },
            "required": ["fusebillId", "salesforceId", "forceLatch"],
            "additionalProperties": False,
        },
    }
    failed = {
        "description": "The vendor's error body.",
        "content": {"application/json": {"schema": {"$ref": where + "ErrorBody"}}},
    }
    paths: dict[str, Any] = {}
    for call in api.calls:
        answer: dict[str, Any] = {
            "description": "The customer." if call.returns == "Customer" else "Not documented by the vendor."
        }
        if call.returns == "Customer":
            answer["content"] = {"application/json": {"schema": {"$ref": where + "Customer"}}}
        operation: dict[str, Any] = {
            "operationId": snake(call.function),
            "summary": f"{call.does}.",
            "description": call.effect,
            "responses": {"200": answer, "4XX": failed, "5XX": failed},
        }
        if call.needs == "id":
            operation["parameters"] = [
                {"name": "customerId", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 1}}
            ]
        else:
            operation["requestBody"] = {
                "required": True,
                "content": {"application/json": {"schema": bodies[call.needs]}},
            }
        paths[call.path] = {call.method.lower(): operation}
    paths["/v1/customers/"] = {
        "get": {
            "operationId": "list_customers",
            "summary": "Lists the account's customers, page by page.",
            "parameters": [
                {"name": name, "in": "query", "schema": {"type": kind}}
                for name, kind in (
                    ("query", "string"),
                    ("pageSize", "integer"),
                    ("pageNumber", "integer"),
                    ("sortExpression", "string"),
                    ("sortOrder", "string"),
                )
            ],
            "responses": {
                "200": {
                    "description": "A page; the header X-Count has the total.",
                    "headers": {"X-Count": {"schema": {"type": "integer"}}},
                    "content": {
                        "application/json": {"schema": {"type": "array", "items": {"$ref": where + "Customer"}}}
                    },
                },
                "4XX": failed,
                "5XX": failed,
            },
        }
    }
    entry = {"type": "object", "properties": {"Key": {"type": "string"}, "Value": {"type": "string"}}}
    body = {
        "type": "object",
        "properties": {
            "ErrorId": {"type": "integer"},
            "HttpStatusCode": {"type": "integer"},
            "Errors": {"type": "array", "items": entry},
        },
        "required": ["Errors"],
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "The calls that libfusebill makes",
            "version": api.version,
            "description": f"An unofficial description, from the vendor's pages. {FROM}",
        },
        "servers": [{"url": api.base_url}],
        "security": [{"key": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "basic"}},
            "schemas": {**customer(api, where), "ErrorBody": body},
        },
    }


def files(api: Api) -> dict[str, str]:
    """Everything, by path."""
    made = {"fusebill.schema.json": schema(api), "openapi.json": openapi(api)}
    return {
        f"{FOLDER}/{name}": json.dumps(content, indent=2, ensure_ascii=False) + "\n" for name, content in made.items()
    }
