{% include "clients/python/_header.py" %}
{{ view.doc }}

from __future__ import annotations

{% for line in view.imports %}
{{ line }}
{% endfor %}

{% for constant in view.constants %}
{{ constant }}
{% endfor %}


{{ view.connect_signature }}
    """Put together what both clients send with."""
{% for line in view.connect %}
    {{ line | indent(4) }}
{% endfor %}


class _Methods:
    """The methods of both clients, a line each."""

{% for method in view.methods %}
    {{ method | indent(4) }}
{% endfor %}
{% for client in view.clients %}


{{ client.heading }}
    {{ client.doc | indent(4) }}

{% if client.ws_address %}
    {{ client.ws_address }}

{% endif %}
    {{ client.init | indent(4) }}
{% for line in client.init_body %}
        {{ line | indent(8) }}
{% endfor %}
{% if client.has_scope %}

    {{ client.with_scope | indent(4) }}
        """Give a client for another scope that shares the connections of this one."""
        {{ client.with_scope_body | indent(8) }}
{% endif %}
{% for method in client.sent %}

{% for overload in method.overloads %}
    {{ overload | indent(4) }}
{% endfor %}
    {{ method.signature | indent(4) }}
        {{ method.doc | indent(8) }}
        {{ method.body | indent(8) }}
{% endfor %}
{% if client.methods %}

{% endif %}
{% for method in client.methods %}
    {{ method | indent(4) }}
{% endfor %}
{% endfor %}
