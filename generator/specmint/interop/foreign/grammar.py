"""What the objects of the three formats may hold, as tables.

A value is `text`, `flag`, `count`, `number`, `limit` (a number, or a flag), `texts`,
`any`, the name of an object, `[object]` or `{object}` (by name). What stands after `?` is
told to be lost. Before the first blank of `NEEDS` stands what an object cannot lack.
"""

Table = dict[str, dict[str, str]]

_ABOUT = {"summary": "text", "description": "text", "externalDocs": "?"}
_SCHEMA = {
    **{"type": "type", "title": "any", "description": "text", "deprecated": "flag"},
    **{"enum": "list", "const": "any", "default": "any", "format": "text"},
    **{"example": "any", "examples": "any", "nullable": "flag", "x-nullable": "flag"},
    **{"minimum": "number", "maximum": "number", "multipleOf": "?"},
    **{"exclusiveMinimum": "limit", "exclusiveMaximum": "limit"},
    **{"minLength": "count", "maxLength": "count", "pattern": "text"},
    **{"minItems": "count", "maxItems": "count", "uniqueItems": "?"},
    **{"items": "items", "prefixItems": "[schema]", "additionalItems": "more"},
    **{"properties": "{schema}", "additionalProperties": "more", "required": "texts"},
    **{"propertyNames": "schema", "patternProperties": "{schema}"},
    **{"minProperties": "?", "maxProperties": "?", "dependentRequired": "?"},
    **{"allOf": "[schema]", "anyOf": "[schema]", "oneOf": "[schema]"},
    **{"discriminator": "discriminator", "readOnly": "flag", "writeOnly": "flag"},
    **{"contentEncoding": "text", "contentMediaType": "text", "xml": "?"},
    **{"externalDocs": "?", "not": "any", "if": "any", "then": "?", "else": "?"},
    **{"dependentSchemas": "any", "dependencies": "?", "contains": "any"},
    **{"minContains": "?", "maxContains": "?", "unevaluatedItems": "?"},
    **{"unevaluatedProperties": "any", "contentSchema": "?", "definitions": "{schema}"},
    **{"$defs": "{schema}", "$id": "text", "id": "any", "$schema": "any"},
    **{"$comment": "any", "$anchor": "any", "$dynamicAnchor": "?", "$dynamicRef": "?"},
}
_COMMON: Table = {
    "info": {
        **{"title": "text", "version": "text", "description": "text"},
        **{"summary": "text", "termsOfService": "any", "contact": "any"},
        **{"license": "any", "tags": "[tag]", "externalDocs": "?"},
    },
    "schema": _SCHEMA,
    "discriminator": {"propertyName": "text", "mapping": "{text}"},
    "tag": {"name": "text", **_ABOUT, "parent": "?", "kind": "?"},
    "variable": {"default": "text", "enum": "list", "description": "text"},
    "scheme": {
        **{"type": "text", "name": "text", "in": "text", "scheme": "text"},
        **{"description": "text", "bearerFormat": "any", "flows": "any"},
        **{"openIdConnectUrl": "any", "oauth2MetadataUrl": "any", "scopes": "any"},
        "deprecated": "flag",
    },
}
_SERVER = {"url": "text", "name": "any", **_ABOUT, "variables": "{variable}"}
_OPERATION = {
    **{"operationId": "text", **_ABOUT, "tags": "texts", "parameters": "[parameter]"},
    **{"requestBody": "body", "responses": "{response}", "deprecated": "flag"},
    **{"callbacks": "{callback}", "security": "[need]", "servers": "[server]"},
}
_PARAMETER = {
    **{"name": "text", "in": "text", "description": "text", "required": "flag"},
    **{"deprecated": "flag", "allowEmptyValue": "?", "style": "text"},
    **{"explode": "flag", "allowReserved": "flag", "schema": "schema"},
    **{"content": "{media}", "example": "any", "examples": "{example}"},
}
_COMPONENTS = {
    **{"schemas": "{schema}", "responses": "{response}", "headers": "{header}"},
    **{"parameters": "{parameter}", "examples": "{example}", "links": "any"},
    **{"requestBodies": "{body}", "securitySchemes": "{scheme}"},
    **{"callbacks": "{callback}", "pathItems": "{path}", "mediaTypes": "{media}"},
}
_EXAMPLE = {
    **{"name": "text", "summary": "text", "description": "text", "value": "any"},
    **{"externalValue": "?", "dataValue": "any", "serializedValue": "?"},
}
_VERBS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")

OPENAPI: Table = _COMMON | {
    "document": {
        **{"openapi": "text", "info": "info", "servers": "[server]", "paths": "{path}"},
        **{"webhooks": "{path}", "components": "components", "security": "[need]"},
        **{"tags": "[tag]", "externalDocs": "?", "jsonSchemaDialect": "any"},
        "$self": "any",
    },
    "server": _SERVER,
    "components": _COMPONENTS,
    "path": {
        **{"summary": "text", "description": "text", "servers": "[server]"},
        **{"parameters": "[parameter]", "additionalOperations": "?"},
        **dict.fromkeys(_VERBS, "operation"),
    },
    "operation": _OPERATION,
    "callback": {"*": "path"},
    "parameter": _PARAMETER,
    "header": {
        key: one for key, one in _PARAMETER.items() if key not in ("name", "in")
    },
    "body": {"description": "text", "required": "flag", "content": "{media}"},
    "response": {
        **{"description": "text", "summary": "text", "headers": "{header}"},
        **{"content": "{media}", "links": "any"},
    },
    "media": {
        **{"schema": "schema", "example": "any", "examples": "{example}"},
        **{"encoding": "any", "itemSchema": "?", "prefixEncoding": "?"},
    },
    "example": _EXAMPLE,
    "need": {"*": "any"},
}
OPENRPC: Table = _COMMON | {
    "document": {
        **{"openrpc": "text", "info": "info", "servers": "[server]", "$schema": "any"},
        **{"methods": "[method]", "components": "components", "externalDocs": "?"},
    },
    "server": _SERVER,
    "components": {
        **{"contentDescriptors": "{descriptor}", "schemas": "{schema}"},
        **{"examples": "{example}", "links": "any", "errors": "{error}"},
        **{"examplePairingObjects": "{pairing}", "examplePairings": "{pairing}"},
        "tags": "{tag}",
    },
    "method": {
        **{"name": "text", **_ABOUT, "tags": "[tag]", "params": "[descriptor]"},
        **{"result": "descriptor", "deprecated": "flag", "servers": "?"},
        **{"errors": "[error]", "links": "?", "paramStructure": "text"},
        **{"examples": "[pairing]", "x-group": "text", "x-category": "text"},
        "x-bitcoin-category": "text",
    },
    "descriptor": {
        **{"name": "text", **_ABOUT, "required": "flag", "schema": "schema"},
        "deprecated": "flag",
    },
    "error": {"code": "count", "message": "text", "data": "any"},
    "pairing": {
        **{"name": "text", **_ABOUT, "params": "[example]", "result": "example"}
    },
    "example": _EXAMPLE,
}
_MESSAGE = {
    **{"name": "text", "title": "text", **_ABOUT, "payload": "payload"},
    **{"headers": "?", "correlationId": "any", "contentType": "text"},
    **{"schemaFormat": "text", "tags": "[tag]", "bindings": "?", "messageId": "text"},
    **{"examples": "[shown]", "traits": "[message]", "deprecated": "flag"},
    "oneOf": "[message]",
}
_DOING = {
    **{"operationId": "text", "title": "text", **_ABOUT, "tags": "[tag]"},
    **{"bindings": "any", "traits": "any", "security": "any"},
}
ASYNCAPI: Table = _COMMON | {
    "document": {
        **{"asyncapi": "text", "id": "any", "info": "info", "servers": "{server}"},
        **{"channels": "{channel}", "operations": "{operation}", "tags": "[tag]"},
        **{"components": "components", "defaultContentType": "text"},
        "externalDocs": "?",
    },
    "server": {
        **{"url": "text", "host": "text", "pathname": "text", "protocol": "text"},
        **{"protocolVersion": "any", "title": "any", **_ABOUT, "bindings": "?"},
        **{"variables": "{variable}", "security": "any", "tags": "any"},
    },
    "channel": {
        **{"address": "text", "title": "text", **_ABOUT, "messages": "{message}"},
        **{"servers": "any", "parameters": "{blank}", "tags": "any"},
        **{"bindings": "any", "subscribe": "operation", "publish": "operation"},
    },
    "blank": {
        **{"description": "text", "schema": "schema", "location": "text"},
        **{"enum": "texts", "default": "text", "examples": "any"},
    },
    "operation": {
        **_DOING,
        **{"action": "text", "channel": "channel", "messages": "[message]"},
        **{"message": "message", "reply": "reply"},
    },
    "reply": {"address": "?", "channel": "channel", "messages": "[message]"},
    "message": _MESSAGE,
    "shown": {
        **{"name": "text", "summary": "text", "payload": "any", "headers": "any"}
    },
    "components": {
        **{"schemas": "{payload}", "servers": "{server}", "channels": "{channel}"},
        **{"operations": "{operation}", "messages": "{message}", "replies": "{reply}"},
        **{"securitySchemes": "{scheme}", "parameters": "{blank}"},
        **{"serverVariables": "{variable}", "tags": "any", "externalDocs": "any"},
        **{"correlationIds": "any", "operationTraits": "any", "replyAddresses": "any"},
        **{"messageTraits": "{message}", "serverBindings": "any"},
        **{"channelBindings": "any", "operationBindings": "any"},
        "messageBindings": "any",
    },
}
GRAMMARS = {"openapi": OPENAPI, "openrpc": OPENRPC, "asyncapi": ASYNCAPI}
NEEDS = {
    "parameter": ("name", "in"),
    "descriptor": ("name",),
    "method": ("name",),
    "discriminator": ("propertyName",),
    "tag": ("name",),
    "scheme": ("type",),
}
SECTIONS = {  # where references usually lead, and what stands there
    form: {
        f"#/components/{key}/": value.strip("{}")
        for key, value in table["components"].items()
        if value.startswith("{")
    }
    for form, table in GRAMMARS.items()
}
