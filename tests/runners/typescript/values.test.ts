/** Values: exact there and back, and refused where they do not fit. */

import assert from "node:assert/strict";
import test from "node:test";
import { inspect } from "node:util";

import * as bitcoin from "../../../generated/clients/typescript/bitcoin-client/index.ts";
import * as chain from "../../../generated/clients/typescript/bigchaindb-client/index.ts";
import * as dust from "../../../generated/clients/typescript/bitdust-client/index.ts";
import * as gox from "../../../generated/clients/typescript/mtgox-client/index.ts";
import * as icon from "../../../generated/clients/typescript/icon-client/index.ts";
import {
  type Json,
  parseJson,
  writeJson,
} from "../../../generated/clients/typescript/bitcoin-client/runtime/json.ts";
import * as wire from "../../../generated/clients/typescript/bitcoin-client/runtime/wire.ts";

const { Decimal, DecodeError, JsonNumber, Misfit, types: b } = bitcoin;
const i = icon.types;

/** Numbers that are random and the same in each run. */
function* random(seed: number): Generator<number, never> {
  for (let state = seed; ;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state;
  }
}

test("ten thousand amounts come and go digit for digit", () => {
  const numbers = random(7);
  for (let count = 0; count < 10_000; count += 1) {
    const whole = String(BigInt(numbers.next().value) * BigInt(numbers.next().value));
    const digits = String(numbers.next().value % 10 ** 8).padStart(8, "0");
    const text = `${count % 2 ? "-" : ""}${whole.slice(0, 1 + (count % 12))}.${digits}`;
    const amount = b.BtcAmount.parse(text);
    assert.equal(String(amount), text);
    assert.equal(b.BtcAmount.stringify(amount), text);
    const loop = BigInt(`${whole}${digits}`);
    const hex = i.Loop.encode(loop);
    assert.equal(hex, `0x${loop.toString(16)}`);
    assert.equal(i.Loop.decode(hex), loop);
    assert.equal(i.Loop.fromDecimal(i.Loop.toDecimal(loop)), loop);
    const minor = BigInt(text.replace(".", ""));
    assert.equal(b.BtcAmount.toMinor(amount), minor);
    assert.equal(String(b.BtcAmount.fromMinor(minor)), text);
  }
});

test("money is converted exactly, or not at all", () => {
  assert.equal(String(i.Loop.toDecimal(1n)), "0.000000000000000001");
  assert.equal(i.Loop.fromDecimal("0.5"), 500_000_000_000_000_000n);
  assert.throws(() => i.Loop.fromDecimal("0.0000000000000000001"), icon.Misfit);
  assert.throws(() => b.BtcAmount.encode(new Decimal("0.000000001")), Misfit);
  assert.throws(() => b.BtcAmount.encode(0.1 as never), Misfit);
  assert.equal(String(b.BtcAmount.parse("8.711E-5")), "0.00008711");
  assert.equal(gox.types.AmountInt.fromDecimal("0.5", "BTC"), 50_000_000n);
  assert.equal(gox.types.PriceInt.fromDecimal("1.5", "JPY"), 1500n);
  assert.equal(String(gox.types.PriceInt.toDecimal(1n, "USD")), "0.00001");
  assert.throws(() => gox.types.PriceInt.fromDecimal("1.5"), /no scale is known/);
  assert.equal(String(gox.types.PriceInt.toDecimal(-1n, "JPY")), "-0.001");
});

test("a decimal counts, and does not pretend to be a number", () => {
  const a = new Decimal("0.1");
  assert.equal(String(a.plus(new Decimal("0.2"))), "0.3");
  assert.equal(String(a.minus(new Decimal("1"))), "-0.9");
  assert.equal(String(a.times(new Decimal("-0.30"))), "-0.030");
  assert.equal(a.compare(new Decimal("0.10")), 0);
  assert.ok(a.equals(new Decimal(10n, 2)));
  assert.equal(JSON.stringify({ a }), '{"a":"0.1"}');
  assert.equal(`${String(new Decimal("1e3"))}`, "1000");
  assert.throws(() => (a as never) < (a as never), TypeError);
  assert.throws(() => new Decimal("1."), TypeError);
  assert.throws(() => new Decimal(1 as never), TypeError);
});

test("JSON keeps every digit, and numbers that are exact are numbers", () => {
  const text =
    '{"a":[1,-7,9007199254740991,9007199254740993,0.10,1e-8,-0,-0.0,1E400],"é\\n":"1.50"}';
  const read = parseJson(text) as Readonly<Record<string, readonly Json[]>>;
  const kinds = read["a"]?.map((one) =>
    one instanceof JsonNumber ? "raw" : typeof one,
  );
  const raw = ["raw", "raw", "raw", "raw", "raw"];
  assert.deepEqual(kinds, ["number", "number", "number", "bigint", ...raw]);
  assert.equal(writeJson(read as Json), text);
  assert.throws(() => writeJson(0.5), Misfit);
  for (const bad of [
    "",
    "[1.5",
    "[1.5,]",
    "01.5",
    '{"a" 1.5}',
    "[1.5] 2",
    "1.",
    "tru",
  ]) {
    assert.throws(() => parseJson(bad), DecodeError, bad);
  }
  const odd = parseJson('{"__proto__": {"x": 1.5}}') as object;
  assert.deepEqual(Object.keys(odd), ["__proto__"]);
  assert.equal(writeJson(odd as Json), '{"__proto__":{"x":1.5}}');
  assert.throws(() => parseJson("[".repeat(1e6) + "1.5"), DecodeError);
});

test("a record has what came, and gives it back as it was", () => {
  const json = '{"txid":"00ff","vout":1,"new":{"digits":0.10}}';
  const came = b.InputToCreate.parse(json);
  assert.equal(came.vout, 1);
  assert.equal("sequence" in came, false);
  assert.equal(b.InputToCreate.stringify(came), json);
  assert.equal(
    b.InputToCreate.stringify({ txid: "00ff", vout: 1, sequence: undefined }),
    '{"txid":"00ff","vout":1}',
  );
  const lacking = { txid: "00ff" } as never;
  assert.throws(() => b.InputToCreate.encode(lacking), /needs `vout`/);
  const odd = { txid: "00ff", vout: 1, vuot: 2 };
  assert.throws(() => b.InputToCreate.encode(odd), /has no `vuot`/);
});

test("a member may be called what every object has", () => {
  const odd = wire.record<{ readonly own?: string }>("Odd", {
    own: wire.maybe(wire.TEXT, "toString"),
  });
  assert.deepEqual(odd.decode({}), {});
  assert.deepEqual(odd.decode({ toString: "x" }), { own: "x" });
  assert.equal(odd.stringify({ own: "x" }), '{"toString":"x"}');
});

test("what does not fit says where", () => {
  const block = { version: "0.1a", confirmed_transaction_list: [{ version: "0x3" }] };
  assert.throws(
    () => i.AnyBlock.decode(block),
    (error: unknown) =>
      error instanceof icon.DecodeError && /is missing/.test(error.message),
  );
  const list = wire.list(b.InputToCreate);
  const rows = [
    { txid: "00", vout: 1 },
    { txid: "00", vout: "1" },
  ];
  assert.throws(
    () => list.decode(rows),
    (error: unknown) =>
      error instanceof DecodeError && error.path.join("/") === "1/vout",
  );
});

test("a whole number that a number cannot hold is refused, not rounded", () => {
  assert.equal(wire.NUMBER.decode(9_007_199_254_740_991), 9_007_199_254_740_991);
  assert.throws(() => wire.NUMBER.parse("9007199254740993"), /below 2\^53/);
  assert.throws(() => wire.NUMBER.decode(0.5), DecodeError);
});

test("words, numbers with names, moments and bytes", () => {
  assert.equal(i.ResultStatus.SUCCESS, 1);
  assert.equal(i.ResultStatus.decode("0x1"), i.ResultStatus.SUCCESS);
  assert.throws(() => i.ResultStatus.decode("0x7"), icon.DecodeError);
  assert.equal(i.FailureCode.decode("0x29a"), 666);
  const moment = new Date("2018-01-26T05:02:55Z");
  assert.equal(i.UnixMicros.fromDate(moment), 1_516_942_975_000_000);
  assert.deepEqual(i.UnixMicros.toDate(1_516_942_975_000_000), moment);
  assert.equal(gox.types.Stamp.decode("2013-04-02 05:04:19"), 1_364_879_059);
  assert.equal(gox.types.Stamp.encode(1_364_879_059), "2013-04-02 05:04:19");
  assert.throws(() => gox.types.Stamp.decode("2013-02-30 05:04:19"), gox.DecodeError);
  const bytes = i.THash.decode(`0x${"0f".repeat(32)}`);
  assert.equal(icon.toHex(bytes), "0f".repeat(32));
  assert.equal(i.TSig.encode(new Uint8Array([1, 2, 255])), "AQL/");
  assert.deepEqual(i.TSig.decode("AQL/"), new Uint8Array([1, 2, 255]));
  assert.throws(() => i.TSig.decode("AQL"), icon.DecodeError);
  for (const odd of ["0", "0g", "g0", "é0", "0x00", " 0"]) {
    assert.throws(() => icon.fromHex(odd), icon.Misfit, odd);
  }
  assert.deepEqual(icon.fromHex("00ffAb"), new Uint8Array([0, 255, 0xab]));
});

test("unions are told apart by a member that is there, by kind and by tag", () => {
  const coinbase = { coinbase: new Uint8Array([4]), sequence: 1 };
  const json = b.TransactionInput.encode(coinbase as never) as { coinbase: string };
  assert.equal(json.coinbase, "04");
  assert.equal(b.HashOrHeight.decode(7), 7);
  assert.throws(() => b.HashOrHeight.decode(null), DecodeError);
});

test("lists between commas, tuples and maps", () => {
  const commas = wire.commas(wire.TEXT);
  assert.deepEqual(commas.decode("a,b"), ["a", "b"]);
  assert.throws(() => commas.encode(["a,b"]), Misfit);
  const pair = wire.tuple<readonly [string, number?]>([wire.TEXT, wire.NUMBER], 1);
  assert.deepEqual(pair.decode(["a"]), ["a"]);
  assert.throws(() => pair.decode([]), DecodeError);
  assert.throws(() => pair.decode(["a", 1, 2]), DecodeError);
});

test("secrets of records show nowhere, and still travel", () => {
  const secret = wire.record<{ readonly word: string }>("Login", {
    word: wire.must(wire.TEXT, "word", { secret: true }),
  });
  const came = secret.decode({ word: "hunter2" });
  assert.ok(!inspect(came).includes("hunter2"));
  assert.deepEqual(secret.encode(came), { word: "hunter2" });
  assert.throws(
    () => secret.encode({ word: { hunter2: 1 } as never }),
    (error: unknown) => !String(error).includes("hunter2"),
  );
});

test("the other packages give the same things", () => {
  assert.ok(chain.BigchainDBClient.name && dust.BitDustClient.name);
});
