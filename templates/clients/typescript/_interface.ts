{{ type.interface_doc }}
{{ type.heading }} {
{% with members = type.members %}
{% include "clients/typescript/_members.ts" %}
{% endwith %}
}
{% if type.variants %}

{{ type.variants_doc }}
{{ type.variants }}
{% endif %}

{{ type.codec }}
