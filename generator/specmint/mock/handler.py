"""The handler of a mock: checks arguments by the spec, and answers by its examples."""

from collections.abc import Mapping
from typing import Any

from specmint.mock.answers import Answers
from specmint.mock.package import ServerPackage
from specmint.model import Api, Json, Method
from specmint.wire import Context, Level, decode


def make_handler(api: Api, server: ServerPackage, answers: Answers) -> Any:
    """Make a handler that has every method of the API.

    A generated server checks what kind of value an argument is, and the rules of types
    that say what answers; here all rules count, such as patterns and limits.
    """
    functions = {
        server.methods[method.name].function: _function(api, server, answers, method)
        for method in api.methods
    }
    return type("Mock", (server.handler,), functions)()


def _function(api: Api, server: ServerPackage, answers: Answers, method: Method) -> Any:
    own = server.methods[method.name]

    async def answer(_: Any, **given: Any) -> Any:
        example = answers.shown(method.name, given)
        if example is not None:
            return answers.answer(method.name, example)
        args = answers.written(method.name, given)
        for name, told in wrong(api, method, args):
            value = str(args[name])
            raise own.refusal("value", name=name, value=value, reason=told)
        return answers.other(method.name, args)

    return answer


def wrong(api: Api, method: Method, args: Mapping[str, Json]) -> list[tuple[str, str]]:
    """Name the arguments that break a rule of their types, and say which."""
    fields = {param.name: param for param in method.params}
    around = Context(Level(args, fields))
    return [
        (name, misfit.message)
        for name, value in args.items()
        for misfit in decode(api, fields[name].use, value, around)[1]
    ]
