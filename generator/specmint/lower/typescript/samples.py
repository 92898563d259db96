"""Samples: each example of a method as a user of the client would write it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from specmint.cases import Traffic
from specmint.lower.carried import find_binding
from specmint.lower.sampling import Sample, context_of, message_words, needed
from specmint.lower.typescript import make_shapes
from specmint.lower.typescript.layout import lay_out, opened
from specmint.lower.typescript.names import member_names
from specmint.lower.typescript.params import make_params
from specmint.lower.typescript.printed import code, one_line, printed
from specmint.lower.typescript.schemes import credential_name
from specmint.lower.typescript.shapes import Shapes
from specmint.lower.typescript.views import words_of
from specmint.lower.values import Values
from specmint.model import Api, Binding, Example, Method, Record
from specmint.naming import split
from specmint.targets.typescript import LANGUAGE, WIDTH
from specmint.text.typescript import TypeScript, ts_key, ts_literal
from specmint.wire import Memory, Unfit

_EXPORTED = ("Decimal", "JsonNumber", "errors", "fromHex", "other", "t")


@dataclass(frozen=True, slots=True)
class TypeScriptSamples:
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
        try:
            args = self._arguments(method, example)
        except Unfit:
            return None
        call = f"await client.{self.shapes.names.methods[method.name]}({args})"
        body = list(self._body(method, example, call))
        lines = [*self._head(binding, body), *body]
        return Sample(binding.transport, TypeScript("\n".join(lines)))

    # -- the call ------------------------------------------------------------------

    def _values(self) -> Values:
        def own(record: Record) -> dict[str, str]:
            return member_names(record.fields)

        return Values(self.shapes, own)

    def _arguments(self, method: Method, example: Example) -> str:
        """Write the parameters as one object."""
        params = make_params(self.shapes, method)
        if unknown := example.params.keys() - {one.field.name for one in params}:
            raise Unfit(f"{method.name} has no {', '.join(sorted(unknown))}")
        context = context_of(method, example, self.memory)
        rows = []
        for param in params:
            name = param.field.name
            if name in example.params:
                given = example.params[name]
                value = self._values().read(param.field.use, given, context)
                rows.append(f"{ts_key(param.name)}: {code(value)}")
            elif param.is_required:
                raise Unfit(f"`{name}` is missing")
        return f"{{ {', '.join(rows)} }}" if rows else ""

    def _body(self, method: Method, example: Example, call: str) -> Iterator[str]:
        if example.raises:
            yield from self._caught(example, call)
        elif method.result is None or example.result is None:
            yield _laid(f"{call};")
        else:
            context = context_of(method, example, self.memory)
            value = example.result.value
            result = self._values().read(method.result, value, context)
            line = f"console.log({call});"
            if len(line) <= WIDTH:
                yield line
            else:
                yield _laid(f"const result = {call};")
                yield "console.log(result);"
            if told := printed(result, WIDTH - 3):
                yield f"// {told}"

    def _caught(self, example: Example, call: str) -> Iterator[str]:
        raised = example.raises
        assert raised is not None
        yield "try {"
        yield _deeper(_laid(f"{call};", WIDTH - 2))
        yield "} catch (error) {"
        name = self.shapes.names.errors[raised.error]
        yield f"  if (!(error instanceof errors.{name})) throw error;"
        told = one_line(message_words(self.api, example), WIDTH - 5)
        yield "  console.log(error.message);"
        if told:
            yield f"  // {told}"
        yield "}"

    # -- what stands before it -----------------------------------------------------

    def _head(self, binding: Binding, body: Sequence[str]) -> Iterator[str]:
        words = words_of(line for line in body if not line.lstrip().startswith("//"))
        client = f"{self.shapes.names.client}Client"
        names = [client]
        names += [
            "types as t" if one == "t" else one for one in _EXPORTED if one in words
        ]
        path = f"./{self.shapes.names.package}/index.ts"
        line = f'import {{ {", ".join(names)} }} from "{path}";'
        if len(line) > WIDTH:
            listed = "".join(f"  {one},\n" for one in names)
            line = f'import {{\n{listed}}} from "{path}";'
        yield f"{line}\n"
        host = ts_literal(self.api.transport(binding.transport).host)
        rows = ", ".join(self._credentials(binding))
        made = f"const client = new {client}({host}"
        yield opened(f"{made}, {{ {rows} }});") if rows else f"{made});"

    def _credentials(self, binding: Binding) -> Iterator[str]:
        """Name what the call's scheme sends, with a text in place of each secret."""
        schemes = [one for one in self.api.auth if one.name in binding.auth]
        scheme = next((one for one in schemes if not one.file), None)
        if scheme is not None:
            wanted = {name.removeprefix("$") for name in needed(scheme)}
            for one in self.api.credentials:
                if one.name in wanted:
                    told = f"your {' '.join(map(str.lower, split(one.name)))}"
                    yield f"{credential_name(self.api, one.name)}: {ts_literal(told)}"


def make_samples(api: Api, traffic: Traffic) -> TypeScriptSamples:
    return TypeScriptSamples(api, make_shapes(api), traffic, Memory())


def _laid(line: str, width: int = WIDTH) -> str:
    return lay_out(line, width)


def _deeper(text: str) -> str:
    inner = text.replace("\n", "\n  ")
    return f"  {inner}"
