/** Codecs one by one: what each reads and writes, what it refuses, and where it says so. */

import assert from "node:assert/strict";
import test from "node:test";
import { inspect } from "node:util";

import {
  Decimal,
  DecodeError,
  type Json,
  JsonNumber,
  Misfit,
} from "../../../generated/clients/typescript/bitcoin-client/index.ts";
import {
  parseJson,
  writeJson,
} from "../../../generated/clients/typescript/bitcoin-client/runtime/json.ts";
import * as w from "../../../generated/clients/typescript/bitcoin-client/runtime/wire.ts";

/** Reads texts of JSON and writes them back the same, and refuses others. */
function tries(
  codec: w.Codec<any>,
  good: readonly string[],
  bad: readonly string[],
): void {
  for (const text of good) {
    assert.equal(codec.stringify(codec.parse(text)), text);
  }
  for (const text of bad) {
    assert.throws(() => codec.parse(text), DecodeError, text);
  }
}

function refuses(codec: w.Codec<any>, ...odd: unknown[]): void {
  for (const one of odd) {
    assert.throws(() => codec.encode(one), Misfit, inspect(one));
  }
}

const long = (count: number): string => "9".repeat(count);

test("whole numbers in their forms", () => {
  const texts = ['"0"', '"-1"', `"${long(1000)}"`];
  const none = [
    '"-"',
    '"01"',
    '"1.0"',
    '"+1"',
    '" 1"',
    '"1 "',
    '""',
    "1",
    `"${long(1001)}"`,
  ];
  tries(w.integer("text"), texts, [...none, '"0x1"', '"1x"']);
  const hexes = ['"0x0"', '"-0x1f"', `"0x${"f".repeat(1000)}"`];
  const odd = [
    '"0x00"',
    '"0xA"',
    '"0x"',
    '"10"',
    '"0xg"',
    '"x0x1"',
    `"0x${"f".repeat(1001)}"`,
  ];
  tries(w.integer("hex"), hexes, [...odd, '"0x1 "']);
  tries(w.integer(), ["0", "-7", long(40)], ['"1"', "1.5", "true", "1e2", "null"]);
  tries(w.whole(), ["0", "-9007199254740991"], ["9007199254740992", "0.5", '"1"']);
  tries(w.whole("text"), ['"9007199254740991"'], ['"9007199254740992"', "1"]);
  tries(w.whole("hex"), ['"-0x1"'], ["1"]);
  assert.deepEqual(w.integer("hex").decode("-0x1f"), -31n);
  refuses(w.integer(), 1, "1", null);
  refuses(w.whole(), 1n, "1", 0.5, 2 ** 53, Number.NaN);
  refuses(w.NUMBER, undefined);
});

test("fractions in their forms, with no more digits than their unit has", () => {
  const numbers = ["0", "0.10", "-1.5", long(30), `0.${long(999)}`];
  tries(w.DECIMAL, numbers, ['"1.5"', "true", "null", `0.${long(1000)}`, "1e1234"]);
  tries(
    w.fraction("text"),
    ['"0.10"', '"-7"'],
    ["1.5", '"1."', '".5"', '"x1"', '"1x"'],
  );
  assert.equal(String(w.fraction("text").decode("1.5e-3")), "0.0015");
  const cents = w.fraction("number", 2);
  assert.equal(cents.stringify(new Decimal("1.500")), "1.500");
  refuses(cents, new Decimal("0.001"), 1, "1.5");
  assert.equal(cents.toMinor(new Decimal("-1.5")), -150n);
  assert.equal(String(cents.fromMinor(-5n)), "-0.05");
  assert.throws(() => w.DECIMAL.toMinor(new Decimal("1")), Misfit);
  const table = { JPY: 0, otherwise: 2 };
  const amount = w.integer("number", table);
  assert.equal(String(amount.toDecimal(150n, "JPY")), "150");
  assert.equal(String(amount.toDecimal(150n, "toString")), "1.50");
  assert.equal(amount.fromDecimal(new Decimal("1.5"), "x"), 150n);
  assert.equal(amount.fromDecimal("1500", "JPY"), 1500n);
  for (const key of ["JPY", "x"]) {
    assert.throws(() => amount.fromDecimal("0.001", key), Misfit);
    assert.throws(() => amount.fromDecimal("x", key), Misfit);
  }
  assert.throws(() => amount.toDecimal(1n), Misfit);
  assert.throws(() => w.integer("number", { JPY: 1 }).toDecimal(1n, "x"), Misfit);
  assert.throws(() => w.integer().toDecimal(1n, "x"), Misfit);
});

test("moments and lengths of time, counted in each unit", () => {
  const moment = new Date("2013-04-02T05:04:19.250Z");
  const ms = moment.getTime();
  for (const [unit, count] of [
    ["ms", ms],
    ["us", ms * 1000],
  ] as const) {
    assert.equal(w.counted(unit).fromDate(moment), count);
    assert.deepEqual(w.counted(unit).toDate(count), moment);
  }
  const seconds = w.counted("s");
  assert.throws(() => seconds.fromDate(moment), Misfit);
  const whole = new Date("2013-04-02T05:04:19Z");
  assert.deepEqual(seconds.toDate(seconds.fromDate(whole)), whole);
  assert.throws(() => seconds.fromDate(new Date(Number.NaN)), Misfit);
  tries(w.counted("s", "hex"), ['"0x5"'], ["5"]);
});

test("moments as texts", () => {
  const full = w.dated("%Y-%m-%dT%H:%M:%S.%fZ", "us");
  const text = "2013-04-02T05:04:19.000250Z";
  assert.equal(full.decode(text), 1_364_879_059_000_250);
  const before = "1969-12-31T23:59:59.999999Z";
  assert.equal(full.decode(before), -1);
  const texts = [text, before, "1700-01-01T00:00:00.000000Z"].map((one) => `"${one}"`);
  const odd = [
    "2013-13-02T05:04:19.000250Z",
    "2013-04-02T05:04:19.25Z",
    `x${text}`,
    `${text}x`,
  ];
  tries(full, texts, [...odd.map((one) => `"${one}"`), "5", "null"]);
  const millis = w.dated("%S.%f", "ms");
  assert.equal(millis.decode("07.250000"), 7250);
  assert.equal(millis.stringify(7250), '"07.250000"');
  assert.throws(() => millis.decode("07.250001"), DecodeError);
  assert.throws(() => millis.encode(60_000), Misfit);
  const day = w.dated("%d/%m/%Y %q", "s");
  assert.equal(day.decode("02/01/1970 %q"), 86_400);
  assert.equal(day.encode(86_400), "02/01/1970 %q");
  refuses(day, 1, -1e18, 1e18, 0.5, "x", Number.NaN);
  assert.equal(w.dated("%H:%M", "s").decode("05:04"), 5 * 3600 + 4 * 60);
});

test("booleans, words and named numbers", () => {
  tries(w.BOOLEAN, ["true", "false"], ["1", "0", '"true"', "null"]);
  tries(w.ZERO_ONE, ["1", "0"], ["true", "2", '"1"']);
  const words = w.truth(["yes", "Y"], ["no"]);
  assert.deepEqual(
    [words.decode("Y"), words.encode(true), words.encode(false)],
    [true, "yes", "no"],
  );
  refuses(words, "yes", 1, null);
  assert.equal(w.truth([], []).encode(true), true);
  tries(w.words("a", "b"), ['"a"', '"b"'], ['"c"', "1", "null"]);
  assert.equal(w.words("a").encode("c" as "a"), "c");
  refuses(w.words("a"), 1);
  tries(w.openWords(), ['"x"'], ["1"]);
  const closed = w.numbered("text", { A: 1, B: 2 });
  tries(closed, ['"1"', '"2"'], ['"3"', "1"]);
  const open = w.openNumbered("number", { A: 1, B: 2 });
  tries(open, ["1", "3"], ['"1"', "0.5"]);
  assert.deepEqual([closed.A, closed.B, open.A, open.B], [1, 2, 1, 2]);
  tries(w.TEXT, ['""', '"a"'], ["1", "null", "{}"]);
  tries(w.NOTHING, ["null"], ["0", '""', "false", "{}"]);
  refuses(w.NOTHING, undefined, 0);
  assert.throws(
    () => w.TEXT.encode({ a: 1 } as never),
    /^Misfit: a object is not text$/,
  );
});

test("bytes in each form", () => {
  tries(w.octets(), ['""', '"00ff"'], ['"0"', '"0x00"', "1", '"0g"']);
  tries(w.octets("0x-hex"), ['"0x"', '"0x00ff"'], ['"00"', '"0x0"', '"x00"', "null"]);
  tries(
    w.octets("base64"),
    ['""', '"AP8="', '"YWJj"'],
    ['"AP8"', '"A==="', '"A*8="', "1"],
  );
  refuses(w.octets("base64"), "AP8=", [0]);
  refuses(w.octets(), "00");
  const all = Uint8Array.from({ length: 256 }, (_, index) => index);
  assert.deepEqual(w.fromHex(w.toHex(all)), all);
  assert.deepEqual(w.fromBase64(w.toBase64(all)), all);
  assert.deepEqual(w.fromHex("AbCdEf"), Uint8Array.of(0xab, 0xcd, 0xef));
});

test("lists, tuples, maps and what may be null", () => {
  const list = w.list(w.NUMBER);
  tries(list, ["[]", "[1,2]"], ["{}", "1", '["1"]', "null"]);
  refuses(list, "ab", { length: 1 });
  tries(w.nullable(list), ["null", "[1]"], ["1"]);
  const commas = w.commas(w.NUMBER);
  tries(commas, ['""', '"1,2"'], ['"1,x"', '","', "[]", "1"]);
  tries(w.commas(w.TEXT), ['"a"', '"a,"', '",b"'], []);
  refuses(w.commas(w.TEXT), [""], ["a,b"], ["a", ","]);
  assert.equal(w.commas(w.TEXT).encode(["", ""]), ",");
  const pair = w.tuple<any>([w.TEXT, w.NUMBER], 1);
  tries(pair, ['["a"]', '["a",1]'], ["[]", '["a",1,2]', "{}", '["a","b"]']);
  refuses(pair, [], ["a", 1, 2], "ab");
  const more = w.tuple<any>([w.TEXT], 1, w.NUMBER);
  tries(more, ['["a"]', '["a",1,2]'], ['["a","b"]', "[]"]);
  const map = w.map(w.NUMBER);
  tries(map, ["{}", '{"a":1,"__proto__":2}'], ["[]", "1", '{"a":"1"}', "null"]);
  refuses(map, [], new Map(), { a: "1" });
});

test("a misfit is told with its place", () => {
  const deep = w.map(
    w.list(w.tuple<any>([w.record("Row", { own: w.must(w.NUMBER, "wire") })], 1)),
  );
  for (const [work, path] of [
    [() => deep.parse('{"a":[[{"wire":1}],[{"wire":"x"}]]}'), ["a", 1, 0, "wire"]],
    [() => deep.encode({ a: [[{ own: "x" }]] }), ["a", 0, 0, "own"]],
    [() => w.commas(w.NUMBER).parse('"1,x"'), [1]],
  ] as const) {
    assert.throws(work, (error: any) => {
      assert.deepEqual(error.path, path);
      const steps = path.map((step) => `[${JSON.stringify(step)}]`).join("");
      assert.ok(
        error.message.startsWith(`${steps}: `) && error.message.endsWith(error.reason),
      );
      return true;
    });
  }
  let nested: Json = 1;
  for (let depth = 0; depth < 1e5; depth += 1) {
    nested = [nested];
  }
  const endless: w.Codec<any> = w.later(() => w.list(endless));
  assert.throws(() => endless.decode(nested), /nested too deeply/);
});

test("a text in a form is read as text first, and then as JSON", () => {
  assert.equal(w.TEXT.fromText("1"), "1");
  assert.equal(w.NUMBER.fromText("1"), 1);
  assert.equal(w.BOOLEAN.fromText("true"), true);
  assert.equal(w.integer("hex").fromText("0x10"), 16n);
  for (const text of ["x", "true", '"1"']) {
    assert.throws(() => w.NUMBER.fromText(text), /is not a whole number as number/);
  }
  assert.throws(() => w.TEXT.fromForm({ a: "1", b: "2" }), /^DecodeError: 2 fields/);
});

// -- unions -----------------------------------------------------------------------------

const row = (...names: string[]): w.Codec<any> =>
  w.record<any>("Row", Object.fromEntries(names.map((name) => [name, w.TEXT])));

test("a union is told by a tag", () => {
  const union = w.byTag<any>("kind", { a: row("kind", "x"), "1": row("y") });
  tries(
    union,
    ['{"kind":"a","x":"1"}'],
    ['{"kind":"b"}', "{}", "5", '{"kind":"toString"}'],
  );
  assert.deepEqual(union.parse('{"kind":1,"y":""}'), { y: "", extra: { kind: 1 } });
  refuses(union, { kind: "b", x: "1" }, 5);
  assert.throws(() => union.encode({ z: 1 }), /is not one of 1, a/);
  const last = w.byTag<any>("kind", { a: row("kind", "x") }, w.map(w.TEXT));
  tries(last, ['{"kind":"a","x":"1"}', '{"kind":"b"}', "{}"], ['{"kind":"a"}', "1"]);
  const fields = { kind: "a", x: "1" };
  assert.deepEqual(union.fromForm(fields), fields);
  assert.throws(() => union.fromForm({ kind: "c" }), Misfit);
  const alone = w.byTag<any>("kind", { a: row("kind", "x") });
  assert.throws(() => alone.encode({ kind: "a" }), /a Row needs `x`/);
});

test("a union is told by a member, the first of several, or by its kind", () => {
  const members = w.byMember<any>({ a: row("a"), b: row("b") });
  tries(members, ['{"a":"1"}', '{"b":"1"}'], ["{}", '{"c":"1"}', "5", "[]"]);
  assert.deepEqual(members.parse('{"b":"1","a":"2"}'), { a: "2", extra: { b: "1" } });
  const kinds = w.byKind<any>({
    null: w.NOTHING,
    list: w.list(w.NUMBER),
    object: w.map(w.NUMBER),
    string: w.TEXT,
    boolean: w.BOOLEAN,
    integer: w.integer(),
    number: w.DECIMAL,
  });
  tries(
    kinds,
    ["null", "[1]", '{"a":1}', '"x"', "true", "5", long(30), "0.5"],
    ['["x"]'],
  );
  assert.deepEqual(
    ["5", long(30), "1.5", "1e2"].map((one) => typeof kinds.parse(one)),
    ["bigint", "bigint", "object", "object"],
  );
  const wide = w.byKind<any>({ number: w.DECIMAL });
  tries(wide, ["5", long(30), "0.5"], ['"5"', "null", "true"]);
  const exact = w.byKind<any>({ integer: w.ANYTHING });
  tries(exact, ["5", `-${long(1001)}`], ["0.5", "1e2", "1E2"]);
});

test("a value elsewhere decides a shape", () => {
  const cases = { "1": w.NUMBER, call: w.TEXT };
  const beside = w.beside("by", cases, { otherwise: w.BOOLEAN, missing: w.NOTHING });
  const picks: [object, unknown][] = [
    [{ by: 1 }, w.NUMBER],
    [{ by: "call" }, w.TEXT],
    [{ by: "toString" }, w.BOOLEAN],
    [{ by: { a: 1 } }, w.BOOLEAN],
    [{}, w.NOTHING],
    [{ by: null }, w.NOTHING],
  ];
  for (const [siblings, codec] of picks) {
    assert.equal(beside.codec(siblings as never), codec);
  }
  assert.deepEqual(beside.shapes(), [w.NUMBER, w.TEXT, w.BOOLEAN, w.NOTHING]);
  const bare = w.beside("by", { ...cases, null: w.BOOLEAN });
  assert.equal(bare.codec({ by: null }), w.BOOLEAN);
  assert.deepEqual(bare.shapes(), [w.NUMBER, w.TEXT, w.BOOLEAN]);
  assert.throws(() => bare.codec({ by: 2 }), /`by` is 2, which decides no shape/);
  assert.throws(() => bare.codec({}), Misfit);
  assert.equal(w.beside("by", cases, { otherwise: w.BOOLEAN }).codec({}), w.BOOLEAN);
  const record = w.record<any>("Row", { data: w.must(beside), by: w.ANYTHING });
  tries(
    record,
    ['{"data":5,"by":1}', '{"data":"5","by":"call"}'],
    ['{"data":5,"by":"call"}'],
  );
  assert.deepEqual(record.encode({ by: 1, data: 5 }), { data: 5, by: 1 });
});

test("what may be a list says so", () => {
  const list = w.list(w.NUMBER);
  const may = [
    w.ANYTHING,
    list,
    w.nullable(list),
    w.later(() => w.TEXT),
    w.repeated(w.TEXT),
  ];
  may.push(
    w.tuple<any>([w.TEXT], 1) as never,
    w.byKind<any>({ null: w.NOTHING }, list) as never,
  );
  assert.deepEqual(
    may.map((one) => one.mayBeList()),
    may.map(() => true),
  );
  const not = [
    w.TEXT,
    w.nullable(w.TEXT),
    w.map(list),
    w.byKind<any>({ null: w.NOTHING }, w.TEXT),
  ];
  assert.deepEqual(
    not.map((one) => one.mayBeList()),
    not.map(() => false),
  );
});

// -- records ----------------------------------------------------------------------------

test("a record keeps what it does not know, of the type that it says", () => {
  const open = w.record<any>(
    "Row",
    { a: w.maybe(w.TEXT), b: w.must(w.TEXT, "bee") },
    w.NUMBER,
  );
  tries(
    open,
    ['{"bee":"1"}', '{"a":"1","bee":"2","c":3,"b":4}'],
    ["{}", '{"bee":"1","c":"x"}'],
  );
  assert.deepEqual(open.parse('{"bee":"1","c":3}'), { b: "1", extra: { c: 3 } });
  assert.deepEqual(open.encode({ b: "1", extra: { bee: 5, a: 6, c: 3 } }), {
    bee: "1",
    c: 3,
  });
  assert.deepEqual(open.encode({ b: "1", a: undefined, c: undefined }), { bee: "1" });
  refuses(open, { b: "1", c: 3 }, { a: "1" }, null, [], { b: "1", extra: { c: "x" } });
  assert.throws(() => open.encode(5), /is not a Row/);
  const proto = w.record<any>("Row", { own: w.maybe(w.TEXT, "__proto__") });
  assert.equal(proto.stringify({ own: "x" }), '{"__proto__":"x"}');
});

test("a member may come under a further name", () => {
  const codec = w.record<any>("Row", {
    a: w.maybe(w.TEXT, "aa", { also: ["old", "older"] }),
    b: w.maybe(w.TEXT),
  });
  for (const [text, means] of [
    ['{"old":"1"}', { a: "1" }],
    ['{"older":"1","b":"2"}', { a: "1", b: "2" }],
    ['{"aa":"1","old":"2"}', { a: "1", extra: { old: "2" } }],
  ] as const) {
    assert.deepEqual(codec.parse(text), means);
  }
  assert.equal(codec.stringify({ a: "1" }), '{"aa":"1"}');
  assert.deepEqual(codec.fromForm({ old: "1" }), { a: "1" });
});

test("a record is read from a form", () => {
  const members = { n: w.must(w.NUMBER, "num"), t: w.maybe(w.TEXT) };
  const codec = w.record<any>("Row", members);
  assert.deepEqual(codec.fromForm({ num: "5", t: "6", x: "7" }), {
    n: 5,
    t: "6",
    extra: { x: "7" },
  });
  assert.deepEqual(codec.fromForm({ num: "5" }), { n: 5 });
  assert.throws(() => codec.fromForm({ t: "1" }), /^DecodeError: `num` is missing$/);
  assert.throws(() => codec.fromForm({ num: "x" }), {
    name: "DecodeError",
    path: ["num"],
  });
  const typed = w.record<any>("Row", members, w.NUMBER);
  assert.deepEqual(typed.fromForm({ num: "5", x: "7" }).extra, { x: 7 });
  assert.throws(() => typed.fromForm({ num: "5", x: "y" }), { path: ["extra"] });
});

test("secrets show neither in a record nor in what is said of it", () => {
  const codec = w.record<any>("Login", {
    word: w.maybe(w.TEXT, "word", { secret: true }),
    name: w.TEXT,
  });
  assert.equal(
    inspect(codec.decode({ word: "hunter2", name: "a" })),
    "{ word: '***', name: 'a' }",
  );
  const bare = codec.decode({ name: "a" });
  assert.deepEqual([inspect(bare), Object.keys(bare)], ["{ name: 'a' }", ["name"]]);
  assert.throws(() => codec.encode({ name: "a", word: 5 }), {
    path: ["word"],
    reason: "it does not fit its type",
  });
});

// -- JSON -------------------------------------------------------------------------------

test("JSON is read with blanks, escapes and numbers of every form", () => {
  const text =
    ' {"a" : [ 1.50 , "\\u00e9\\"\\n" , "x" ,\t"\\\\" ],\r\n"b":{ } ,"c":[ ], "":-0.0}\n';
  const compact = '{"a":[1.50,"é\\"\\n","x","\\\\"],"b":{},"c":[],"":-0.0}';
  assert.equal(writeJson(parseJson(text)), compact);
  for (const word of ["true", "false", "null"]) {
    assert.equal(writeJson(parseJson(`[1.5,${word}]`)), `[1.5,${word}]`);
  }
  for (const [number, kind] of [
    ["9007199254740991", "number"],
    ["-9007199254740992", "bigint"],
    [long(1000), "bigint"],
    [long(1001), "object"],
    ["-0", "object"],
    ["1.0", "object"],
    ["1E2", "object"],
    ["1e2", "object"],
  ] as const) {
    assert.equal(typeof parseJson(number), kind, number);
    assert.deepEqual(writeJson(parseJson(`[ ${number}]`)), `[${number}]`);
    assert.deepEqual(writeJson(parseJson(`{"a":${number}}`)), `{"a":${number}}`);
  }
  for (const odd of [
    "1.5 x",
    "[1.5 2]",
    "[1.5",
    '{"a":1.5,}',
    '{"a":1.5',
    '{"a" 1.5}',
    "{1.5:1}",
    '"1.5',
    '["\u0001",1.5]x',
    "[1.5,tru]",
    "[1.5,nul",
    "-1.",
    "1.5e",
    "[,1.5]",
    "[1.5}",
    '{"a":1.5]',
    "\u00a01.5",
  ]) {
    assert.throws(() => parseJson(odd), DecodeError, odd);
  }
  assert.throws(() => parseJson("[1.5 2]"), /it is not JSON: unexpected "2" at 5/);
  assert.throws(() => parseJson("[1.5"), /unexpected "end" at 4/);
});

test("only what has exact JSON is written", () => {
  const own = Object.assign(Object.create(null) as object, {
    b: undefined,
    c: 10n ** 30n,
  });
  assert.equal(
    writeJson({ a: [true, null, -0], own } as never),
    `{"a":[true,null,0],"own":{"c":1${"0".repeat(30)}}}`,
  );
  for (const odd of [
    0.5,
    2 ** 53,
    Number.NaN,
    undefined,
    Symbol("x"),
    new Date(),
    new Map(),
  ]) {
    assert.throws(() => writeJson(odd as never), Misfit);
  }
  for (const text of ["1.50", "-0", "1E+400", "0"]) {
    assert.equal(writeJson(new JsonNumber(text)), text);
  }
  for (const odd of ["", "x1", "1x", "01", "1.", "+1", "1e"]) {
    assert.throws(() => new JsonNumber(odd), TypeError);
  }
  assert.equal(new JsonNumber("1.5").toNumber(), 1.5);
  assert.equal(String(new JsonNumber("1.50").toDecimal()), "1.50");
});
