{% include "python/_header.py" %}
{{ view.doc }}

from __future__ import annotations

{% for line in view.imports %}
{{ line }}
{% endfor %}
{% for call in view.calls %}


{% for overload in call.overloads %}
{{ overload }}
{% endfor %}
{{ call.signature }}
    {{ call.doc | indent(4) }}
    {{ call.body | indent(4) }}
{% endfor %}
