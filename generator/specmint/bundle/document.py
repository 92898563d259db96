"""The sections of a bundle, in the order in which people read an API."""

from specmint.bundle.examples import error_node
from specmint.bundle.methods import method_node
from specmint.bundle.nodes import Object, named, plain
from specmint.bundle.sent import push_node, stream_node, webhook_node
from specmint.bundle.transports import (
    auth_node,
    credential_node,
    envelope_node,
    transport_node,
)
from specmint.bundle.types import named_type
from specmint.model import Api

VERSION = 1


def bundle(api: Api) -> Object:
    """Resolve one API into plain JSON data."""
    return {
        "bundle": VERSION,
        "api": api.name,
        "title": api.title,
        "summary": api.summary,
        "words": list(api.words),
        **plain(api.facts),
        "documents": named(api.documents),
        "versions": {name: list(releases) for name, releases in api.versions},
        "transports": {one.name: transport_node(one) for one in api.transports},
        "credentials": {one.name: credential_node(one) for one in api.credentials},
        "auth": {one.name: auth_node(one) for one in api.auth},
        "envelopes": {one.name: envelope_node(one) for one in api.envelopes},
        "facts": {one.heading: plain(one.facts) for one in api.notes},
        "groups": named(api.groups),
        "methods": [method_node(api, method) for method in api.methods],
        "types": {name: named_type(known) for name, known in api.types.items()},
        "tables": {name: dict(rows) for name, rows in api.tables.items()},
        "errors": {name: error_node(error) for name, error in api.errors.items()},
        "webhooks": {one.name: webhook_node(one) for one in api.webhooks},
        "pushes": {one.name: push_node(one) for one in api.pushes},
        "streams": {one.name: stream_node(one) for one in api.streams},
    }
