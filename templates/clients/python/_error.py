{{ error.heading }}
    {{ error.doc | indent(4) }}
{% if error.members %}

{% for member in error.members %}
    {{ member }}
{% endfor %}
{% endif %}
