{% include "python/_header.py" %}
{{ view.doc }}

from __future__ import annotations

{% for line in view.imports %}
{{ line }}
{% endfor %}
{% for error in view.errors %}


{% include "clients/python/_error.py" %}
{% endfor %}
{% if view.errors %}

{% endif %}

ERRORS: Final = ErrorTable(ApiError.__subclasses__())
"""Finds the class of an answer; the most exact matches are tried first."""
