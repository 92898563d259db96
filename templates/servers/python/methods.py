{% include "python/_header.py" %}
{{ view.doc }}

from __future__ import annotations

{% for line in view.imports %}
{{ line }}
{% endfor %}

METHODS: Final = Methods(
{% for row in view.rows %}
    {{ row | indent(4) }}
{% endfor %}
)
