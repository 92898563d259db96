{% include "python/_header.py" %}
{{ view.doc }}

from __future__ import annotations

from typing import Final

from . import types as t
from ._hooks import Webhook
from ._sign import Scheme
{% for hook in view.hooks %}

{{ hook.declaration }}
{{ hook.doc }}
{% endfor %}
