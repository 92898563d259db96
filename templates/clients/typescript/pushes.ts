{% include "clients/typescript/_header.ts" %}

{{ view.doc }}

{% for line in view.imports %}
{{ line }}
{% endfor %}
{% for constant in view.constants %}

{{ constant }}
{% endfor %}
