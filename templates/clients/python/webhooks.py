{% include "python/_header.py" %}
{{ view.doc }}

from __future__ import annotations

{% for line in view.imports %}
{{ line }}
{% endfor %}
{% for hook in view.hooks %}

{{ hook.declaration }}
{{ hook.doc }}
{% endfor %}
