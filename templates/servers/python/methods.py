{% include "python/_header.py" %}
{{ view.doc }}

from __future__ import annotations

{% for line in view.imports %}
{{ line }}
{% endfor %}

{% for rule in view.rules %}
{{ rule }}
{% endfor %}
METHODS: Final = Methods(
{% for method in view.rows %}
    {{ method.row | indent(4) }}
{% endfor %}
)
