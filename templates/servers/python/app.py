{% include "python/_header.py" %}
{{ view.doc }}

from __future__ import annotations

{% for line in view.imports %}
{{ line }}
{% endfor %}
{% if view.guarded %}

if TYPE_CHECKING:
{% for line in view.guarded %}
    {{ line }}
{% endfor %}
{% endif %}

{% for constant in view.constants %}
{{ constant }}
{% endfor %}
{% if view.pushes %}


{{ view.own_pushes }}
    """What the service says by itself, from any thread; `to` is one connection."""
{% for push in view.pushes %}

    {{ push.signature | indent(4) }}
        {{ push.doc | indent(8) }}
        {{ push.body | indent(8) }}
{% endfor %}


{{ view.own_app }}
    """The application, with what it says by itself."""

    {{ view.held }}
{% endif %}


{{ view.signature }}
    {{ view.create_doc | indent(4) }}
{% for line in view.body %}
    {{ line | indent(4) }}
{% endfor %}
