{% if type.after_class %}


{% endif %}
{{ type.heading }}
{{ type.doc }}
{% if type.codec %}
{{ type.codec }}
{% endif %}
