{% include "python/_header.py" %}
{{ view.doc }}

from __future__ import annotations

{% for line in view.imports %}
{{ line }}
{% endfor %}
{% if view.has_gap %}

{% endif %}
{% for table in view.tables %}
{{ table }}
{% endfor %}
{% for type in view.types %}
{% if type.is_class %}


{% include "python/_class.py" %}
{% else %}
{% include "python/_alias.py" %}
{% endif %}
{% endfor %}
