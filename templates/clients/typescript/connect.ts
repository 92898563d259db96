{% include "clients/typescript/_header.ts" %}

{{ view.doc }}
{% if view.imports %}

{% endif %}
{% for line in view.imports %}
{{ line }}
{% endfor %}
{% for constant in view.constants %}

{{ constant }}
{% endfor %}

{{ view.settings_doc }}
{% if view.has_settings %}
export interface {{ view.settings }} extends Settings {
{% with members = view.members %}
{% include "clients/typescript/_members.ts" %}
{% endwith %}
}
{% else %}
export type {{ view.settings }} = Settings;
{% endif %}

{{ view.class_doc }}
export class {{ view.name }} extends {{ view.base }} {
{% if view.has_scope %}
  readonly #address: string;
  readonly #settings: {{ view.settings }};

{% endif %}
  {{ view.constructor | indent(2) }}
    super(connect(address, settings));
{% if view.has_scope %}
    this.#address = address;
    this.#settings = settings;
{% endif %}
  }
{% if view.has_scope %}

  /** Gives what another client is made of that differs in a few settings. */
  protected with(settings: {{ view.settings }}): [string, {{ view.settings }}] {
    return [this.#address, { ...this.#settings, ...settings }];
  }
{% endif %}
}

function connect(address: string, settings: {{ view.settings }}): Core {
{% for line in view.lines %}
  {{ line | indent(2) }}
{% endfor %}
}
