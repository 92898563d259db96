{{ type.interface_doc }}
{{ type.heading }} {
{% for member in type.members %}
{% if member.doc %}
  {{ member.doc | indent(2) }}
{% endif %}
  {{ member.declaration | indent(2) }}
{% endfor %}
}
{% if type.variants %}

{{ type.variants_doc }}
{{ type.variants }}
{% endif %}

{{ type.codec }}
