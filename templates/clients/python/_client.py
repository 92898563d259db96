{{ client.heading }}
    {{ client.doc | indent(4) }}

{% if client.ws_address %}
    {{ client.ws_address }}

{% endif %}
    {{ client.init | indent(4) }}
{% for line in client.init_body %}
        {{ line | indent(8) }}
{% endfor %}
{% if client.has_scope %}

    {{ client.with_scope | indent(4) }}
        """Give a client for another scope that shares the connections of this one."""
        {{ client.with_scope_body | indent(8) }}
{% endif %}
{% for method in client.sent %}
{% include "clients/python/_sent.py" %}
{% endfor %}
{% if client.methods %}

{% endif %}
{% for method in client.methods %}
    {{ method | indent(4) }}
{% endfor %}
