/** Calls over a WebSocket, and what is pushed over it. */

import assert from "node:assert/strict";
import test from "node:test";
import { inspect } from "node:util";

import {
  BitDustClient,
  calls,
  DeadlineError,
  DecodeError,
  errors,
  type Listening,
  TransportError,
  UnsupportedError,
} from "../../../generated/clients/typescript/bitdust-client/index.ts";
import { peer } from "./peer.ts";

interface Asked {
  readonly method: string;
  readonly kwargs: Readonly<Record<string, string>>;
  readonly call_id: string;
}

/** An engine whose connections are all at hand. */
function engine(answer: (asked: Asked) => unknown = () => ({ status: "OK" })) {
  const asked: Asked[] = [];
  const sockets: Socket[] = [];
  class Socket {
    readonly url: string;
    isClosed = false;
    onopen: (() => void) | null = null;
    onmessage: ((event: { readonly data: unknown }) => void) | null = null;
    onerror: (() => void) | null = null;
    onclose: (() => void) | null = null;

    constructor(url: string) {
      this.url = url;
      sockets.push(this);
      setTimeout(() => this.onopen?.(), 1);
    }

    send(text: string): void {
      const one = JSON.parse(text) as Asked;
      asked.push(one);
      const response = answer(one);
      const payload = { call_id: one.call_id, response };
      this.say({ type: "api_call", payload: { call_id: "someone else's", response } });
      if (response !== undefined) {
        this.say({ type: "api_call", payload });
      }
    }

    say(frame: unknown): void {
      setTimeout(() => this.onmessage?.({ data: JSON.stringify(frame) }), 1);
    }

    close(): void {
      if (!this.isClosed) {
        this.isClosed = true;
        setTimeout(() => this.onclose?.(), 1);
      }
    }
  }
  const settings = { WebSocket: Socket, apiSecret: "hunter2 & more" };
  const client = new BitDustClient("ws://127.0.0.1:8280", settings);
  return { asked, sockets, client, Socket };
}

const key = { key_id: "a$b@c", label: "", size: 4096, is_private: true };
const model = (id: string, name = "correspondent"): unknown => ({
  type: "model",
  payload: { name, id, data: { idurl: "x", nickname: id }, created: 1_795_222_992 },
});

test("calls share one connection, and find their own answers", async () => {
  const { asked, sockets, client } = engine((one) => ({
    status: "OK",
    result:
      one.method === "process_health" ? undefined : { ...key, key_id: one.method },
  }));
  await Promise.all([client.processHealth(), client.processHealth()]);
  assert.equal(sockets.length, 1);
  assert.equal(new Set(asked.map((one) => one.call_id)).size, 2);
  assert.match(
    sockets[0]?.url ?? "",
    /^ws:\/\/127\.0\.0\.1:8280\/\?\w+=hunter2%20%26%20more$/,
  );
  assert.ok(!inspect(client, { depth: 9 }).includes("hunter2"));
  client.close();
  await assert.rejects(client.processHealth(), TransportError);
});

test("errors arrive in their classes", async () => {
  const { client } = engine(() => ({
    status: "ERROR",
    errors: ["key abcd is not registered"],
  }));
  const error = await client.keyGet({ keyId: "abcd" }).catch((one: unknown) => one);
  assert.ok(error instanceof errors.KeyNotRegistered);
  assert.equal(error.status, undefined);
});

test("silence ends in time, and a lost connection is told to all", async () => {
  const { sockets, client } = engine(() => undefined);
  const own = { timeoutMs: 30, resends: 0 };
  await assert.rejects(client.processHealth(own), DeadlineError);
  const waiting = client.processHealth({ resends: 0 }).catch((one: unknown) => one);
  await new Promise((resolve) => setTimeout(resolve, 10));
  sockets[0]?.close();
  const error = await waiting;
  assert.ok(error instanceof TransportError && error.maybeActed);
  const again = client.processHealth({ timeoutMs: 20, resends: 0 });
  await assert.rejects(again, DeadlineError);
  assert.equal(sockets.length, 2);
});

test("a connection that never opens ends in time, and the next one is new", async () => {
  const { sockets, client } = engine();
  class Deaf {
    onopen = null;
    onmessage = null;
    onerror = null;
    onclose = null;
    send(): void {
      assert.fail("it is not open");
    }
    close(): void {
      this.onclose = null;
    }
  }
  let count = 0;
  const Socket = class extends Deaf {
    constructor() {
      super();
      count += 1;
    }
  };
  const deaf = new BitDustClient("ws://127.0.0.1:8280", { WebSocket: Socket });
  const own = { timeoutMs: 20, resends: 0 };
  for (let index = 1; index < 3; index += 1) {
    const error = await deaf.processHealth(own).catch((one: unknown) => one);
    assert.ok(error instanceof TransportError && !error.maybeActed);
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(count, index);
  }
  client.close();
  assert.equal(sockets.length, 0);
});

test("a read is sent again over a new connection", async () => {
  let count = 0;
  const { sockets, client } = engine(() => {
    count += 1;
    if (count === 1) {
      sockets[0]?.close();
      return undefined;
    }
    return { status: "OK" };
  });
  await client.processHealth();
  assert.equal(count, 2);
  assert.equal(sockets.length, 2);
});

async function first<T>(listening: Listening<T>, most: number): Promise<T[]> {
  const found: T[] = [];
  for await (const one of listening) {
    found.push(one);
    if (found.length === most) {
      break;
    }
  }
  return found;
}

test("a stream begins, brings its own pushes, and stops when the loop is left", async () => {
  const { asked, sockets, client } = engine();
  const changes = client.models("correspondent", { includeExisting: true });
  await changes.start();
  for (const frame of [model("bob"), model("x", "key"), {}, model("eve")]) {
    sockets[0]?.say(frame);
  }
  const found = await first(changes, 2);
  assert.deepEqual(
    found.map(({ data }) => data.nickname),
    ["bob", "eve"],
  );
  assert.equal(found[0]?.push.id, "bob");
  const methods = asked.map((one) => one.method);
  assert.deepEqual(methods, [
    "enable_model_listener",
    "request_model_data",
    "disable_model_listener",
  ]);
  assert.deepEqual(asked[0]?.kwargs, { model_name: "correspondent" });
});

test("a stream that another one needs is not stopped", async () => {
  const { asked, client } = engine();
  const one = await client.models("key").start();
  const two = await client.models("key").start();
  await one.close();
  assert.ok(!asked.some(({ method }) => method === "disable_model_listener"));
  await two.close();
  assert.equal(asked.at(-1)?.method, "disable_model_listener");
  assert.deepEqual(await two.next(), { done: true, value: undefined });
});

test("a push that does not fit is told, and one may go on", async () => {
  const { sockets, client } = engine();
  const listening = await client.modelPushes().start();
  sockets[0]?.say({ type: "model", payload: { name: 7 } });
  sockets[0]?.say(model("bob"));
  await assert.rejects(listening.next(), DecodeError);
  const next = await listening.next();
  assert.ok(!next.done && next.value.id === "bob");
  await listening.close();
});

test("what came before a loss can be taken, and then it is told", async () => {
  const { sockets, client } = engine();
  const listening = await client.modelPushes().start();
  sockets[0]?.say(model("bob"));
  await new Promise((resolve) => setTimeout(resolve, 10));
  sockets[0]?.close();
  await new Promise((resolve) => setTimeout(resolve, 10));
  assert.equal((await listening.next()).done, false);
  await assert.rejects(listening.next(), TransportError);
});

test("a signal ends the listening, and http pushes nothing", async () => {
  const { client } = engine();
  const controller = new AbortController();
  const listening = client.eventPushes({ signal: controller.signal });
  await listening.start();
  setTimeout(() => {
    controller.abort();
  }, 10);
  assert.deepEqual(await first(listening, 1), []);
  const plain = new BitDustClient("http://127.0.0.1:8180");
  await assert.rejects(plain.eventPushes().next(), UnsupportedError);
});

test("what is asked is just what the frame says, under an id of its own", async () => {
  const { asked, sockets, client } = engine();
  await client.processHealth();
  const [{ call_id, ...rest } = { call_id: "" }] = asked;
  assert.match(call_id, /^[0-9a-f]{32}$/);
  assert.deepEqual(rest, { command: "api_call", method: "process_health", kwargs: {} });
  const bare = new BitDustClient("ws://127.0.0.1:8280/base", {
    WebSocket: sockets[0]?.constructor as never,
  });
  await bare.processHealth();
  assert.equal(sockets[1]?.url, "ws://127.0.0.1:8280/base/");
  await assert.rejects(
    client.reply({ ...calls.processHealth(), facts: { name: "x" } } as never),
    UnsupportedError,
  );
});

test("frames that are none, or too long, are no answers", async () => {
  const { sockets, client } = engine(() => undefined);
  const call = client.processHealth({ resends: 0, timeoutMs: 200 });
  await new Promise((resolve) => setTimeout(resolve, 5));
  for (const data of ["{", new Uint8Array([123, 125]), "[]", "5"]) {
    sockets[0]?.onmessage?.({ data });
  }
  await assert.rejects(call, DeadlineError);
  for (const [mostBytes, isLost] of [
    [500, false],
    [499, true],
  ] as const) {
    const own = engine(() => undefined);
    const small = new BitDustClient("ws://127.0.0.1:8280", {
      WebSocket: own.Socket,
      mostBytes,
    });
    const waiting = small.processHealth({ resends: 0, timeoutMs: 100 });
    await new Promise((resolve) => setTimeout(resolve, 5));
    own.sockets[0]?.onmessage?.({ data: " ".repeat(500) });
    await assert.rejects(waiting, isLost ? /more than 499 bytes/ : DeadlineError);
  }
});

test("a frame may have 256 MiB where nobody says otherwise", async () => {
  const { sockets, client } = engine(() => undefined);
  const call = client.processHealth({ resends: 0 });
  await new Promise((resolve) => setTimeout(resolve, 5));
  sockets[0]?.onmessage?.({ data: " ".repeat(2 ** 28 + 1) });
  await assert.rejects(call, /more than 268435456 bytes/);
});

test("ten thousand pushes may wait, and one more is told", async () => {
  const { sockets, client } = engine();
  const listening = await client.eventPushes().start();
  const data = JSON.stringify({ type: "event", payload: { event_id: "x", data: {} } });
  for (let count = 0; count < 10_001; count += 1) {
    sockets[0]?.onmessage?.({ data });
  }
  for (let count = 0; count < 10_000; count += 1) {
    assert.equal((await listening.next()).done, false);
  }
  await assert.rejects(listening.next(), /more than 10000 pushes wait/);
});

test("a push without what it should hold is told", async () => {
  const { sockets, client } = engine();
  const listening = await client.eventPushes().start();
  sockets[0]?.say({ type: "event" });
  await assert.rejects(listening.next(), /the push has no `payload`/);
});

test("a connection that is closing is not used again", async () => {
  const { sockets, client } = engine();
  await client.processHealth();
  Object.assign(sockets[0] ?? {}, { readyState: 1 });
  await client.processHealth();
  assert.equal(sockets.length, 1);
  Object.assign(sockets[0] ?? {}, { readyState: 2 });
  await client.processHealth();
  assert.equal(sockets.length, 2);
});

test("a secret that cannot be had ends the calls that wait for it", async () => {
  const { sockets } = engine();
  const apiSecret = (): Promise<string> => Promise.reject(new Error("gone"));
  const client = new BitDustClient("ws://127.0.0.1:8280", { apiSecret, resends: 0 });
  const error = await client.processHealth().catch((one: unknown) => one);
  assert.ok(error instanceof UnsupportedError && !error.maybeActed);
  assert.equal(sockets.length, 0);
});

// -- real connections to a service that does less than it should ---------------------------

test("a handshake that never ends is late, and its connection ends", async (t) => {
  const silent = await peer({ isHeld: true });
  t.after(silent.close);
  const client = new BitDustClient(silent.url);
  for (const own of [{ deadlineMs: 300 }, { timeoutMs: 300, resends: 0 }]) {
    const error = await client.processHealth(own).catch((one: unknown) => one);
    assert.ok(error instanceof DeadlineError && !error.maybeActed);
  }
  await Promise.all(silent.ended);
});

test("who gives up a handshake does not end it for others", async (t) => {
  const slow = await peer({ isHeld: true });
  t.after(slow.close);
  const client = new BitDustClient(slow.url);
  const one = client.processHealth({ deadlineMs: 300 });
  const other = client.processHealth({ resends: 0 }).catch((found: unknown) => found);
  await assert.rejects(one, DeadlineError);
  slow.open();
  await slow.heard;
  client.close();
  const error = await other;
  assert.ok(error instanceof TransportError && error.maybeActed);
  assert.equal(slow.ended.length, 1);
});

test("without a goodbye of the service the connection ends all the same", async (t) => {
  const rude = await peer();
  t.after(rude.close);
  const client = new BitDustClient(rude.url);
  const call = client.processHealth();
  await rude.heard;
  client.close();
  await assert.rejects(call, TransportError);
  await Promise.all(rude.ended);
});

test("a service that says goodbye and does not hang up is left", async (t) => {
  const slow = await peer();
  t.after(slow.close);
  const client = new BitDustClient(slow.url);
  const call = client.processHealth({ resends: 0 });
  await slow.heard;
  slow.write(Buffer.of(0x88, 0));
  await assert.rejects(call, TransportError);
  await Promise.all(slow.ended);
});
