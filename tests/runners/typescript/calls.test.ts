/** Calls: when they are sent again, how long they last, and what becomes of them. */

import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import test from "node:test";
import { inspect } from "node:util";

import {
  ApiError,
  BitcoinClient,
  BitcoinConnection,
  calls,
  DeadlineError,
  Decimal,
  DecodeError,
  errors,
  type Event,
  TransportError,
  types,
  unknownMethod,
} from "../../../generated/clients/typescript/bitcoin-client/index.ts";
import { IconClient } from "../../../generated/clients/typescript/icon-client/index.ts";
import {
  BitDustClient,
  unknownPath,
  UnsupportedError,
} from "../../../generated/clients/typescript/bitdust-client/index.ts";

type Answer = string | Error | ((init: RequestInit) => Promise<Response>);

/** Plays answers one after the other, and keeps what it was asked. */
function played(...answers: readonly (Answer | readonly [number, string])[]) {
  const asked: { url: string; init: RequestInit; body: string }[] = [];
  const fake = async (url: unknown, init: RequestInit = {}): Promise<Response> => {
    const answer = answers[Math.min(asked.length, answers.length - 1)];
    asked.push({ url: String(url), init, body: String(init.body) });
    if (answer instanceof Error) {
      throw answer;
    }
    if (typeof answer === "function") {
      return answer(init);
    }
    const [status, text] =
      typeof answer === "string" ? [200, answer] : (answer ?? [0, ""]);
    const { id } = JSON.parse(String(init.body ?? "{}")) as { id?: number };
    return new Response(text.replace("ID", String(id)), { status });
  };
  return { asked, fetch: fake as typeof fetch };
}

const ok = (result: string): string => `{"result":${result},"error":null,"id":ID}`;
const failed = (code: number, message = "no"): readonly [number, string] => [
  500,
  `{"result":null,"error":{"code":${code},"message":"${message}"},"id":ID}`,
];
const reset = new TypeError("fetch failed", {
  cause: Object.assign(new Error("reset"), { code: "ECONNRESET" }),
});
const refused = new TypeError("fetch failed", {
  cause: Object.assign(new Error("refused"), { code: "ECONNREFUSED" }),
});
const pay = {
  bitcoinaddress: "mx24uGcuUtcAyJEV6uMTbFxtc7dfRKNszA",
  amount: new Decimal("0.12345678"),
};
const at = "http://node.example:8332";

test("a read is sent again after any failure of the way", async () => {
  const { asked, fetch } = played(reset, refused, ok("120"));
  const seen: Event[] = [];
  const client = new BitcoinClient(at, { fetch, trace: (one) => seen.push(one) });
  assert.equal(await client.getblockcount(), 120);
  assert.equal(asked.length, 3);
  const kinds = seen.map((one) => one.kind);
  assert.deepEqual(kinds, ["send", "resend", "send", "resend", "send", "reply"]);
});

test("a call that acts is sent again only if it surely was not sent", async () => {
  const unsent = played(refused, ok('"00ff"'));
  const sure = new BitcoinClient(at, { fetch: unsent.fetch });
  assert.equal(await sure.sendtoaddress(pay), "00ff");
  assert.equal(unsent.asked.length, 2);
  const lost = played(reset, ok('"00ff"'));
  const unsure = new BitcoinClient(at, { fetch: lost.fetch });
  const error = await unsure.sendtoaddress(pay).catch((one: unknown) => one);
  assert.ok(error instanceof TransportError && error.maybeActed);
  assert.equal(lost.asked.length, 1);
});

test("an attempt that may have acted is not forgotten by the next one", async () => {
  for (const last of [refused, reset]) {
    const { asked, fetch } = played(reset, last, refused);
    const client = new BitcoinClient(at, { fetch });
    const error = await client.getblockcount().catch((one: unknown) => one);
    assert.ok(error instanceof TransportError && error.maybeActed);
    assert.equal(error.message.split("it may have acted").length, 2);
    assert.equal(asked.length, 3);
  }
});

test("an error that passes by itself is asked for again, another is not", async () => {
  const warming = played(failed(-28, "Loading block index..."), ok("120"));
  const client = new BitcoinClient(at, { fetch: warming.fetch });
  assert.equal(await client.getblockcount(), 120);
  const gone = played(failed(-5, "Block not found"));
  const other = new BitcoinClient(at, { fetch: gone.fetch });
  const error = await other.getblock({ hash: "00" }).catch((one: unknown) => one);
  assert.ok(error instanceof errors.InvalidAddressOrKey);
  assert.equal(error.code, -5);
  assert.equal(error.status, 500);
  assert.equal(error.message, "Block not found");
  assert.ok(errors.isKnown(error) && error instanceof ApiError);
  assert.equal(gone.asked.length, 1);
});

test("an answer that cannot be read is not asked for again", async () => {
  for (const odd of [
    "<html>",
    ok('"many"'),
    '{"result":1,"error":null,"id":7777}',
    "{}",
  ]) {
    const { asked, fetch } = played(odd);
    const client = new BitcoinClient(at, { fetch });
    await assert.rejects(client.getblockcount(), DecodeError, odd);
    assert.equal(asked.length, 1);
  }
});

test("resends, deadlines and headers may be said for each call", async () => {
  const { asked, fetch } = played(reset);
  const client = new BitcoinClient(at, { fetch, headers: { "X-All": "1" } });
  const own = { resends: 0, headers: { "X-One": "2" } };
  await assert.rejects(client.getblockcount(own), TransportError);
  assert.equal(asked.length, 1);
  const headers = new Headers(asked[0]?.init.headers);
  assert.equal(headers.get("x-all"), "1");
  assert.equal(headers.get("x-one"), "2");
  const before = performance.now();
  const late = { deadlineMs: 60, resends: 99 };
  await assert.rejects(client.getblockcount(late), TransportError);
  assert.ok(performance.now() - before < 5000);
});

/** Never answers, and ends when it is called off. */
const silent = (init: RequestInit): Promise<Response> =>
  new Promise((_, reject) => {
    init.signal?.addEventListener("abort", () => {
      reject(init.signal?.reason as Error);
    });
  });

test("silence ends in time, and says whether the call may have acted", async () => {
  const client = new BitcoinClient(at, { fetch: played(silent).fetch, resends: 0 });
  const error = await client
    .sendtoaddress(pay, { timeoutMs: 20 })
    .catch((one: unknown) => one);
  assert.ok(error instanceof DeadlineError && error.maybeActed);
  await assert.rejects(client.getblockcount({ deadlineMs: 20 }), DeadlineError);
});

test("a body that stops coming ends in time, and one that trickles does not", async () => {
  const trickle = (pause: number) => (): Promise<Response> =>
    Promise.resolve(
      new Response(
        new ReadableStream({
          async start(controller) {
            for (const sign of ok("120").replace("ID", "1")) {
              await new Promise((resolve) => setTimeout(resolve, pause));
              controller.enqueue(new TextEncoder().encode(sign));
            }
            controller.close();
          },
        }),
      ),
    );
  const slow = new BitcoinClient(at, { fetch: played(trickle(5)).fetch });
  assert.equal(await slow.getblockcount({ timeoutMs: 1000 }), 120);
  const stuck = new BitcoinClient(at, { fetch: played(trickle(500)).fetch });
  const once = { timeoutMs: 30, resends: 0 };
  await assert.rejects(stuck.getblockcount(once), DeadlineError);
});

test("a call may be called off, before, during and between its attempts", async () => {
  const client = new BitcoinClient(at, { fetch: played(silent).fetch });
  const gone = AbortSignal.abort(new Error("changed my mind"));
  await assert.rejects(client.getblockcount({ signal: gone }), /changed my mind/);
  const controller = new AbortController();
  const call = client.getblockcount({ signal: controller.signal });
  setTimeout(() => {
    controller.abort(new Error("enough"));
  }, 10);
  await assert.rejects(call, /enough/);
  const failing = new BitcoinClient(at, { fetch: played(reset).fetch });
  const second = new AbortController();
  setTimeout(() => {
    second.abort(new Error("stop"));
  }, 20);
  const many = { signal: second.signal, resends: 99 };
  await assert.rejects(failing.getblockcount(many), /stop/);
});

test("a batch keeps its slots apart, in any order, and is sent again whole", async () => {
  const answer = (init: RequestInit): Promise<Response> => {
    const asked = JSON.parse(String(init.body)) as { id: number }[];
    const [first, second] = asked.map((one) => one.id);
    const rows = [
      `{"result":null,"error":{"code":-5,"message":"no block"},"id":${second}}`,
      `{"result":120,"error":null,"id":${first}}`,
    ];
    return Promise.resolve(new Response(`[${rows.join(",")}]`));
  };
  const { asked, fetch } = played(reset, answer);
  const client = new BitcoinClient(at, { fetch });
  const [height, lost] = await client.batch([
    calls.getblockcount(),
    calls.getblock({ hash: "00" }),
  ]);
  const number: number = height.result();
  assert.equal(number + 1, 121);
  assert.ok(lost.error instanceof errors.InvalidAddressOrKey);
  assert.throws(() => lost.result(), errors.InvalidAddressOrKey);
  assert.equal(asked.length, 2);
  assert.deepEqual(await client.batch([]), []);
});

test("a batch that acts is not sent again, nor one that lacks an answer", async () => {
  const { asked, fetch } = played(reset);
  const client = new BitcoinClient(at, { fetch });
  const both = [calls.getblockcount(), calls.sendtoaddress(pay)] as const;
  await assert.rejects(client.batch(both), TransportError);
  assert.equal(asked.length, 1);
  const empty = new BitcoinClient(at, { fetch: played("[]").fetch });
  const [slot] = await empty.batch([calls.getblockcount()]);
  assert.ok(slot.error instanceof DecodeError);
});

test("dialects, notifications and parameters by name", async () => {
  const { asked, fetch } = played("", ok("5"));
  const modern = new BitcoinClient(at, { fetch, dialect: "2.0", by: "name" });
  await modern.notify(calls.keypoolrefill({ newsize: 200 }));
  const told = { jsonrpc: "2.0", method: "keypoolrefill", params: { newsize: 200 } };
  assert.deepEqual(JSON.parse(asked[0]?.body ?? ""), told);
  const old = new BitcoinClient(at, { fetch });
  await assert.rejects(old.notify(calls.keypoolrefill({})), /has no notifications/);
  assert.throws(() => new BitcoinClient(at, { dialect: "3.0" as never }), TypeError);
});

test("a place that is left out before one that is given is filled", async () => {
  const { asked, fetch } = played(ok("[]"));
  const client = new BitcoinClient(at, { fetch });
  await client.listunspent({ maxconf: 5 });
  const body = JSON.parse(asked[0]?.body ?? "") as { params: unknown };
  assert.deepEqual(body.params, [1, 5]);
});

test("a scope is in the path, and vanishes without a value", async () => {
  const { asked, fetch } = played(ok("1.0"));
  const client = new BitcoinClient(at, { fetch });
  await client.withScope({ wallet: "my savings" }).getbalance();
  await client.getbalance();
  assert.equal(asked[0]?.url, `${at}/wallet/my%20savings`);
  assert.equal(asked[1]?.url, `${at}/`);
  const odd = client.withScope({ wallet: ".." });
  await assert.rejects(odd.getbalance(), /another path/);
});

test("credentials that a function gives are asked for again when refused", async () => {
  const { asked, fetch } = played([401, ""], ok("120"), ok("121"));
  let count = 0;
  const cookie = (): string => `__cookie__:${(count += 1)}\n`;
  const client = new BitcoinClient(at, { fetch, cookie });
  assert.equal(await client.getblockcount(), 120);
  assert.equal(await client.getblockcount(), 121);
  const sent = asked.map((one) => new Headers(one.init.headers).get("authorization"));
  const header = (number: number): string =>
    `Basic ${Buffer.from(`__cookie__:${number}`).toString("base64")}`;
  assert.deepEqual(sent, [header(1), header(2), header(2)]);
  const fixed = new BitcoinClient(at, {
    fetch: played([401, ""]).fetch,
    username: "u",
    password: "p",
  });
  await assert.rejects(fixed.getblockcount(), { status: 401 });
});

test("secrets show nowhere", async () => {
  const { asked, fetch } = played(reset);
  const address = "http://alice:hunter2@node.example:8332";
  const client = new BitcoinClient(address, { fetch, resends: 0 });
  const error = await client.getblockcount().catch((one: unknown) => one);
  const told = inspect(
    [
      client,
      error,
      calls.walletpassphrase({
        passphrase: "hunter2",
        timeout: 5,
      }),
    ],
    { depth: 9, showHidden: false },
  );
  assert.ok(!told.includes("hunter2"), told);
  const sent = new Headers(asked[0]?.init.headers).get("authorization");
  assert.equal(sent, `Basic ${Buffer.from("alice:hunter2").toString("base64")}`);
  assert.equal(asked[0]?.url, "http://node.example:8332/");
  assert.throws(
    () => new BitcoinClient("ftp://alice:hunter2@x"),
    (odd: unknown) => !String(odd).includes("hunter2"),
  );
});

test("methods that the client does not know are called all the same", async () => {
  const { asked, fetch } = played(ok('{"chain":"main","verificationprogress":0.10}'));
  const client = new BitcoinConnection(at, { fetch });
  const info = await client.send(unknownMethod("getblockchaininfo", [1, "x"]));
  assert.equal(
    String((info as { verificationprogress: unknown }).verificationprogress),
    "0.10",
  );
  const body = JSON.parse(asked[0]?.body ?? "") as { params: unknown };
  assert.deepEqual(body.params, [1, "x"]);
});

test("what an address cannot carry fails before anything is sent", async () => {
  const { asked, fetch } = played(reset);
  const engine = new BitDustClient("http://127.0.0.1:8180", { fetch });
  const error: unknown = await engine
    .chunkRead({ path: "/tmp/x", offset: 0, maxSize: 4 })
    .catch((one: unknown) => one);
  assert.ok(error instanceof UnsupportedError);
  assert.match(error.message, /needs an address with ws:/);
  assert.equal(asked.length, 0);
  const health = played('{"status":"OK","execution":"0.1"}');
  const other = new BitDustClient("http://127.0.0.1:8180", { fetch: health.fetch });
  const unknown = unknownPath("GET", "/process/health/v1");
  assert.equal(unknown.name, "GET /process/health/v1");
  await other.send(unknown);
  assert.equal(health.asked[0]?.url, "http://127.0.0.1:8180/process/health/v1");
});

test("wrong values are refused before anything is sent", async () => {
  const { asked, fetch } = played(ok("1"));
  const client = new IconClient("http://127.0.0.1:9000", { fetch });
  const odd = { address: "hx00", heigth: 1n } as never;
  await assert.rejects(client.icxGetBalance(odd), TypeError);
  await assert.rejects(client.icxGetBlockByHeight({ height: 1 as never }), TypeError);
  assert.equal(asked.length, 0);
});

test("a header that cannot be sent is refused, and does not show what it holds", async () => {
  const { asked, fetch } = played(ok("1"));
  const client = new BitcoinClient(at, { fetch, headers: { "X-Word": "hunter2\n" } });
  const odd = new BitcoinClient(at, {
    fetch,
    headers: { "X-Word": "hunter2\r\nX: y" },
  });
  await client.getblockcount();
  const error = await odd.getblockcount().catch((one: unknown) => one);
  assert.ok(error instanceof TypeError && !String(error).includes("hunter2"));
  assert.equal(asked.length, 1);
});

test("a fetch that minds what it is called on is called on nothing", async () => {
  const { fetch } = played(ok("1"));
  const strict: typeof fetch = function (this: unknown, input, init) {
    assert.equal(this, undefined);
    return fetch(input, init);
  };
  assert.equal(await new BitcoinClient(at, { fetch: strict }).getblockcount(), 1);
});

// -- over real sockets --------------------------------------------------------------------

async function serving(
  server: Server,
  work: (url: string) => Promise<void>,
): Promise<void> {
  server.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  try {
    await work(`http://127.0.0.1:${port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test("a connection that nobody takes is no harm", async () => {
  let nobody = "";
  await serving(createServer(), (url) => {
    nobody = url;
    return Promise.resolve();
  });
  const client = new BitcoinClient(nobody, { resends: 0 });
  const error = await client.sendtoaddress(pay).catch((one: unknown) => one);
  assert.ok(error instanceof TransportError);
  assert.equal(error.maybeActed, false);
});

test("a connection that breaks may have acted", async () => {
  let count = 0;
  const server = createServer((request) => {
    count += 1;
    request.socket.destroy();
  });
  await serving(server, async (url) => {
    const client = new BitcoinClient(url);
    const error = await client.sendtoaddress(pay).catch((one: unknown) => one);
    assert.ok(error instanceof TransportError && error.maybeActed);
    assert.equal(count, 1);
    await assert.rejects(client.getblockcount({ resends: 1 }), TransportError);
    assert.equal(count, 3);
  });
});

test("a redirection is not followed, and too long an answer is refused", async () => {
  const server = createServer((request, response) => {
    if (request.method === "POST" && request.url === "/") {
      response.writeHead(302, { location: "/elsewhere" }).end();
    } else {
      response.end("x".repeat(5000));
    }
  });
  await serving(server, async (url) => {
    const client = new BitcoinClient(url, { resends: 0, mostBytes: 1000 });
    await assert.rejects(client.getblockcount(), { name: "ApiError", status: 302 });
    const big = client.withScope({ wallet: "w" });
    await assert.rejects(big.getbalance(), /longer than 1000 bytes/);
  });
});

test("a type of the package is what a call gives", async () => {
  const { fetch } = played(ok("0.00000001"));
  const amount: types.BtcAmount = await new BitcoinClient(at, { fetch }).getbalance();
  assert.equal(String(amount), "0.00000001");
});
