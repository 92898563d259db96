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
  protected readonly address: string;
  protected readonly settings: {{ view.settings }};

  {{ view.constructor | indent(2) }}
    super(connect(address, settings));
    this.address = address;
    this.settings = settings;
    hide(this, "address", "settings"); // they may hold secrets
  }
}

function connect(address: string, settings: {{ view.settings }}): Core {
{% for line in view.lines %}
  {{ line | indent(2) }}
{% endfor %}
}
