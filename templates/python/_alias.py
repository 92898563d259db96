{% if type.after_class %}


{% endif %}
{{ type.heading }}
{% if type.doc %}
{{ type.doc }}
{% endif %}
{% if type.codec %}
{{ type.codec }}
{% endif %}
