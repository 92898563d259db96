{% include "clients/typescript/_header.ts" %}

{{ view.doc }}
{% if view.imports %}

{% endif %}
{% for line in view.imports %}
{{ line }}
{% endfor %}
{% for hook in view.hooks %}

{{ hook.doc }}
{{ hook.declaration }}
{% endfor %}
