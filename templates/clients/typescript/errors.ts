{% include "clients/typescript/_header.ts" %}

{{ view.doc }}
{% if view.imports %}

{% endif %}
{% for line in view.imports %}
{{ line }}
{% endfor %}
{% for error in view.errors %}

{{ error.doc }}
export class {{ error.name }} extends ApiError {
  {{ error.facts | indent(2) }}
{% for member in error.members %}
  {{ member | indent(2) }}
{% endfor %}
}
{% endfor %}

/** All errors that have a class; `code` tells them apart. */
{{ view.known }}

{{ view.classes }}

/** Finds the class of an answer; the most exact matches are tried first. */
export const ERRORS = new ErrorTable(CLASSES);

/** Whether it is an error that has a class, so that its code may be asked for. */
export function isKnown(error: unknown): error is KnownError {
  return CLASSES.some((one) => error instanceof one);
}
