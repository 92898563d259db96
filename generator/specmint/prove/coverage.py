"""How much of an API its examples show."""

from collections import Counter
from dataclasses import dataclass

from specmint.model import Api, Error, Example, Method, Push, Sent, Texts, Webhook
from specmint.prove.walk import anything


@dataclass(frozen=True, slots=True)
class Coverage:
    methods: int
    methods_with_documented_example: int
    errors: int
    errors_shown: int
    unobserved: Texts  # what has a reason in place of an example
    any_count: int
    any_names: Texts
    examples: tuple[tuple[str, int], ...]  # by origin


def coverage(api: Api) -> Coverage:
    """Count what there is, and what examples show of it."""
    names = tuple(anything(api))
    shown = shown_errors(api)
    origins = Counter(example.origin for example in _examples(api))
    nodes: tuple[Error | Push | Webhook, ...] = (
        *api.errors.values(),
        *api.pushes,
        *api.webhooks,
    )
    return Coverage(
        methods=len(api.methods),
        methods_with_documented_example=sum(
            any(example.origin == "documented" for example in method.examples)
            for method in api.methods
        ),
        errors=len(api.errors),
        errors_shown=sum(name in shown for name in api.errors),
        unobserved=tuple(node.name for node in nodes if node.facts.unobserved),
        any_count=len(names),
        any_names=names,
        examples=tuple(sorted(origins.items())),
    )


def _examples(api: Api) -> list[Example | Sent]:
    nodes: tuple[Method | Error | Push | Webhook, ...] = (
        *api.methods,
        *api.errors.values(),
        *api.pushes,
        *api.webhooks,
    )
    return [example for node in nodes for example in node.examples]


def shown_errors(api: Api) -> frozenset[str]:
    """Name the errors that some example ends with."""
    by_methods = {
        example.raises.error
        for method in api.methods
        for example in method.examples
        if example.raises
    }
    return frozenset(by_methods | set(map(_shown_by_itself, api.errors.values())))


def _shown_by_itself(error: Error) -> str:
    return error.name if error.examples else ""
