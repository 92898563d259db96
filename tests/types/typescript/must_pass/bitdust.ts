/** A program that was written from the guide and the reference alone. */

import { readFile } from "node:fs/promises";
import {
  ApiError,
  BitDustClient,
  errors,
  TransportError,
  types as t,
} from "../../../../generated/clients/typescript/bitdust-client/index.ts";

const apiSecret = (): Promise<string> => readFile("/x", "utf8");
const engine = new BitDustClient("http://127.0.0.1:8180", { apiSecret });
const live = new BitDustClient("ws://127.0.0.1:8280", { apiSecret });

await engine.processHealth();
const identity = await engine.identityGet();
console.log(identity.name, identity.globalId, identity.sources?.length);
for (const key of await engine.keysList({ sort: true, includePrivate: false })) {
  console.log(key.keyId, key.label, key.size);
}
for (const file of await engine.filesList({ remotePath: "alice@x" })) {
  console.log(file.remotePath, file.size);
}
try {
  await engine.networkStun();
} catch (error) {
  if (error instanceof errors.ServiceNotStarted) console.log(error.service);
  else if (error instanceof ApiError) console.log(error.code, error.message);
  else throw error;
}
const listening = live.models("correspondent", { includeExisting: true });
await listening.start();
try {
  for await (const change of listening) {
    const friend: t.Correspondent | undefined = undefined;
    console.log(change.data.nickname, change.push.id, friend);
    if (change.push.deleted) break;
  }
} catch (error) {
  if (!(error instanceof TransportError)) throw error;
}
for await (const event of live.eventPushes({ timeoutMs: 1000 })) {
  console.log(event.eventId, event.data);
  break;
}
for await (const message of live.streamMessagePushes()) {
  console.log(message.direction, message.conversationId, message.payload);
  break;
}
console.log(
  await engine.messageSend({ recipientId: "master$bob@x", data: { message: "hi" } }),
);
console.log(await engine.messageHistory({ recipientId: "bob@x" }));
live.close();
engine.close();
