{% for member in members %}
{% if member.doc %}
  {{ member.doc | indent(2) }}
{% endif %}
  {{ member.declaration | indent(2) }}
{% endfor %}
