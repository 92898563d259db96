
{% for overload in method.overloads %}
    {{ overload | indent(4) }}
{% endfor %}
    {{ method.signature | indent(4) }}
        {{ method.doc | indent(8) }}
        {{ method.body | indent(8) }}
