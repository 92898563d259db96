{% include "clients/typescript/_header.ts" %}

{{ view.doc }}

{% for line in view.imports %}
{{ line }}
{% endfor %}
{% for call in view.calls %}
{% include "clients/typescript/_call.ts" %}
{% endfor %}
