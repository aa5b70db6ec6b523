"""
Writes src/latchkey/types.py from sdk/openapi.json. What a response has becomes a model, what a request has a TypedDict.

    python tools/generate_types.py [--check]
"""

from __future__ import annotations

import json
import keyword
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT.parent / "openapi.json"
TARGET = ROOT / "src" / "latchkey" / "types.py"

#: The operations that the SDK has methods for.
OPERATIONS = {
    "me.retrieve": ("get", "/me"),
    "keys.create": ("post", "/keys"),
    "keys.list": ("get", "/keys"),
    "keys.retrieve": ("get", "/keys/{id}"),
    "keys.update": ("patch", "/keys/{id}"),
    "keys.revoke": ("delete", "/keys/{id}"),
    "keys.rotate": ("post", "/keys/{id}/rotate"),
    "keys.end_rotation": ("post", "/keys/{id}/rotate/end"),
    "keys.import": ("post", "/keys/import"),
    "keys.usage": ("get", "/keys/{id}/usage"),
    "keys.rate_limit": ("get", "/keys/{id}/rate-limit"),
    "keys.activity": ("get", "/keys/{id}/activity"),
    "keys.verify": ("post", "/keys/verify"),
    "keys.validate": ("post", "/keys/verify"),
    "scopes.list": ("get", "/scopes"),
    "scopes.create": ("post", "/scopes"),
    "scopes.delete": ("delete", "/scopes/{name}"),
    "usage.retrieve": ("get", "/usage"),
    "usage.rate_limits": ("get", "/usage/rate-limits"),
    "usage.series": ("get", "/usage/series"),
    "requests.list": ("get", "/requests"),
    "requests.retrieve": ("get", "/requests/{id}"),
    "workspaces.list": ("get", "/workspaces"),
    "workspaces.retrieve": ("get", "/workspaces/{id}"),
    "audit_events.list": ("get", "/audit-events"),
    "plans.list": ("get", "/plans"),
}

#: Names for parts that have none in the document, or the same shape in several places.
NAMES = {
    "NewKeyRateLimit": "RateLimitParam",
    "KeyChangeRateLimit": "RateLimitParam",
    "ImportedKeyRateLimit": "RateLimitParam",
    "ImportedKey": "ImportedKeyParam",
    "KeyLimitsPlan": "KeyLimitsRateLimit",
    "MintedKeyRateLimit": "KeyRateLimit",
    "MintedKeyCreatedBy": "KeyCreatedBy",
    "MintedKeyRotation": "KeyRotation",
}
#: Names for sets of values.
ENUMS = {
    ("live", "test"): "Environment",
    ("active", "disabled", "expired", "revoked"): "KeyStatus",
    ("minute", "hour", "day"): "Interval",
    ("key", "route", "status", "code"): "UsageGroup",
    ("owner", "admin", "developer", "viewer"): "Role",
}

Json = dict[str, Any]

HEADER = '''"""
Generated from Latchkey's OpenAPI document by tools/generate_types.py. Don't edit.

Models are what methods return. Classes whose names end in Param are what methods take.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, Literal, TypedDict

from latchkey._model import Model

'''


def operations_of(document: Json) -> dict[str, Json]:
    return {name: document["paths"][f"/api/v1{path}"][method] for name, (method, path) in OPERATIONS.items()}


class Generator:
    def __init__(self, document: Json) -> None:
        self.schemas: Json = document["components"]["schemas"]
        self.operations = operations_of(document)
        #: Class name to its text; inner classes come before those that use them.
        self.classes: dict[str, str] = {}
        self.enums: dict[str, str] = {}

    def text(self) -> str:
        for operation in self.operations.values():
            self.enums_of_query(operation)
            for response in operation["responses"].values():
                schema = response.get("content", {}).get("application/json", {}).get("schema")
                if schema:
                    self.model_type(schema["properties"]["data"], "Unnamed")
        # A body itself is a method's arguments. What is inside it is a TypedDict.
        for operation in self.operations.values():
            body = operation.get("requestBody")
            if body:
                schema = body["content"]["application/json"]["schema"]
                name = schema["$ref"].rsplit("/", 1)[-1]
                for member, part in self.resolve(schema)["properties"].items():
                    self.param_type(part, name + camel(member))
        enums = "".join(f"{name} = {text}\n" for name, text in sorted(self.enums.items()))
        return HEADER + enums + "".join(f"\n\n{text}" for text in self.classes.values())

    def enums_of_query(self, operation: Json) -> None:
        for parameter in operation.get("parameters", []):
            if parameter["name"] in ("action", "sort"):
                name = {"action": "AuditAction", "sort": "KeySort"}[parameter["name"]]
                ENUMS[tuple(parameter["schema"]["enum"])] = name
            if "enum" in parameter["schema"] and parameter["name"] != "format":
                self.literal(parameter["schema"]["enum"])

    def resolve(self, schema: Json) -> Json:
        reference = schema.get("$ref")
        return self.schemas[reference.rsplit("/", 1)[-1]] if reference else schema

    def literal(self, values: list[str]) -> str:
        text = f"Literal[{', '.join(json.dumps(value) for value in values)}]"
        name = ENUMS.get(tuple(values))
        if not name:
            return text
        self.enums[name] = text
        return name

    def model_type(self, schema: Json, name: str) -> str:
        """The annotation of a part of a response. Writes the class for it, if it is an object."""
        if "$ref" in schema:
            name = schema["$ref"].rsplit("/", 1)[-1]
            schema = self.resolve(schema)
        name = NAMES.get(name, name)
        if variants := schema.get("oneOf"):
            schema = merged(variants)
        if "anyOf" in schema:
            parts = [self.model_type(part, name) for part in schema["anyOf"]]
            return " | ".join(parts)
        if "properties" in schema:
            self.model(schema, name)
            return name
        if schema.get("type") == "array":
            return f"list[{self.model_type(schema['items'], name)}]"
        if schema.get("format") == "date-time":
            return "datetime"
        if "additionalProperties" in schema:
            return "dict[str, Any]"
        return self.plain(schema)

    def plain(self, schema: Json) -> str:
        if "const" in schema:
            return self.literal([schema["const"]])
        if "enum" in schema:
            return self.literal(schema["enum"])
        types = schema.get("type")
        if types is None:
            return "Any"
        names = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
        return " | ".join(names[one] for one in (types if isinstance(types, list) else [types]))

    def model(self, schema: Json, name: str) -> None:
        required = set(schema.get("required", ()))
        lines, models, times, optional = [], {}, [], []
        for member, part in schema["properties"].items():
            inner = name + camel(member)
            kind = self.model_type(part, inner)
            used = [one for one in words(kind) if one in self.classes]
            if used and not kind.startswith("dict"):
                models[member] = used[0]
            if "datetime" in words(kind):
                times.append(member)
            if member not in required:
                optional.append(member)
                kind = kind if "None" in words(kind) else f"{kind} | None"
            lines += documented(f"{safe(member)}: {kind}", part)
        if name in self.classes:
            return
        lines += [
            *(
                [f"_models: ClassVar = {{{', '.join(f'{json.dumps(m)}: {c}' for m, c in models.items())}}}"]
                if models
                else []
            ),
            *([f"_times: ClassVar = frozenset({json.dumps(times)})"] if times else []),
            *([f"_optional: ClassVar = frozenset({json.dumps(optional)})"] if optional else []),
        ]
        text = sentence(schema.get("description"))
        body = [*([f'"""{text}"""', ""] if text else []), "__slots__ = ()", *lines]
        self.classes[name] = "".join([f"class {name}(Model):\n", *(indented(line) for line in body)])

    def param_type(self, schema: Json, name: str) -> str:
        """The annotation of a part of a request. Writes the TypedDict for it, if it is an object."""
        if "$ref" in schema:
            name = schema["$ref"].rsplit("/", 1)[-1]
            schema = self.resolve(schema)
        name = NAMES.get(name, name)
        if "anyOf" in schema:
            return " | ".join(self.param_type(part, name) for part in schema["anyOf"])
        if "properties" in schema:
            self.typed_dict(schema, name)
            return name
        if schema.get("type") == "array":
            return f"Sequence[{self.param_type(schema['items'], name)}]"
        if schema.get("format") == "date-time":
            return "str | datetime"
        if "additionalProperties" in schema:
            return "Mapping[str, Any]"
        return self.plain(schema)

    def typed_dict(self, schema: Json, name: str) -> None:
        required = set(schema.get("required", ()))
        members = {
            member: self.param_type(part, name.removesuffix("Param") + camel(member))
            for member, part in schema["properties"].items()
        }
        needed = {member: kind for member, kind in members.items() if member in required}
        rest = {member: kind for member, kind in members.items() if member not in required}
        if name in self.classes:
            return
        parts = schema["properties"]
        base = f"_{name}Required" if needed and rest else name
        if needed:
            self.classes[base] = class_text(f"class {base}(TypedDict):", needed, parts)
        if rest:
            parent = base if needed else "TypedDict"
            self.classes[name] = class_text(f"class {name}({parent}, total=False):", rest, parts)


def class_text(head: str, members: dict[str, str], parts: Json) -> str:
    lines = [line for member, kind in members.items() for line in documented(f"{member}: {kind}", parts[member])]
    return "".join([f"{head}\n", *(indented(line) for line in lines)])


def merged(variants: list[Json]) -> Json:
    """One object for several: members that only some have are optional, and constants become a set of values."""
    properties: Json = {}
    for variant in variants:
        for member, part in variant["properties"].items():
            if "const" in part and member in properties:
                part = {"type": "string", "enum": [*properties[member]["enum"], part["const"]]}
            elif "const" in part:
                part = {"type": "string", "enum": [part["const"]]}
            properties[member] = part
    required = set.intersection(*(set(variant["required"]) for variant in variants))
    return {"type": "object", "properties": properties, "required": sorted(required)}


def documented(line: str, part: Json) -> list[str]:
    text = sentence(part.get("description"))
    return [*([f"#: {text}"] if text else []), line]


def sentence(text: str | None) -> str:
    return f"{text.rstrip('.').replace('Null', 'None').replace(' null ', ' None ')}." if text else ""


def indented(line: str) -> str:
    return f"    {line}\n" if line else "\n"


def words(kind: str) -> list[str]:
    return kind.replace("[", " ").replace("]", " ").replace(",", " ").split()


def camel(name: str) -> str:
    return "".join(part.title() for part in name.split("_"))


def safe(name: str) -> str:
    return f"{name}_" if keyword.iskeyword(name) else name


def generate() -> str:
    return Generator(json.loads(DOCUMENT.read_text(encoding="utf-8"))).text()


def main() -> int:
    text = generate()
    if "--check" in sys.argv:
        return 0 if TARGET.read_text(encoding="utf-8") == text else 1
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
