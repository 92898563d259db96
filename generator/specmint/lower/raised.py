"""The errors of a method: its own, and those that answer values of its parameters."""

from collections.abc import Iterator

from specmint.lower.inside import near
from specmint.model import Api, Method, Raise, Ref, Use


def errors_of(api: Api, method: Method) -> tuple[Raise, ...]:
    """List all errors of a method; what its types refuse with follows, if it is new."""
    own = {one.error for one in method.errors}
    params: dict[str, list[str]] = {}
    for param in method.params:
        for error in dict.fromkeys(_refused_with(api, param.use)):
            params.setdefault(error, []).append(f"`{param.name}`")
    more = (
        Raise(error, f"{_listed(names)} breaks a rule of its type")
        for error, names in params.items()
        if error not in own
    )
    return (*method.errors, *more)


def _listed(names: list[str]) -> str:
    return " or ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _refused_with(api: Api, whole: Use) -> Iterator[str]:
    waiting, seen = [whole], set[str]()
    while waiting:
        names: list[str] = []
        for use in near(waiting.pop()):
            if (refuse := api.refuse(use)) is not None:
                yield refuse.error
            names += [use.type.name] if isinstance(use.type, Ref) else []
        new = [name for name in dict.fromkeys(names) if name not in seen]
        seen.update(new)
        waiting += (Use(api.types[name].type) for name in reversed(new))
