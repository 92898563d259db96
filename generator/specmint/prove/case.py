"""One example and what it is judged by; what is wrong with it is a slip."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from specmint.model import Api, Binding, Example, Field, Json, Method, Record, Use
from specmint.wire import Context, Level, Meaning, Memory, Misfit

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Slip:
    """Something wrong inside an example; `is_mismatch` is what an erratum may explain."""

    path: Path
    code: str
    message: str
    hint: str = ""
    is_mismatch: bool = False


@dataclass(frozen=True, slots=True)
class Bench:
    """What one run over an API shares."""

    api: Api
    hidden: frozenset[str]  # names that auth puts beside the parameters
    memory: Memory = field(default_factory=Memory)
    seen: set[str] = field(default_factory=set)  # wire forms that have a meaning


@dataclass(frozen=True, slots=True)
class Call:
    """A method as examples call it."""

    method: Method
    fields: Mapping[str, Field]
    params: Use  # its parameters as one record, of which none is missed
    bindings: Mapping[str, Binding]


@dataclass(frozen=True, slots=True)
class Case:
    bench: Bench
    call: Call
    example: Example
    context: Context
    meanings: Mapping[str, Meaning]  # of the parameters that fit their types
    misfits: tuple[Misfit, ...]  # of the others


def at(path: Path, message: str) -> str:
    """Lead a message with where inside a value it holds."""
    return f"at `{'.'.join(map(str, path))}`: {message}" if path else message


def fields_by_name(fields: Iterable[Field]) -> dict[str, Field]:
    return {field.name: field for field in fields}


def param_context(bench: Bench, call: Call, params: Mapping[str, Json]) -> Context:
    return Context(params=Level(params, call.fields), memory=bench.memory)


def params_record(method: Method) -> Record:
    """Lay a method's parameters out as a record; who misses which is asked elsewhere."""
    return Record(
        fields=tuple(map(_loosened, method.params)),
        exactly_one_of=method.exactly_one_of,
        together=method.together,
    )


def _loosened(param: Field) -> Field:
    if param.may_be_missing:
        return param
    return Field(param.name, param.use, optional=True, also=param.also)


def meant(word: str, known: Iterable[str]) -> str:
    """Suggest a known word that looks like this one."""
    close = get_close_matches(word, sorted(known), n=1)
    return f"did you mean `{close[0]}`?" if close else ""
