"""Streams of the engine: the word that names one says what it brings."""

from typing import Any

from bitdust_client import AsyncBitDustClient, BitDustClient, types
from typing_extensions import assert_type


def follow(client: BitDustClient, name: str) -> None:
    with client.models("conversation", include_existing=True) as conversations:
        for change in conversations:
            assert_type(change.data, types.Conversation)
            assert_type(change.push, types.ModelPush)
            assert_type(change.data.last_updated, types.UnixSeconds)
    with client.models("key") as keys:
        assert_type(keys.get(timeout=1.0).data, types.KeyModel)
    with client.models(name) as unknown:
        assert_type(next(unknown).data, Any)
    with client.event_pushes() as events:
        assert_type(next(events), types.EventPush)


async def wait(client: AsyncBitDustClient) -> None:
    async with client.models("online_status") as statuses:
        async for change in statuses:
            assert_type(change.data, types.OnlineStatus)
    async with client.stream_message_pushes() as messages:
        assert_type(await messages.get(), types.Message)
