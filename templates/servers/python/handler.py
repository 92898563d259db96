{% include "python/_header.py" %}
{{ view.doc }}

from __future__ import annotations

{% for line in view.imports %}
{{ line }}
{% endfor %}


{{ view.heading }}
    {{ view.class_doc | indent(4) }}
{% for method in view.methods %}

    {{ method.signature | indent(4) }}
        {{ method.doc | indent(8) }}
        raise NotImplementedError
{% endfor %}
