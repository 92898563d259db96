{% include "python/_header.py" %}
{{ view.doc }}

from __future__ import annotations

from asyncio import Task
{% for line in view.imports %}
{{ line }}
{% endfor %}

{% for hook in view.hooks %}
{{ hook }}
{% endfor %}


class Webhooks(Sender):
    """Sends webhooks; the task of each ends when it was acknowledged or given up."""
{% for hook in view.senders %}

    {{ hook.signature | indent(4) }}
        {{ hook.doc | indent(8) }}
        {{ hook.body | indent(8) }}
{% endfor %}
