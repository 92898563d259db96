/** Signers with made-up schemes: where numbers and signatures go, and whose turn it is. */

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import test from "node:test";

import {
  type Budget,
  MtGoxClient,
} from "../../../generated/clients/typescript/mtgox-client/index.ts";
import { Budget as OwnBudget } from "../../../generated/clients/typescript/mtgox-client/runtime/core.ts";
import type {
  HttpReply,
  Request,
} from "../../../generated/clients/typescript/mtgox-client/runtime/http.ts";
import {
  Hmac,
  MemoryNonces,
  type Scheme,
  signers,
} from "../../../generated/clients/typescript/mtgox-client/runtime/sign.ts";

const scheme: Scheme = {
  message: ["query", "body"],
  algorithm: "sha256",
  encoding: "hex",
  send: [
    ["query", "key", "$key"],
    ["query", "sign", "$digest"],
  ],
};
const hmac = (text: string): string =>
  createHmac("sha256", "secret").update(text).digest("hex");
const request: Request = {
  verb: "GET",
  target: "/p?a=1",
  headers: { A: "b" },
  body: "",
};
const budget = (): Budget => new OwnBudget({}, 0);

function signer(own: Partial<Scheme> = {}, settings: object = {}): Hmac {
  return new Hmac({ ...scheme, ...own }, "secret", { key: "k&" }, settings);
}

test("a query is signed behind what it has, and begins with what is new", async () => {
  const signed = await signer().sign(request);
  const sign = hmac("a=1&key=k%26");
  assert.deepEqual(signed, { ...request, target: `/p?a=1&key=k%26&sign=${sign}` });
  const bare = await signer().sign({ ...request, target: "/p" });
  assert.equal(bare.target, `/p?key=k%26&sign=${hmac("key=k%26")}`);
  const fresh = { place: "query", name: "n", rule: "rising", unit: "seconds" } as const;
  const made = await signer({ fresh }).sign(request, "77");
  assert.ok(made.target.startsWith("/p?n=77&a=1&key=k%26&sign="), made.target);
});

test("a form takes what is new, and other bodies do not", async () => {
  const fresh = { place: "form", name: "n", rule: "rising", unit: "seconds" } as const;
  const one = signer({ fresh });
  const empty = await one.sign(request, "77");
  const type = "application/x-www-form-urlencoded";
  assert.deepEqual(
    [empty.body, empty.headers],
    ["n=77", { A: "b", "Content-Type": type }],
  );
  const headers = { "Content-Type": `${type}; charset=utf-8` };
  const full = await one.sign({ ...request, headers, body: "x=1" }, "77");
  assert.deepEqual([full.body, full.headers], ["n=77&x=1", headers]);
  for (const odd of [
    { ...request, body: "x" },
    { ...request, headers: { "Content-Type": "application/json" } },
  ]) {
    await assert.rejects(one.sign(odd, "77"), /`n` goes into a form/);
  }
});

test("a header may hold what is new", async () => {
  const fresh = {
    place: "header",
    name: "N",
    rule: "rising",
    unit: "seconds",
  } as const;
  const { headers } = await signer({ fresh }).sign(request, "77");
  assert.deepEqual(headers, { A: "b", N: "77" });
});

const reply = { status: 200, headers: new Headers(), body: "" };

test("what is new counts in its unit, and ends below its limit", async () => {
  for (const [unit, wanted] of [
    ["seconds", "1234"],
    ["milliseconds", "1234567"],
    ["microseconds", "1234567890"],
  ] as const) {
    const fresh = {
      place: "header",
      name: "N",
      rule: "rising",
      unit,
      below: 1234567891n,
    } as const;
    const settings = { now: () => 1_234_567.89, nonces: new MemoryNonces() };
    const one = signer({ fresh }, settings);
    const seen: Request[] = [];
    const exchange = (signed: Request): Promise<HttpReply> => {
      seen.push(signed);
      return Promise.resolve(reply);
    };
    await one.send(request, exchange, budget());
    assert.equal(seen[0]?.headers["N"], wanted);
    const again = one.send(request, exchange, budget());
    if (unit === "microseconds") {
      await assert.rejects(again, /no `N` is left: 1234567891 is not below 1234567891/);
    } else {
      await again;
      assert.equal(seen[1]?.headers["N"], String(Number(wanted) + 1));
    }
  }
});

test("calls whose numbers rise take turns, and others do not", async () => {
  for (const [rule, most] of [
    ["rising", 1],
    ["window", 2],
  ] as const) {
    const fresh = { place: "header", name: "N", rule, unit: "seconds" } as const;
    const one = signer({ fresh }, { nonces: new MemoryNonces() });
    const open: (() => void)[] = [];
    const exchange = (): Promise<HttpReply> =>
      new Promise((resolve) => {
        open.push(() => {
          resolve(reply);
        });
      });
    const calls = [
      one.send(request, exchange, budget()),
      one.send(request, exchange, budget()),
    ];
    while (open.length < most) {
      await new Promise(setImmediate);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(open.length, most);
    while (open.length) {
      open.shift()?.();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await Promise.all(calls);
  }
  const unsigned = signer();
  assert.equal(
    await unsigned.send(request, () => Promise.resolve(reply), budget()),
    reply,
  );
});

test("each key has a row of numbers of its own, and a failed call ends its turn", async () => {
  const nonces = new MemoryNonces();
  const give = (nonce: bigint): Promise<bigint> => Promise.resolve(nonce);
  const fail = (): Promise<bigint> => Promise.reject(new Error("no"));
  assert.equal(await nonces.next("a", 5n, give, budget()), 5n);
  assert.equal(await nonces.next("a", 5n, give, budget()), 6n);
  await assert.rejects(nonces.next("a", 1n, fail, budget()), /no/);
  assert.equal(await nonces.next("a", 8n, give, budget()), 8n);
  assert.equal(await nonces.next("a", 0n, give, budget()), 9n);
  assert.equal(await nonces.next("b", 0n, give, budget()), 1n);
});

test("signers are made of a secret and all that goes with it", () => {
  const both = { a: scheme, b: scheme };
  const made = signers(both, "secret", { key: "k" }, {});
  assert.deepEqual(Object.keys(made), ["a", "b"]);
  assert.deepEqual(signers(both, undefined, { key: undefined }, {}), {});
  for (const [secret, known] of [
    [undefined, { key: "k" }],
    ["secret", { key: undefined }],
    ["secret", { key: "k", more: undefined }],
  ] as const) {
    assert.throws(() => signers(both, secret, known, {}), TypeError);
  }
  assert.throws(() => signers(both, "secret", {}, {}), /a secret and its `\$key`/);
});

test("a client may sign by the time", async () => {
  const bodies: string[] = [];
  const fake = (_: unknown, init: RequestInit = {}): Promise<Response> => {
    bodies.push(String(init.body));
    return Promise.resolve(new Response('{"result":"success","return":[]}'));
  };
  const client = new MtGoxClient("https://data.mtgox.com", {
    key: "123e4567-e89b-42d3-a456-426614174000",
    secret: Buffer.alloc(64).toString("base64"),
    fetch: fake as typeof fetch,
    now: () => 4_100_000_000_000,
    signWith: "v1_tonce",
  });
  await client.orders();
  assert.deepEqual(bodies, ["tonce=4100000000000000"]);
});
