"""What stands around calls and answers: ids, statuses, dialects."""

from specmint.cases.parts import Json, Object, dig, put
from specmint.model import Api, Dialect, Error, Example, Http, Rpc, Transport, Ws


def frames_of(api: Api) -> Object:
    """Say by transport what stands around calls and answers, and may differ.

    That is the place of the id, how many outer levels may have their members in any
    order, and what nobody can foresee.
    """
    return {one.name: _frame(api, one) for one in api.transports}


def _frame(api: Api, transport: Transport) -> Object:
    request, reply = dict[str, Json](), dict[str, Json]()
    match transport.more:
        case Rpc():
            request, reply = {"id": "id", "levels": 1}, {"id": "id", "levels": 1}
        case Ws(call=call, reply_id=reply_id):
            own = next((key for key, value in call if value == "$id"), "")
            request, reply = {"id": own, "levels": 1}, {"id": reply_id, "levels": 3}
        case Http():
            reply = {"levels": 1} if any(e.ok for e in api.envelopes) else {}
    names = [
        beside.field.name
        for envelope in api.envelopes
        for beside in envelope.beside
        if transport.name == beside.over
    ]
    reply |= {"varies": names} if names else {}
    prefix = getattr(transport.more, "prefix", "")
    return {"request": request, "reply": reply} | ({"prefix": prefix} if prefix else {})


def put_id(api: Api, over: str, request: Object, reply: Object) -> Object:
    """Put the id of the request, or null, into a reply that was made up."""
    frame = _frame(api, api.transport(over))
    if "id" not in frame["request"] or not isinstance(reply.get("json"), dict):
        return reply
    own = dig(request.get("json"), frame["request"]["id"])
    put(reply["json"], frame["reply"]["id"], own)
    return reply


def spoken(api: Api) -> Dialect:
    """Give the dialect that a client speaks."""
    more = api.transport("rpc").more
    assert isinstance(more, Rpc)
    return next((one for one in more.dialects if one.name == more.speak), Dialect(""))


def raised_by(api: Api, example: Example) -> Error | None:
    return api.errors[example.raises.error] if example.raises else None


def rpc_status(
    api: Api, code: Json, error: Error | None = None, dialect: Dialect | None = None
) -> int:
    """Give the HTTP status of a reply with this code, or of one that went well."""
    speak = dialect or spoken(api)
    if code is None:
        return speak.ok
    own = error.http_status if error else None
    if isinstance(own, int):
        return own
    if own and speak.name in dict(own):
        return dict(own)[speak.name]
    return dict(speak.error_by_code).get(code, speak.error)
