{% include "python/_header.py" %}
{{ view.doc }}

{% for line in view.imports %}
{{ line }}
{% endfor %}

__all__ = [
{% for name in view.names %}
    {{ name }},
{% endfor %}
]
