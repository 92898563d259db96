{% include "clients/python/_header.py" %}
{{ view.doc }}

from __future__ import annotations

{% for line in view.imports %}
{{ line }}
{% endfor %}
{% for error in view.errors %}


{{ error.heading }}
    {{ error.doc | indent(4) }}
{% if error.members %}

{% for member in error.members %}
    {{ member }}
{% endfor %}
{% endif %}
{% endfor %}


ERRORS: Final = ErrorTable(
{% for row in view.rows %}
    {{ row | indent(4) }}
{% endfor %}
)
"""Finds the class of an answer; the most exact matches stand first."""
