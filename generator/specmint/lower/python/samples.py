"""Samples: each example of a method as a user of the client would write it."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from specmint.cases import Traffic
from specmint.layout import lay_out
from specmint.lower.carried import find_binding
from specmint.lower.choices import decides
from specmint.lower.python.names import make_names, member_names, param_names
from specmint.lower.python.params import Param, make_params
from specmint.lower.python.printed import code, one_line, printed
from specmint.lower.python.schemes import credential_name
from specmint.lower.python.shapes import Shapes
from specmint.lower.sampling import Sample, code_of, context_of, message_words, needed
from specmint.lower.units import unit_classes
from specmint.lower.values import Plain, Values
from specmint.model import Api, Binding, Example, Method, Raised
from specmint.naming import split
from specmint.targets.python_client import LANGUAGE, WIDTH
from specmint.text.python import Python, literal
from specmint.wire import Memory, Unfit


@dataclass(frozen=True, slots=True)
class PythonSamples:
    """Writes the samples of one API."""

    api: Api
    shapes: Shapes
    traffic: Traffic
    memory: Memory
    label: str = LANGUAGE.label
    language: str = LANGUAGE.fence

    def write(self, method: Method, example: Example) -> Sample | None:
        """Write an example; nothing where no caller of the client can send it."""
        binding = find_binding(self.api, method, example, self.traffic)
        if binding is None:
            return None
        params = make_params(self.shapes, method, param_names(method.params))
        try:
            args = list(self._arguments(method, params, example))
        except Unfit:
            return None
        call = f"client.{self.shapes.names.methods[method.name]}({', '.join(args)})"
        body = list(self._body(method, example, call))
        lines = [*self._head(binding, body), *body]
        return Sample(binding.transport, Python("\n".join(lines)))

    # -- the call ------------------------------------------------------------------

    def _arguments(
        self, method: Method, params: Sequence[Param], example: Example
    ) -> Iterator[str]:
        """Write arguments by position up to the first gap, then by keyword."""
        known = {param.field.name for param in params}
        if unknown := example.params.keys() - known:
            raise Unfit(f"{method.name} has no {', '.join(sorted(unknown))}")
        values, context = Values(self.shapes, member_names), context_of(
            method, example, self.memory
        )
        positions = _positional(method, params)
        for param in params:
            name = param.field.name
            if name in example.params:
                value = values.read(param.field.use, example.params[name], context)
                by_name = "" if name in positions else f"{param.name}="
                yield f"{by_name}{code(value)}"
            elif param.is_required:
                raise Unfit(f"`{name}` is missing")
            else:
                positions = frozenset()

    def _body(self, method: Method, example: Example, call: str) -> Iterator[str]:
        if example.raises:
            yield from self._caught(example, call)
        elif method.result is None or example.result is None:
            yield lay_out(call, WIDTH)
        else:
            result = Values(self.shapes, member_names).read(
                method.result,
                example.result.value,
                context_of(method, example, self.memory),
            )
            if is_bytes := isinstance(result, Plain) and type(result.meaning) is bytes:
                result = Plain(result.meaning.hex())
            yield from _printing(call, ".hex()" if is_bytes else "")
            if told := printed(result, WIDTH - 2):
                yield f"# {told}"

    def _caught(self, example: Example, call: str) -> Iterator[str]:
        raised = example.raises
        assert raised is not None
        yield "try:"
        yield _deeper(lay_out(call, WIDTH - 4))
        yield f"except errors.{self.shapes.names.errors[raised.error]} as error:"
        yield "    print(error)"
        if told := _told(self.api, example, raised):
            yield f"    # {one_line(told, WIDTH - 6)}"

    # -- what stands before it -----------------------------------------------------

    def _head(self, binding: Binding, body: Sequence[str]) -> Iterator[str]:
        tree = ast.walk(ast.parse("\n".join(body)))
        words = {node.id for node in tree if isinstance(node, ast.Name)}
        if "Decimal" in words:
            yield "from decimal import Decimal\n"
        client = f"{self.shapes.names.client}Client"
        names = [client]
        names += ["errors"] if "errors" in words else []
        names += ["types as t"] if "t" in words else []
        yield f"from {self.shapes.names.package} import {', '.join(names)}\n"
        args = [str(literal(self.api.transport(binding.transport).host))]
        args += self._credentials(binding)
        yield lay_out(f"client = {client}({', '.join(args)})", WIDTH)

    def _credentials(self, binding: Binding) -> Iterator[str]:
        """Name what the call's scheme sends, with a text in place of each secret."""
        schemes = [one for one in self.api.auth if one.name in binding.auth]
        scheme = next((one for one in schemes if not one.file), None)
        if scheme is not None:
            wanted = {name.removeprefix("$") for name in needed(scheme)}
            for one in self.api.credentials:
                if one.name in wanted:
                    told = f"your {' '.join(map(str.lower, split(one.name)))}"
                    name = credential_name(self.api, one.name)
                    yield f"{name}={literal(told)}"


def make_samples(api: Api, traffic: Traffic) -> PythonSamples:
    names = make_names(api)
    shapes = Shapes(api, names, unit_classes(api, names.types), prefix="t.")
    return PythonSamples(api, shapes, traffic, Memory())


def _positional(method: Method, params: Sequence[Param]) -> frozenset[str]:
    """Name the parameters before those that go by keyword only, in any overload."""
    names: list[str] = []
    has_optional, decider = False, decides(method)
    for param in params:
        if has_optional and (param.is_required or param.field.name == decider):
            break
        has_optional |= not param.is_required
        names.append(param.field.name)
    return frozenset(names)


def _told(api: Api, example: Example, raised: Raised) -> str:
    """Give what an error prints; nothing where the client has to find its own words."""
    known, message = code_of(api, raised), message_words(api, example)
    return message if known is None else f"{message} ({known})"


def _printing(call: str, after: str) -> Iterator[str]:
    """Print what a call gives, perhaps in the form that people read."""
    line = f"print({call}{after})"
    if len(line) <= WIDTH:
        yield line
    else:
        yield lay_out(f"result = {call}", WIDTH)
        yield f"print(result{after})"


def _deeper(text: str) -> str:
    inner = text.replace("\n", "\n    ")
    return f"    {inner}"
