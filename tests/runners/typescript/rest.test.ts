/** REST with made-up facts: places of arguments, envelopes, and what cannot be carried. */

import assert from "node:assert/strict";
import test from "node:test";

import {
  BitDustClient,
  type Json,
  Misfit,
  unknownPath,
} from "../../../generated/clients/typescript/bitdust-client/index.ts";
import {
  Call,
  Client,
  Core,
  ErrorTable,
} from "../../../generated/clients/typescript/bitdust-client/runtime/core.ts";
import {
  Http,
  parseAddress,
} from "../../../generated/clients/typescript/bitdust-client/runtime/http.ts";
import { JsonNumber } from "../../../generated/clients/typescript/bitdust-client/runtime/json.ts";
import {
  type Envelope,
  RestCarrier,
  type RestFacts,
} from "../../../generated/clients/typescript/bitdust-client/runtime/rest.ts";
import * as wire from "../../../generated/clients/typescript/bitdust-client/runtime/wire.ts";

interface Asked {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** A client that is answered alike by all, and what it asked. */
function rest(
  text: string,
  own: Partial<RestFacts> = {},
  status = 200,
  at = "http://x/base",
) {
  const asked: Asked[] = [];
  const fake = (url: unknown, init: any): Promise<Response> => {
    asked.push({ url: String(url), ...init });
    return Promise.resolve(new Response(text, { status }));
  };
  const settings = { fetch: fake as typeof fetch, resends: 0 };
  const http = new Http(parseAddress(at), settings);
  const facts = { envelopes: {}, defaultHost: "http://x", ...own };
  const carrier = new RestCarrier(http, {}, new ErrorTable([]), facts);
  return { asked, carrier, client: new Client(new Core(carrier, settings)) };
}

/** A call whose parameters are `a` and `b`. */
function call(http: object, params: object = {}, more: object = {}): Call<any> {
  const two = { a: wire.ANYTHING, b: wire.ANYTHING };
  const result = wire.ANYTHING;
  const facts = { name: "two", effect: "once", params: two, result, ...more } as const;
  return new Call(
    http === undefined ? facts : { ...facts, http: http as never },
    params,
  );
}

const get = { verb: "GET", path: "/p" };
const post = { verb: "POST", path: "/p" };

async function sent(route: object, params: object = {}, own: Partial<RestFacts> = {}) {
  const { asked, client } = rest("", own);
  await client.send(call(route, params));
  const [one] = asked;
  assert.ok(one);
  return one;
}

test("arguments go where they have their place", async () => {
  const { url, body, headers } = await sent(get, { a: "x /:@$,+=&?é", b: 5 });
  assert.equal(url, "http://x/base/p?a=x%20/:@$,%2B=%26%3F%C3%A9&b=5");
  assert.deepEqual([body, headers], [undefined, {}]);
  const fixed = await sent({ ...get, query: "q=1", path: "/p/{a}" }, { b: [1, 2] });
  assert.equal(fixed.url, "http://x/base/p/{a}?q=1&b=%5B1,2%5D");
  const placed = { ...get, path: "/{a}/{a}/{c}", names: { b: "c" } };
  const inPath = { ...placed, places: { a: "path", b: "path" } };
  assert.equal(
    (await sent(inPath, { a: "$&", b: "/" })).url,
    "http://x/base/$%26/$%26/%2F",
  );
  await assert.rejects(sent(inPath, { a: ".." }), Misfit);
  const json = await sent({ ...post, names: { a: "aa" } }, { a: 1, b: "x" });
  assert.equal(json.body, '{"aa":1,"b":"x"}');
  assert.equal(json.headers["Content-Type"], "application/json");
  const none = await sent(post);
  assert.deepEqual([none.body, none.headers], [undefined, {}]);
  const whole = await sent(
    { ...post, places: { a: "body", b: "header" } },
    { a: [1], b: 2 },
  );
  assert.deepEqual([whole.body, whole.headers["b"]], ["[1]", "2"]);
  const both = await sent({ ...post, places: { a: "body" } }, { a: 1, b: 2 });
  assert.equal(both.body, "1");
  const form = await sent({ ...post, place: "form" }, { a: "x y", b: true });
  assert.equal(form.body, "a=x+y&b=true");
  assert.equal(form.headers["Content-Type"], "application/x-www-form-urlencoded");
  const empty = await sent({ ...post, place: "form" });
  assert.equal(empty.headers["Content-Type"], "application/x-www-form-urlencoded");
  const read = await sent({ ...get, place: "json" }, { a: 1 });
  assert.equal(read.body, undefined);
});

test("headers are those of all, then of the route, then of the caller", async () => {
  const headers = { A: "all", B: "all", C: "all" };
  const route = { ...get, headers: { B: "route", C: "route" } };
  const { asked, client } = rest("", { headers });
  await client.send(call(route), { headers: { C: "caller" } });
  assert.deepEqual(asked[0]?.headers, { A: "all", B: "route", C: "caller" });
});

test("a list may be repeated, and a boolean has the form of its place", async () => {
  const params = { a: wire.repeated(wire.TEXT), b: wire.BOOLEAN };
  const booleans = { query: wire.ZERO_ONE };
  const { asked, client } = rest("", { booleans });
  await client.send(call(get, { a: ["x", "y"], b: true }, { params }));
  assert.equal(asked[0]?.url, "http://x/base/p?a=x&a=y&b=1");
  await client.send(call(post, { b: true }, { params }));
  assert.equal(asked[1]?.body, '{"b":true}');
  const forms = { b: wire.truth(["yes"], ["no"]) };
  await client.send(call({ ...get, forms }, { b: false }, { params }));
  assert.equal(asked[2]?.url, "http://x/base/p?b=no");
  const plain = rest("");
  await plain.client.send(call({ ...get, forms }, { b: true }, { params }));
  assert.equal(plain.asked[0]?.url, "http://x/base/p?b=yes");
  await plain.client.send(
    call({ ...post, place: "form" }, { a: ["x", "y"] }, { params }),
  );
  assert.equal(plain.asked[1]?.body, "a=x&a=y");
});

test("a call that lives elsewhere goes there, unless all goes to a stand-in", async () => {
  const host = "https://other:81";
  const own = { defaultHost: "http://x" };
  assert.equal((await sent({ ...get, host }, {}, own)).url, "https://other:81/base/p");
  const { asked, client } = rest("", { defaultHost: "http://y" });
  await client.send(call({ ...get, host }));
  assert.equal(asked[0]?.url, "http://x/base/p");
});

test("what a transport does not have is refused, and what has it is named", async () => {
  const { asked, client } = rest("");
  const absent = { ...get, absent: ["a", "b"] };
  const odd = call(absent, { b: 1 }, { ws: {} });
  await assert.rejects(
    client.send(odd),
    /^TypeError: two does not take `b` over http:\/\/; ws:\/\/ does$/,
  );
  await client.send(call(absent));
  assert.equal(asked.length, 1);
  const signed = { ...get, auth: "v1" };
  await assert.rejects(client.send(call(signed)), /two must be signed/);
  for (const [more, needs] of [
    [{ rpc: {}, ws: {} }, "ws://"],
    [{}, ""],
  ] as const) {
    const told = await client.send(call(undefined as never, {}, more)).catch(String);
    const end = needs ? `; it needs an address with ${needs}` : "";
    assert.equal(told, `UnsupportedError: two cannot be called over http://${end}`);
  }
  const socket = new BitDustClient("ws://127.0.0.1:9");
  await assert.rejects(
    socket.send(unknownPath("GET", "/x")),
    /an address with http:\/\/$/,
  );
  const { carrier } = rest("");
  await assert.rejects(carrier.carryBatch(), TypeError);
  await assert.rejects(carrier.notify(), TypeError);
});

test("a call that nobody knows goes where it is told, and is sent once", async () => {
  const { asked, client } = rest('{"x":0.10}');
  const args = { "a b": 1, b: "x" };
  const found = await client.send(unknownPath("DELETE", "/y", args, "query"));
  assert.ok(found instanceof Object && String(Object.values(found)[0]) === "0.10");
  await client.send(unknownPath("PUT", "/y", args));
  assert.equal(asked[0]?.url, "http://x/base/y?a%20b=1&b=x");
  assert.deepEqual([asked[0]?.method, asked[1]?.method], ["DELETE", "PUT"]);
  assert.equal(asked[1]?.body, '{"a b":1,"b":"x"}');
  assert.equal(unknownPath("GET", "/").facts.effect, "once");
});

// -- answers ----------------------------------------------------------------------------

async function answered(
  text: string,
  envelope: Envelope,
  { status = 200, route = {}, more = {} } = {},
): Promise<any> {
  const { client } = rest(text, { envelopes: { "": {}, e: envelope } }, status);
  const one = call({ ...get, envelope: "e", ...route }, {}, more);
  return client.reply(one).catch((error: unknown) => error);
}

test("a result is taken out of its envelope", async () => {
  const envelope: Envelope = {
    ok: { "s.t": "OK" },
    result: "r.x",
    beside: { time: wire.NUMBER, gone: wire.NUMBER },
  };
  const text = '{"s":{"t":"OK"},"r":{"x":[7]},"time":5,"own":"o"}';
  const more = { beside: { own: wire.TEXT } };
  const reply = await answered(text, envelope, { more });
  assert.deepEqual(reply.result, [7]);
  assert.deepEqual(reply.beside, { time: 5, own: "o" });
  assert.deepEqual([reply.status, reply.raw], [200, text]);
  assert.ok(reply.headers.get("content-type"));
  const odd = await answered('{"s":{"t":"NO"},"r":{"x":1}}', envelope);
  assert.match(String(odd), /^DecodeError: .*`s\.t` is "NO", not "OK"/);
  const lacking = await answered('{"s":{"t":"OK"},"r":{}}', envelope);
  assert.match(String(lacking), /^DecodeError: .*no `r\.x`/);
  const inherited = await answered("{}", { result: "toString" });
  assert.match(String(inherited), /^DecodeError/);
});

test("a result that is left out, wrapped or bare is what its type says", async () => {
  const lax: Envelope = { result: "r", mayLack: true, wraps: true };
  const list = { result: wire.list(wire.NUMBER) };
  const number = { result: wire.nullable(wire.NUMBER) };
  const either = {
    result: wire.beside("a", { x: wire.list(wire.NUMBER) }, { otherwise: wire.NUMBER }),
  };
  const rows: [string, Envelope, object, Json][] = [
    ["{}", lax, list, []],
    ["{}", lax, number, null],
    ['{"r":[1]}', lax, list, [1]],
    ['{"r":[1]}', lax, number, 1],
    ['{"r":[]}', lax, {}, []],
    ['{"r":[null]}', lax, number, null],
    ["5", {}, number, 5],
    ["", {}, number, null],
    [" \\n", {}, number, null],
  ];
  for (const [text, envelope, more, wanted] of rows) {
    const found = await answered(text.replace("\\n", "\n"), envelope, { more });
    assert.deepEqual(found.result, wanted, `${text} ${String(found)}`);
  }
  const two = await answered('{"r":[1,2]}', lax, { more: number });
  assert.match(String(two), /^DecodeError/);
  const kept = await answered('{"r":[1]}', lax, { more: either });
  assert.match(String(kept), /^DecodeError/);
});

test("an error is told by its status, or by its envelope", async () => {
  const envelope: Envelope = {
    failed: { s: ["bad", "5"], t: ["x"] },
    texts: "errors",
    message: "m",
    token: "k",
    code: "c",
  };
  const bad = '{"s":5,"t":"x","errors":["first","second"],"m":"other","k":"K","c":3}';
  const found = await answered(bad, envelope);
  assert.deepEqual([found.name, found.message, found.code], ["ApiError", "first", 3]);
  assert.deepEqual([found.status, found.data.m], [200, "other"]);
  const worded = await answered('{"s":"bad","t":"x","m":"other","k":"K"}', envelope);
  assert.deepEqual([worded.message, worded.code], ["other", "K"]);
  const neither = await answered('{"s":"bad","t":"x","c":"3","k":4}', envelope);
  assert.deepEqual([neither.message, neither.code], ["", null]);
  const half = await answered('{"s":"bad","t":"y"}', envelope);
  assert.deepEqual(half.result, { s: "bad", t: "y" });
  assert.deepEqual((await answered("7", {})).result, 7);
  const page = await answered(` ${"x".repeat(501)}`, envelope, { status: 300 });
  assert.deepEqual([page.status, page.message], [300, "x".repeat(500)]);
  const good = await answered("7", {}, { status: 404, route: { ok: [404] } });
  assert.equal(good.result, 7);
  assert.equal((await answered("7", {}, { status: 299 })).result, 7);
  assert.match(String(await answered("x", {})), /^DecodeError/);
  assert.ok(new JsonNumber("0.10").toString() === "0.10");
});
