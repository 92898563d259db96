{% if type.doc %}
{{ type.doc }}
{% endif %}
{{ type.heading }}
{% if type.codec %}

{{ type.codec }}
{% endif %}
