{% if call.params_heading %}

{{ call.params_doc }}
{{ call.params_heading }} {
{% with members = call.params %}
{% include "clients/typescript/_members.ts" %}
{% endwith %}
}
{% endif %}
{% if call.params_type %}

{{ call.params_doc }}
{{ call.params_type }}
{% endif %}
{% if call.maker %}

{{ call.maker_heading }} {
{% for signature in call.maker %}
  {{ signature | indent(2) }}
{% endfor %}
}
{% endif %}

{{ call.doc }}
{{ call.declaration }}
