{% include "clients/typescript/_header.ts" %}

{{ view.doc }}
{% if view.imports %}

{% endif %}
{% for line in view.imports %}
{{ line }}
{% endfor %}
{% for call in view.calls %}
{% include "clients/typescript/_call.ts" %}
{% endfor %}
