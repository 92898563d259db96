/** Signing and webhooks, against digests that others made. */

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import test from "node:test";
import { inspect } from "node:util";

import {
  DecodeError,
  MtGoxClient,
  SignatureError,
  TransportError,
  UnsupportedError,
  webhooks,
} from "../../../generated/clients/typescript/mtgox-client/index.ts";
import {
  signature,
  keyed,
} from "../../../generated/clients/typescript/mtgox-client/runtime/sign.ts";

const key = "123e4567-e89b-42d3-a456-426614174000";
const raw = Buffer.from(Array.from({ length: 64 }, (_, index) => index));
const secret = raw.toString("base64");
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test("digests are those of RFC 4231", async () => {
  const scheme = {
    message: ["body"],
    encoding: "hex",
    send: [["header", "X-Sign", "$digest"]],
  } as const;
  const cases = {
    sha256: "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    sha512:
      "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554" +
      "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
  } as const;
  for (const [algorithm, digest] of Object.entries(cases)) {
    const whole = { ...scheme, algorithm: algorithm as keyof typeof cases };
    const made = await keyed(whole, "Jefe");
    const body = bytes("what do ya want for nothing?");
    assert.equal(await signature(whole, made, body), digest);
  }
});

/** Answers each request with success, after a while, and keeps what it was asked. */
function market(delay = 0, failures = 0) {
  const asked: { url: string; headers: Headers; body: string }[] = [];
  let open = 0;
  const fake = async (url: unknown, init: RequestInit = {}): Promise<Response> => {
    asked.push({
      url: String(url),
      headers: new Headers(init.headers),
      body: String(init.body),
    });
    open += 1;
    assert.equal(open, 1, "calls under one key take turns");
    await new Promise((resolve) => setTimeout(resolve, delay));
    open -= 1;
    if (asked.length <= failures) {
      throw new TypeError("fetch failed");
    }
    return new Response('{"result":"success","return":[]}');
  };
  return { asked, fetch: fake as typeof fetch };
}

test("signed calls take turns, with nonces that rise, and resends are signed anew", async () => {
  const { asked, fetch } = market(5, 1);
  const one = new MtGoxClient("https://data.mtgox.com", { key, secret, fetch });
  const two = new MtGoxClient("https://data.mtgox.com", { key, secret, fetch });
  await Promise.all([one.orders(), two.orders(), one.orders(), two.orders()]);
  assert.equal(asked.length, 5);
  const nonces = asked.map((each) =>
    BigInt(new URLSearchParams(each.body).get("nonce") ?? 0),
  );
  assert.deepEqual(
    nonces,
    [...nonces].sort((a, b) => (a < b ? -1 : 1)),
  );
  assert.equal(new Set(nonces).size, 5);
  for (const { headers, body } of asked) {
    const digest = createHmac("sha512", raw).update(body).digest("base64");
    assert.equal(headers.get("rest-sign"), digest);
    assert.equal(headers.get("rest-key"), key);
  }
});

test("who waits for a turn minds the time", async () => {
  const { fetch } = market(200);
  const client = new MtGoxClient("https://data.mtgox.com", { key, secret, fetch });
  const first = client.orders();
  await assert.rejects(client.orders({ deadlineMs: 20, resends: 0 }), TransportError);
  await first;
  await client.orders();
});

test("a clock that stands still gives nonces that rise", async () => {
  const { asked, fetch } = market();
  const now = (): number => 4_000_000_000_000;
  const client = new MtGoxClient("https://data.mtgox.com", { key, secret, fetch, now });
  await client.orders();
  await client.orders();
  const nonces = asked.map((each) => new URLSearchParams(each.body).get("nonce"));
  assert.deepEqual(nonces, ["4000000000000000", "4000000000000001"]);
});

test("credentials are whole or not there, and show nowhere", async () => {
  const { fetch } = market();
  const nobody = new MtGoxClient("https://data.mtgox.com", { fetch });
  await assert.rejects(nobody.orders(), UnsupportedError);
  assert.throws(() => new MtGoxClient("https://x", { key }), /secret and its key/);
  const client = new MtGoxClient("https://data.mtgox.com", { key, secret, fetch });
  assert.ok(!inspect(client, { depth: 9 }).includes(secret.slice(0, 20)));
  const wrong = new MtGoxClient("https://x", { key, secret: "c2hvcnQ=", fetch });
  await assert.rejects(wrong.orders(), /has 5 bytes and should have 64/);
});

// -- webhooks -----------------------------------------------------------------------------

const paid =
  "id=0e2f6f5e-3c55-4b0b-8f4e-2b7a0f1d9c11&payment_id=7c9f4d2a-61de-4f8e-9a53-0d1b2c3e4f50" +
  "&status=paid&data=invoice-17&amount=81705496&currency=BTC&method=MTGOXBTC" +
  "&date=2013-04-02+05%3A04%3A19";
const signed = {
  "rest-key": key,
  "rest-sign":
    "Uaqdc/MSpQmeJF99vwW7j3oaJ3VhYr0uSlycNYHFUllbfWRzTtNA9+JGLzzQIILSWjK0ImmiNyt+L2+9ocBq0Q==",
};

test("a delivery is verified, read and acknowledged", async () => {
  const spellings = [
    signed,
    new Headers(signed),
    new Map(Object.entries(signed)),
    { HTTP_REST_KEY: key, HTTP_REST_SIGN: [signed["rest-sign"]] },
  ];
  for (const headers of spellings) {
    const told = await webhooks.IPN.receive(headers, bytes(paid), { secret, key });
    assert.ok(told.status === "paid");
    assert.equal(told.amount, 81705496n);
    assert.equal(told.data, "invoice-17");
    assert.equal(told.date, 1_364_879_059);
    const ids = [
      "0e2f6f5e-3c55-4b0b-8f4e-2b7a0f1d9c11",
      "7c9f4d2a-61de-4f8e-9a53-0d1b2c3e4f50",
    ];
    assert.deepEqual(webhooks.IPN.identity(told), [...ids, "paid"]);
  }
  const { status, body } = webhooks.IPN.acknowledgement;
  assert.deepEqual([status, body], [200, "[OK]"]);
});

test("a delivery that is not proven is not read", async () => {
  const { IPN } = webhooks;
  const body = bytes(paid);
  const forged = bytes(paid.replace("81705496", "81705497"));
  await assert.rejects(IPN.receive(signed, forged, { secret }), SignatureError);
  await assert.rejects(IPN.receive({}, body, { secret }), SignatureError);
  const twice: [string, string][] = [
    ["Rest-Sign", "a"],
    ["rest-sign", "b"],
  ];
  await assert.rejects(IPN.receive(twice, body, { secret }), SignatureError);
  await assert.rejects(
    IPN.receive(signed, body, { secret, key: "other" }),
    SignatureError,
  );
  await assert.rejects(IPN.receive(signed, body), /give the secret/);
  const find = (name: string): string | undefined =>
    name === key ? secret : undefined;
  assert.equal((await IPN.receive(signed, body, { secret: find })).status, "paid");
  const stranger = { ...signed, "rest-key": "who" };
  await assert.rejects(IPN.receive(stranger, body, { secret: find }), SignatureError);
  const prove = webhooks.ADDRESS_PING.receive({}, bytes(""), { secret });
  await assert.rejects(prove, /not signed/);
});

test("a delivery that is proven and odd is no payment", async () => {
  for (const text of ["status=paid", "status=new&id=1", "x", "%ff=1", "a=1&a=2"]) {
    const body = bytes(text);
    const digest = createHmac("sha512", raw).update(body).digest("base64");
    const headers = { "Rest-Key": key, "Rest-Sign": digest };
    await assert.rejects(
      webhooks.IPN.receive(headers, body, { secret }),
      DecodeError,
      text,
    );
  }
});
