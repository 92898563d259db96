{{ type.heading }}
    {{ type.doc | indent(4) }}
{% if type.members %}

{% endif %}
{% for member in type.members %}
    {{ member.declaration | indent(4) }}
{% if member.doc %}
    {{ member.doc | indent(4) }}
{% endif %}
{% endfor %}
{% if type.codec %}


{{ type.codec }}
{% endif %}
