/** The edges of what all clients share: defaults, limits, addresses, forms of requests. */

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import test, { type TestContext } from "node:test";

import {
  BitcoinClient,
  calls,
  DeadlineError,
  Decimal,
  DecodeError,
  Misfit,
  TransportError,
} from "../../../generated/clients/typescript/bitcoin-client/index.ts";
import {
  ApiError,
  Budget,
  Call,
  type Carrier,
  Core,
  type ErrorFacts,
  ErrorTable,
  type Failure,
  Several,
} from "../../../generated/clients/typescript/bitcoin-client/runtime/core.ts";
import {
  Auth,
  fillPath,
  Http,
  parseAddress,
  pathPart,
} from "../../../generated/clients/typescript/bitcoin-client/runtime/http.ts";
import { shown } from "../../../generated/clients/typescript/bitcoin-client/runtime/json.ts";
import {
  RpcCarrier,
  RpcClient,
  type RpcFacts,
} from "../../../generated/clients/typescript/bitcoin-client/runtime/rpc.ts";
import * as wire from "../../../generated/clients/typescript/bitcoin-client/runtime/wire.ts";
import * as hooks from "../../../generated/clients/typescript/mtgox-client/runtime/hooks.ts";
import {
  keyed,
  type Scheme,
  signature,
} from "../../../generated/clients/typescript/mtgox-client/runtime/sign.ts";
import * as goxWire from "../../../generated/clients/typescript/mtgox-client/runtime/wire.ts";

const at = "http://node.example:8332";
const pay = {
  bitcoinaddress: "mx24uGcuUtcAyJEV6uMTbFxtc7dfRKNszA",
  amount: new Decimal("0.12345678"),
};

/** Answers every request alike, and keeps what it was asked. */
function saying(answer: () => Response) {
  const asked: RequestInit[] = [];
  const fake = (_: unknown, init: RequestInit = {}): Promise<Response> => {
    asked.push(init);
    return new Promise((resolve) => {
      resolve(answer());
    });
  };
  return { asked, fetch: fake as typeof fetch };
}

const good = (init?: ResponseInit): Response =>
  new Response('{"result":7,"error":null,"id":1}', init);

const failing = (error: unknown) =>
  saying(() => {
    throw error as Error;
  });

const caught = (work: Promise<unknown>): Promise<any> =>
  work.then(
    () => assert.fail("it went well"),
    (error: unknown) => error,
  );

// -- time and resends -------------------------------------------------------------------

/** Lets no time pass, and gives how long each wait would have been. */
function hasty(t: TestContext): number[] {
  const waits: number[] = [];
  const later = globalThis.setTimeout;
  const soon = (work: () => void, ms: number): unknown => {
    waits.push(ms);
    return ms <= 5000 ? later(work, 0) : later(() => undefined, 0);
  };
  t.mock.method(globalThis, "setTimeout", soon as typeof setTimeout);
  t.mock.method(Math, "random", () => 0);
  return waits;
}

test("a timer is never longer than engines can have it", async (t) => {
  const later = t.mock.method(globalThis, "setTimeout");
  const { fetch } = saying(good);
  await new BitcoinClient(at, { fetch, ids: () => 1, timeoutMs: 1e12 }).getblockcount();
  assert.deepEqual(
    later.mock.calls.map((one) => one.arguments[1]),
    [2 ** 31 - 1],
  );
});

test("a call is sent three times by itself, after pauses that grow", async (t) => {
  const waits = hasty(t);
  const { asked, fetch } = failing(new TypeError("reset"));
  await caught(new BitcoinClient(at, { fetch }).getblockcount());
  assert.equal(asked.length, 3);
  await caught(new BitcoinClient(at, { fetch, resends: 7 }).getblockcount());
  assert.equal(asked.length, 3 + 8);
  const pauses = waits.filter((ms) => ms <= 5000);
  const wanted = [50, 100, 200, 400, 800, 1600, 2500];
  assert.deepEqual(pauses, [...wanted.slice(0, 2), ...wanted]);
  t.mock.method(Math, "random", () => 1);
  await caught(new BitcoinClient(at, { fetch, resends: 1 }).getblockcount());
  assert.equal(waits.filter((ms) => ms <= 5000).at(-1), 100);
});

test("a service may be silent for half a minute, and a caller may say otherwise", () => {
  for (const [own, waits, most] of [
    [{}, 0, 30_000],
    [{}, 500, 30_500],
    [{ timeoutMs: 45_000 }, 0, 45_000],
    [{ deadlineMs: 7000 }, 0, 7000],
  ] as const) {
    const left = new Budget(own, waits).left();
    assert.ok(left <= most && left > most - 400, `${left} is not ${most}`);
  }
});

test("a deadline that has passed is told, and nothing is left to wait for", async () => {
  const { asked, fetch } = saying(good);
  const client = new BitcoinClient(at, { fetch, ids: () => 1 });
  const error = await caught(client.getblockcount({ deadlineMs: 0 }));
  assert.ok(error instanceof DeadlineError && !error.maybeActed);
  assert.equal(asked.length, 0);
  assert.equal(await client.getblockcount(), 7);
  assert.ok(!process.getActiveResourcesInfo().includes("Timeout"));
});

test("who waits for a resend is told at once that it is called off", async () => {
  const { fetch } = failing(new TypeError("reset"));
  const controller = new AbortController();
  const client = new BitcoinClient(at, { fetch, resends: 9 });
  const call = client.getblockcount({ signal: controller.signal });
  await new Promise(setImmediate);
  controller.abort(new Error("enough"));
  await assert.rejects(call, /enough/);
  const gone = await caught(client.getblockcount({ signal: controller.signal }));
  assert.match(String(gone), /enough/);
});

test("steps are traced with their number, their time and what went wrong", async () => {
  let count = 0;
  const { fetch } = saying(() => {
    count += 1;
    if (count % 2) {
      throw new TypeError("reset");
    }
    return good();
  });
  const seen: any[] = [];
  const trace = (one: unknown): unknown => seen.push(one);
  const client = new BitcoinClient(at, { fetch, trace, ids: () => 1, resends: 1 });
  await client.getblockcount();
  await caught(client.getblockcount({ resends: 0 }));
  assert.deepEqual(
    seen.map(({ ms, ...rest }) => {
      assert.ok(ms >= 0 && ms < 60_000);
      return Object.values(rest).join(" ").trim();
    }),
    [
      "send getblockcount 0",
      "resend getblockcount 1 TransportError",
      "send getblockcount 1",
      "reply getblockcount 1",
      "send getblockcount 0",
      "fail getblockcount 0 TransportError",
    ],
  );
});

test("a batch is called by its size, and acts like the strongest of its calls", async () => {
  const { asked, fetch } = failing(new TypeError("reset"));
  const seen: any[] = [];
  const client = new BitcoinClient(at, { fetch, trace: (one) => seen.push(one) });
  await caught(client.batch([calls.getblockcount(), calls.sendtoaddress(pay)]));
  assert.equal(asked.length, 1);
  assert.equal(seen[0].method, "batch of 2");
});

// -- failures of the way ----------------------------------------------------------------

test("what no engine has sent cannot have acted", async () => {
  const codes = [
    "ECONNREFUSED",
    "ENOTFOUND",
    "EAI_AGAIN",
    "EHOSTUNREACH",
    "ENETUNREACH",
    "UND_ERR_CONNECT_TIMEOUT",
    "ConnectionRefused",
    "FailedToOpenSocket",
  ];
  const coded = codes.map((code) => Object.assign(new Error("no"), { code }));
  const deno = new Error("client error (Connect): tcp connect error");
  for (const cause of [...coded, deno, new Error("outer", { cause: coded[0] })]) {
    const { fetch } = failing(new TypeError("fetch failed", { cause }));
    const client = new BitcoinClient(at, { fetch, resends: 0 });
    const error = await caught(client.sendtoaddress(pay));
    assert.ok(error instanceof TransportError && !error.maybeActed, String(cause));
    assert.ok(!error.message.includes("may have acted"));
    assert.ok(error.message.startsWith(`${at}: fetch failed: ${cause.message}`));
  }
  for (const odd of [new TypeError("reset"), null, "odd", { code: 7 }]) {
    const { fetch } = failing(odd);
    const client = new BitcoinClient(at, { fetch, resends: 0 });
    const error = await caught(client.sendtoaddress(pay));
    assert.ok(error instanceof TransportError && error.maybeActed);
    assert.match(error.message, /; it may have acted$/);
    assert.equal(error.cause, odd);
  }
});

test("a request goes where it should, and takes nothing else along", async () => {
  const { asked, fetch } = saying(good);
  await new BitcoinClient(at, { fetch, ids: () => 1 }).getblockcount();
  const [{ method, redirect, credentials, cache, signal } = {}] = asked;
  assert.deepEqual(
    [method, redirect, credentials, cache],
    ["POST", "manual", "omit", "no-store"],
  );
  assert.ok(signal);
  const away = saying(() => Response.error());
  const client = new BitcoinClient(at, { fetch: away.fetch, resends: 0 });
  const error = await caught(client.getblockcount());
  assert.ok(error instanceof TransportError && error.maybeActed);
  assert.match(error.message, /leads elsewhere/);
});

test("a reply is taken up to its limit, whatever it announces", async () => {
  const most = 256 * 1024 * 1024;
  const announced = (length: number) => () =>
    good({ headers: { "content-length": String(length) } });
  const fits = saying(announced(most));
  assert.equal(
    await new BitcoinClient(at, { fetch: fits.fetch, ids: () => 1 }).getblockcount(),
    7,
  );
  const long = saying(announced(most + 1));
  const error = await caught(
    new BitcoinClient(at, { fetch: long.fetch }).sendtoaddress(pay),
  );
  assert.ok(error instanceof TransportError && error.maybeActed);
  assert.match(error.message, /longer than 268435456 bytes/);
  for (const [mostBytes, fitting] of [
    [32, true],
    [31, false],
  ] as const) {
    const { fetch } = saying(good);
    const client = new BitcoinClient(at, { fetch, ids: () => 1, mostBytes });
    const call = client.getblockcount({ resends: 0 });
    await (fitting ? call : assert.rejects(call, /longer than 31 bytes/));
  }
});

test("headers are taken as HTTP takes them", async () => {
  const { asked, fetch } = saying(good);
  const client = new BitcoinClient(at, { fetch, ids: () => 1 });
  const fine = { "X-a_1!#$%&'*+.^`|~": "é tab\tÿ", "X-None": "" };
  await client.getblockcount({ headers: fine });
  assert.deepEqual(asked.length, 1);
  for (const [name, value] of [
    ["X y", "1"],
    ["", "1"],
    ["X:", "1"],
    ["X", "a\0b"],
    ["X", "a\rb"],
    ["X", "a\nb"],
    ["X", "ā"],
    ["X", "\uffff"],
  ] as const) {
    await assert.rejects(
      client.getblockcount({ headers: { [name]: value } }),
      TypeError,
    );
  }
  assert.equal(asked.length, 1);
});

// -- addresses --------------------------------------------------------------------------

test("an address is scheme, host and port, and what stands before all paths", () => {
  const address = parseAddress(
    "https://al%20ice:h%3Aer@x.example:81/a/api/1//",
    "/api/1",
  );
  assert.deepEqual(address, {
    scheme: "https",
    origin: "https://x.example:81",
    base: "/a",
    username: "al ice",
    password: "h:er",
  });
  assert.equal(parseAddress("ws://x/a/").base, "/a");
  assert.equal(parseAddress("wss://x/api/1").base, "/api/1");
  assert.equal(parseAddress("http://x/api/1/more", "/api/1").base, "/api/1/more");
  for (const odd of [
    "x",
    "ftp://x",
    "xhttp://y",
    "httpx://y",
    "http://x?a=1",
    "http://x#a",
    "http://",
  ]) {
    assert.throws(() => parseAddress(odd), TypeError, odd);
  }
});

test("a path takes what a scope gives, each part of it as one", () => {
  const template = "/v3[/{a}/{b}][/c{d}]/{e}/{e}";
  assert.equal(fillPath(template, { a: "1", e: "x" }), "/v3/x/x");
  const whole = { a: "1", b: "2/ 3", d: "4" };
  assert.equal(fillPath(template, whole), "/v3/1/2%2F%203/c4/{e}/{e}");
  assert.equal(pathPart("a:@$,+;=%/?#", "x"), "a:@$,+;=%25%2F%3F%23");
  for (const odd of [".", ".."]) {
    assert.throws(() => pathPart(odd, "x"), { name: "Misfit", path: ["x"] });
  }
  assert.equal(pathPart("...", "x"), "...");
});

// -- errors -----------------------------------------------------------------------------

function kind(facts: ErrorFacts) {
  return class extends ApiError {
    static override readonly facts = facts;
  };
}

const failure: Failure = { message: "no x here", code: -5, status: 500, over: "rpc" };

test("of all classes that fit an error the most exact one has it", () => {
  const all: ErrorFacts[] = [
    { name: "nothing" },
    { name: "over", over: ["rpc", "ws"] },
    { name: "wide", codes: [-99, -1] },
    { name: "narrow", codes: [-5, -4] },
    { name: "open", text: "no {a}" },
    { name: "closed", text: "no {a} here" },
    { name: "code", code: -5 },
    { name: "code over", code: -5, over: ["rpc"] },
    { name: "code and codes", code: -5, codes: [-9, -1] },
    { name: "code and text", code: -5, text: "no {a} here" },
    { name: "both", code: -5, status: 500 },
    { name: "all", code: -5, status: 500, message: "no x here" },
  ];
  for (let most = all.length; most > 0; most -= 1) {
    const classes = all.slice(0, most).map(kind);
    for (const some of [classes, [...classes].reverse()]) {
      assert.equal(new ErrorTable(some).error(failure).name, all[most - 1]?.name);
    }
  }
});

test("a class has an error only if all of its facts are there", () => {
  const wrong: Omit<ErrorFacts, "name">[] = [
    { over: ["http"] },
    { code: -6 },
    { status: 400 },
    { token: "x" },
    { message: "no" },
    { codes: [-4, -1] },
    { codes: [-9, -6] },
    { text: "no {a} her" },
    { text: "o {a} here" },
    { text: "no {a} {a} here" },
    { text: "no {a} here", parts: { a: wire.NUMBER } },
  ];
  for (const facts of wrong) {
    const found = new ErrorTable([kind({ name: "Odd", ...facts })]).error(failure);
    assert.equal(found.name, "ApiError", JSON.stringify(Object.keys(facts)));
    const own = { message: "x", over: "ws", token: "t" } as const;
    const other = new ErrorTable([kind({ name: "Odd", codes: [-9, 9] })]).error(own);
    assert.deepEqual(
      [other.name, other.code, other.status],
      ["ApiError", "t", undefined],
    );
  }
  const twice = kind({ name: "Twice", text: "{a}.{b} {a}\n!" });
  const found = new ErrorTable([twice]).error({ message: "x.\ny x\n!", over: "rpc" });
  const parts = (error: ApiError): Record<string, unknown> => ({ ...error });
  assert.deepEqual([parts(found)["a"], parts(found)["b"]], ["x", "\ny"]);
  const data = kind({ name: "Data", data: wire.integer("hex") });
  const table = new ErrorTable([data]);
  assert.equal(table.error({ ...failure, data: "0x10" }).data, 16n);
  for (const kept of [null, "16"]) {
    assert.equal(table.error({ ...failure, data: kept }).data, kept);
  }
  const minus = kind({ name: "Minus", minusFrom: { n: [-3, wire.NUMBER] } });
  const sum = new ErrorTable([minus]).error(failure);
  assert.deepEqual([parts(sum)["n"], sum.transient, sum.refuses], [2, false, false]);
  const denied = new ApiError({ ...failure, status: 401 });
  assert.ok(denied.refuses);
});

// -- JSON-RPC ---------------------------------------------------------------------------

const facts: RpcFacts = { path: "/", dialect: {}, by: "position", gap: "null" };

function rpc(
  answer: (body: any) => unknown,
  own: Partial<RpcFacts> = {},
  status = 200,
) {
  const asked: any[] = [];
  const fake = (url: unknown, init: RequestInit = {}): Promise<Response> => {
    const body: unknown = JSON.parse(String(init.body));
    asked.push({ url: String(url), headers: init.headers, body });
    const said = answer(body);
    const text = typeof said === "string" ? said : JSON.stringify(said);
    return Promise.resolve(new Response(text, { status }));
  };
  const settings = { fetch: fake as typeof fetch, resends: 0 };
  const http = new Http(parseAddress(`${at}/base`), settings);
  const all = { ...facts, ...own };
  const carrier = new RpcCarrier(http, new Auth(), new ErrorTable([]), settings, all);
  return { asked, client: new RpcClient(new Core(carrier, settings)) };
}

const two = (params: object, more: object = {}) =>
  new Call<unknown>(
    {
      name: "two",
      effect: "once",
      params: { a: wire.ANYTHING, b: wire.ANYTHING },
      result: wire.ANYTHING,
      rpc: {},
      ...more,
    },
    params,
  );
const echo = ({ id }: any) => ({ result: 1, error: null, id });

test("arguments go by position or by name, with nothing behind the last one", async () => {
  const { asked, client } = rpc(echo);
  await client.send(two({ a: 1, b: 2 }));
  await client.send(two({ a: 1 }));
  await client.send(two({ b: 2 }));
  await client.send(two({}));
  assert.deepEqual(
    asked.map((one) => one.body),
    [
      { id: 1, method: "two", params: [1, 2] },
      { id: 2, method: "two", params: [1] },
      { id: 3, method: "two", params: [null, 2] },
      { id: 4, method: "two", params: [] },
    ],
  );
  assert.equal(asked[0].url, `${at}/base/`);
  const strict = rpc(echo, { gap: "error" });
  await assert.rejects(strict.client.send(two({ b: 2 })), Misfit);
  await strict.client.send(two({ a: 1 }));
  const named = rpc(echo, { by: "name", dialect: { version: "2.0" } });
  const route = { method: "deux", path: "/x", names: { b: "bb" }, headers: { X: "1" } };
  await named.client.send(two({ a: 1, b: 2 }, { rpc: route }));
  await named.client.send(two({}));
  const [first, second] = named.asked;
  const params = { a: 1, bb: 2 };
  assert.deepEqual(first.body, { jsonrpc: "2.0", id: 1, method: "deux", params });
  assert.deepEqual(second.body, { jsonrpc: "2.0", id: 2, method: "two" });
  assert.deepEqual(
    [first.url, first.headers.X, first.headers["Content-Type"]],
    [`${at}/base/x`, "1", "application/json"],
  );
  const own = rpc(echo, { contentType: "text/json", headers: { Y: "2" } });
  await own.client.send(two({}), { headers: { Z: "3" } });
  const { headers } = own.asked[0];
  assert.deepEqual(
    [headers["Content-Type"], headers.Y, headers.Z],
    ["text/json", "2", "3"],
  );
  assert.throws(() => rpc(echo, { by: "xname" as "name" }), TypeError);
  assert.throws(() => rpc(echo, { by: "namex" as "name" }), TypeError);
  const none = two({}, { rpc: undefined });
  await assert.rejects(client.send(none), { name: "UnsupportedError" });
  await assert.rejects(client.send(two({ c: 1 })), /two has no `c`/);
  await client.send(two({ a: 1, c: undefined }));
});

test("an answer that is none of JSON-RPC is told by its status", async () => {
  const told = (text: unknown, status = 200) =>
    caught(rpc(() => text, {}, status).client.send(two({})));
  for (const text of ["{}", "[]", '{"id":1}', '{"error":null,"id":1}', "x"]) {
    assert.ok((await told(text)) instanceof DecodeError, text);
  }
  const plain = await told(` ${"x".repeat(600)} `, 503);
  assert.deepEqual(
    [plain.name, plain.status, plain.message, plain.data],
    ["ApiError", 503, "x".repeat(500), null],
  );
  assert.equal((await told("", 300)).message, "HTTP status 300");
  const odd = await told('{"odd":1}', 400);
  assert.deepEqual([odd.message, odd.data], ["HTTP status 400", { odd: 1 }]);
  const text = await told({ error: "no", id: null }, 299);
  assert.deepEqual([text.message, text.data, text.code], ["no", "no", null]);
  const list = await told({ error: [1], id: null });
  assert.deepEqual([list.message, list.data], ["[1]", [1]]);
  const worded = await told({ error: { code: "x", message: { a: 1 } }, id: 1 });
  assert.deepEqual([worded.message, worded.code], ['{"a":1}', null]);
  assert.ok((await told({ result: 1, id: null })) instanceof DecodeError);
});

test("a batch goes to one path, is not too long, and gives each call its own answer", async () => {
  const { asked, client } = rpc(
    (body) => [
      ...body.map(({ id }: any) => ({ result: id * 10, error: null, id })).reverse(),
      7,
      { result: 5 },
    ],
    { most: 2 },
  );
  const slots = await client.batch([two({ a: 1 }), two({ a: 2 })]);
  assert.deepEqual(
    slots.map((slot) => slot.result()),
    [10, 20],
  );
  assert.equal(asked[0].url, `${at}/base/`);
  assert.deepEqual(asked[0].headers["Content-Type"], "application/json");
  const three = [two({}), two({}), two({})];
  await assert.rejects(client.batch(three), TypeError);
  const elsewhere = two({}, { rpc: { path: "/x" } });
  await assert.rejects(client.batch([two({}), elsewhere]), TypeError);
  const whole = rpc(() => ({
    result: null,
    error: { code: -1, message: "all" },
    id: null,
  }));
  await assert.rejects(whole.client.batch([two({})]), { name: "ApiError", code: -1 });
  for (const answer of [{ result: 1, error: null, id: 1 }, { id: 1 }, 7]) {
    await assert.rejects(rpc(() => answer).client.batch([two({})]), DecodeError);
  }
  const refused = rpc(() => "no", {}, 500);
  await assert.rejects(refused.client.batch([two({})]), { status: 500, message: "no" });
  const unfit = rpc(([{ id }]) => [{ result: "x", error: null, id }]);
  const [slot] = await unfit.client.batch([two({}, { result: wire.NUMBER })]);
  assert.ok(slot.error instanceof DecodeError);
});

test("what acts but once is not sent again, alone or in a batch", async () => {
  for (const [effects, times] of [
    [["read"], 2],
    [["idempotent"], 2],
    [["once"], 1],
    [["read", "idempotent"], 2],
    [["idempotent", "once"], 1],
    [["once", "read"], 1],
  ] as const) {
    const broken = rpc(() => {
      throw new TypeError("reset");
    });
    const all = effects.map((effect) => two({}, { effect }));
    await caught(broken.client.batch(all, { resends: 1 }));
    assert.equal(broken.asked.length, times, String(effects));
    const [first] = all;
    assert.ok(first);
    await caught(broken.client.send(first, { resends: 1 }));
    const more = effects[0] === "once" ? 1 : 2;
    assert.equal(broken.asked.length, times + more, String(effects));
  }
});

test("a notification has no id, and an error that comes all the same is told", async () => {
  const dialect = { notifies: true };
  const { asked, client } = rpc(() => " ", { dialect });
  await client.notify(two({ a: 1 }));
  assert.deepEqual(asked[0].body, { method: "two", params: [1] });
  const error = { code: -2, message: "no" };
  const loud = rpc(() => ({ error, id: null }), { dialect });
  await assert.rejects(loud.client.notify(two({})), { code: -2 });
  await assert.rejects(rpc(() => "", { dialect }, 400).client.notify(two({})), {
    status: 400,
  });
  await rpc(() => "", { dialect }, 399).client.notify(two({}));
});

test("of two carriers the one goes that has a way for a call", async () => {
  const asked: string[] = [];
  const carrier = (name: string, isNew: boolean): Carrier => ({
    carry: () => Promise.resolve(asked.push(`${name} call`)) as never,
    carryBatch: () => Promise.resolve([asked.push(`${name} batch`) as never]),
    notify: () => Promise.resolve(void asked.push(`${name} notify`)),
    refresh: () => Promise.resolve(asked.push(`${name} refresh`) > 0 && isNew),
    close: () => void asked.push(`${name} close`),
  });
  const budget = new Budget({}, 0);
  const both = (rpcIsNew: boolean, restIsNew: boolean): Several =>
    new Several(carrier("rpc", rpcIsNew), carrier("rest", restIsNew));
  const one = both(false, false);
  await one.carry(two({}), budget);
  await one.carry(two({}, { rpc: undefined }), budget);
  await one.carryBatch([], budget);
  await one.notify(two({}), budget);
  one.close();
  const all = ["rpc call", "rest call", "rpc batch", "rpc notify", "rpc close"];
  assert.deepEqual(asked, [...all, "rest close"]);
  const found = [one, both(true, false), both(false, true)].map((own) =>
    own.refresh(budget),
  );
  assert.deepEqual(await Promise.all(found), [false, true, true]);
});

// -- signatures -------------------------------------------------------------------------

const scheme: Scheme = {
  message: [
    "verb",
    ["bytes", "0a"],
    "path",
    "query",
    "nonce",
    ["path_after", "/1/"],
    "body",
  ],
  algorithm: "sha1",
  encoding: "hex",
  send: [["header", "X-Sign", "$digest"]],
};

test("what is signed is just what is sent, part by part", async () => {
  const request = { verb: "PUT", target: "/a/1/b?c=?d\n", headers: {}, body: "é" };
  const message = "PUT\n/a/1/bc=?d\n77bé";
  for (const keyEncoding of ["hex", "base64", undefined] as const) {
    const secret = { hex: "6b6579", base64: "a2V5", text: "key" }[
      keyEncoding ?? "text"
    ];
    const own = { ...scheme, ...(keyEncoding ? { keyEncoding } : {}) };
    const made = await signature(own, await keyed(own, secret), request, "77");
    assert.equal(made, createHmac("sha1", "key").update(message).digest("hex"));
  }
  const key = await keyed(scheme, "key");
  const elsewhere = { ...request, target: "/a/2/b" };
  await assert.rejects(signature(scheme, key, elsewhere), /has no `\/1\/`/);
  const bare = { ...request, target: "/1/" };
  const digest = createHmac("sha1", "key").update("PUT\n/1/é").digest("hex");
  assert.equal(await signature(scheme, key, bare), digest);
  for (const [encoding, secret] of [
    ["hex", "6"],
    ["base64", "a"],
    ["hex", ""],
  ] as const) {
    await assert.rejects(
      keyed({ ...scheme, keyEncoding: encoding }, secret),
      TypeError,
    );
  }
  await assert.rejects(keyed({ ...scheme, keyLength: 2 }, "key"), /3 bytes/);
});

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test("a delivery is read as JSON or as a form, and only as text", async () => {
  const json = new hooks.Webhook({
    name: "told",
    payload: goxWire.map(goxWire.ANYTHING),
    place: "json",
    status: 201,
  });
  assert.deepEqual(json.acknowledgement, {
    status: 201,
    headers: { "Content-Type": "text/plain; charset=utf-8" },
    body: "",
  });
  const told = await json.receive({}, bytes('{"a":1}'));
  assert.deepEqual(told, { a: 1 });
  assert.deepEqual(json.identity(told), [told]);
  await assert.rejects(json.receive({}, bytes("a=1")), { name: "DecodeError" });
  await assert.rejects(json.receive({}, Uint8Array.of(0xff)), /not text in UTF-8/);
  await assert.rejects(json.receive({}, bytes("{}"), { key: "x" }), TypeError);
  const form = new hooks.Webhook({
    name: "form",
    payload: goxWire.record<any>("Form", { a: goxWire.maybe(goxWire.TEXT) }),
    place: "form",
  });
  assert.equal(form.acknowledgement.status, 200);
  const read = (text: string): Promise<any> => form.receive({}, bytes(text));
  assert.deepEqual(await read(""), {});
  assert.deepEqual(await read("a=b=c%26+d"), { a: "b=c& d" });
  assert.deepEqual(await read("a=%zz"), { a: "%zz" });
  const many = (count: number): string =>
    Array.from({ length: count }, (_, index) => `x${index}=`).join("&");
  assert.equal(Object.keys((await read(many(1000))).extra).length, 1000);
  for (const odd of [
    many(1001),
    "a",
    "a=1&a=2",
    "__proto__=1",
    "a=%ff",
    "a=1&",
    "a=\ufeff%f",
  ]) {
    const work = read(odd);
    await (odd.startsWith("a=\ufeff")
      ? work
      : assert.rejects(work, { name: "DecodeError" }));
  }
});

test("a signature is found under each spelling of its header, and once", async () => {
  const own: Scheme = {
    message: ["body", ["bytes", "00"]],
    algorithm: "sha256",
    encoding: "hex",
    send: [
      ["header", "X-Key", "$key"],
      ["header", "X-Sign", "$digest"],
    ],
    alsoSend: { "X-Sign": "Old-Sign" },
  };
  const hook = new hooks.Webhook({
    name: "told",
    payload: goxWire.map(goxWire.ANYTHING),
    place: "json",
    scheme: own,
  });
  const digest = createHmac("sha256", "s").update("{}\0").digest("hex");
  const trust = { secret: "s", key: "k" };
  const receive = (headers: any, given: any = trust): Promise<any> =>
    hook.receive(headers, bytes("{}"), given);
  for (const name of ["x-sign", "X_SIGN", "HTTP_X_SIGN", "old-sign", "HTTP_OLD_SIGN"]) {
    for (const value of [digest, digest.toUpperCase(), [digest], [digest, digest]]) {
      await receive({ [name]: value, "X-KEY": "k", other: undefined });
    }
  }
  const both = { "x-sign": digest, "old-sign": digest, "x-key": "k" };
  await receive(both);
  const unproven = [
    { ...both, "x-sign": `${digest.slice(0, -1)}x` },
    { "x-sign": `${digest}0`, "x-key": "k" },
    { "x-sign": digest.slice(0, -1), "x-key": "k" },
    { "x-sign": digest.replace(/^./, "z"), "x-key": "k" },
    { "x-sign": digest },
    { "x-sign": digest, "x-key": "K" },
    { "x-key": "k" },
  ];
  for (const headers of unproven) {
    await assert.rejects(receive(headers), { name: "SignatureError" });
  }
  await receive({ "x-sign": digest }, { secret: "s" });
  await assert.rejects(
    receive(both, { secret: () => undefined }),
    /`?"k"`?, which is unknown/,
  );
  const fresh = { place: "form", name: "n", rule: "rising", unit: "seconds" } as const;
  for (const odd of [
    { ...own, fresh },
    { ...own, message: ["path"] },
    { ...own, message: [["path_after", "/"]] },
    { ...own, send: [["query", "sign", "$digest"]] },
  ] as Scheme[]) {
    assert.throws(
      () =>
        new hooks.Webhook({
          name: "odd",
          payload: goxWire.ANYTHING,
          place: "json",
          scheme: odd,
        }),
      TypeError,
    );
  }
});

// -- values -----------------------------------------------------------------------------

test("values are shown shortly", () => {
  const rows: [unknown, string][] = [
    [[], "a list"],
    [{}, "an object"],
    [null, "null"],
    [true, "true"],
    ["a", '"a"'],
    ["a".repeat(58), `"${"a".repeat(58)}"`],
    ["a".repeat(59), `"${"a".repeat(58)}…`],
    [10n ** 70n, `1${"0".repeat(59)}`],
  ];
  for (const [value, text] of rows) {
    assert.equal(shown(value), text);
  }
});

test("decimals are reckoned with exactly", () => {
  const d = (text: string) => new Decimal(text);
  assert.equal(String(d("1.5").plus(d("0.05"))), "1.55");
  assert.equal(String(d("1.5").minus(d("0.05"))), "1.45");
  assert.equal(String(d("0.05").minus(d("1.5"))), "-1.45");
  assert.equal(String(d("-1.5").times(d("0.05"))), "-0.075");
  assert.deepEqual(
    [d("1").compare(d("1.0")), d("1").compare(d("2")), d("2").compare(d("1"))],
    [0, -1, 1],
  );
  assert.ok(d("1.0").equals(d("1")) && !d("1").equals(d("2")));
  assert.deepEqual([d("1.50").toMinor(1), d("1.5").toMinor(3)], [15n, 1500n]);
  assert.throws(() => d("1.55").toMinor(1), TypeError);
  assert.equal(d("-0.01").toMinor(2), -1n);
  assert.equal(String(new Decimal(15n)), "15");
  assert.equal(String(new Decimal(-15n, 3)), "-0.015");
  assert.equal(JSON.stringify(d("1e2")), '"100"');
  assert.deepEqual(
    ["1e-2", "1E+2", "12e-1", "0.0"].map((one) => String(d(one))),
    ["0.01", "100", "1.2", "0.0"],
  );
  assert.throws(() => (d("1") as never) + 1, TypeError);
  assert.equal(`${d("1")}`, "1");
  for (const odd of [
    "",
    "x1",
    "1x",
    "1.",
    ".1",
    "1e",
    "1e1234",
    "--1",
    "1".repeat(1001),
  ]) {
    assert.throws(() => d(odd), TypeError, odd);
  }
  assert.throws(() => new Decimal(1 as never), TypeError);
});
