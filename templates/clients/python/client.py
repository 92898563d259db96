{% include "python/_header.py" %}
{{ view.doc }}

from __future__ import annotations

{% for line in view.imports %}
{{ line }}
{% endfor %}
{% if view.constants %}

{% for constant in view.constants %}
{{ constant }}
{% endfor %}
{% endif %}


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


{% include "clients/python/_client.py" %}
{% endfor %}
