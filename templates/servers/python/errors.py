{% include "python/_header.py" %}
{{ view.doc }}

from __future__ import annotations

{% for line in view.imports %}
{{ line }}
{% endfor %}
{% for error in view.errors %}


{{ error.heading }}
    {{ error.doc | indent(4) }}
{% if error.init %}

    {{ error.init | indent(4) }}
        {{ error.init_body | indent(8) }}
{% endif %}
{% endfor %}
