"""What an application refuses by itself, as tables in code; and how much it takes."""

from collections.abc import Iterator

from specmint.layout import lay_out
from specmint.lower.python.shapes import Shapes
from specmint.model import Api, Refuse, Rpc, Transport
from specmint.targets.python_client import WIDTH
from specmint.text.python import Python, literal


def refusal_tables(api: Api, shapes: Shapes) -> Iterator[Python]:
    """Write a table for each transport: the error that answers each kind of refusal."""
    for transport in api.transports:
        pairs = [
            f"{literal(one.kind)}: {refuse_code(shapes, one)}"
            for one in transport.refuse
            if one.answer == "error"  # a WebSocket closes, or keeps silent, by itself
        ]
        name = table_name(transport)
        line = f"{name}: Final[dict[str, Refuse]] = {{{', '.join(pairs)}}}"
        yield Python(lay_out(line, WIDTH))


def table_name(transport: Transport) -> str:
    return f"_{transport.name.upper()}_REFUSALS"


def refuse_code(shapes: Shapes, refuse: Refuse) -> str:
    """Write what answers a refusal."""
    args = [f"errors.{shapes.names.errors[refuse.error]}"] if refuse.error else []
    if refuse.message:
        args.append(f"{'' if args else 'message='}{literal(refuse.message)}")
    args += [] if refuse.status is None else [f"status={refuse.status}"]
    return f"Refuse({', '.join(args)})"


def limits(api: Api) -> Iterator[Python]:
    """Write how much the service takes, where it says so."""
    told: dict[str, int] = {}
    for transport in api.transports:
        own, name = transport.limits, transport.name
        most = transport.more.batch.most if isinstance(transport.more, Rpc) else None
        facts = {
            "frame" if name == "ws" else "body": own.body,
            "batch": own.batch or most,
            "depth": own.depth,
            "time": own.time,
            "sessions": own.sessions,
        }
        for limit, value in facts.items():
            if value is not None:
                told[limit] = max(value, told.get(limit, value))
    if told:
        args = [f"{name}={value}" for name, value in told.items()]
        yield Python(lay_out(f"LIMITS: Final = Limits({', '.join(args)})", WIDTH))
