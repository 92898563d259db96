{% include "clients/typescript/_header.ts" %}

{{ view.doc }}

{% for line in view.exports %}
{{ line }}
{% endfor %}
