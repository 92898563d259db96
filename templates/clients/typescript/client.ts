{% include "clients/typescript/_header.ts" %}

{{ view.doc }}
{% if view.imports %}

{% endif %}
{% for line in view.imports %}
{{ line }}
{% endfor %}

{{ view.class_doc }}
export class {{ view.name }} extends {{ view.base }} {
{% if view.has_scope %}
  /** Gives a client for another scope. */
  withScope(scope: {{ view.scope }}): {{ view.name }} {
    return new {{ view.name }}(...this.with(scope));
  }
{% endif %}
{% for method in view.methods %}
{% if method.has_gap %}

{% endif %}
  {{ method.doc | indent(2) }}
{% for overload in method.overloads %}
  {{ overload | indent(2) }}
{% endfor %}
  {{ method.signature | indent(2) }}
    {{ method.body | indent(4) }}
  }
{% endfor %}
}
