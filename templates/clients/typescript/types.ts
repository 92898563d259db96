{% include "clients/typescript/_header.ts" %}

{{ view.doc }}
{% if view.imports %}

{% endif %}
{% for line in view.imports %}
{{ line }}
{% endfor %}
{% for table in view.tables %}

{{ table }}
{% endfor %}
{% for type in view.types %}

{% if type.is_interface %}
{% include "clients/typescript/_interface.ts" %}
{% else %}
{% include "clients/typescript/_alias.ts" %}
{% endif %}
{% endfor %}
