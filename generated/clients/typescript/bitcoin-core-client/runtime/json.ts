/**
 * JSON with every digit kept, which `JSON.parse` alone loses.
 *
 * @module
 */

import { type Decimal, readDecimal } from "./decimal.ts";

/**
 * What JSON holds where no type says more. Whole numbers come as `number` as long as that
 * is exact, and as `bigint` above; all other numbers are `JsonNumber`.
 */
export type Json =
  null | boolean | string | number | bigint | JsonNumber | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [name: string]: Json | undefined;
}

/** A number with its digits as they were written. */
export class JsonNumber {
  readonly text: string;

  constructor(text: string) {
    if (!/^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?$/.test(text)) {
      throw new TypeError(`${JSON.stringify(text)} is not a number of JSON`);
    }
    this.text = text;
  }

  toString(): string {
    return this.text;
  }

  toDecimal(): Decimal {
    return readDecimal(this.text);
  }

  /** The nearest binary float; not for money. */
  toNumber(): number {
    return Number(this.text);
  }
}

/** A value that does not fit its type; the path leads to it. */
export class Misfit extends TypeError {
  override readonly name: string = "Misfit";
  readonly reason: string;
  readonly path: readonly (string | number)[];

  constructor(reason: string, path: readonly (string | number)[] = []) {
    super(told(reason, path));
    this.reason = reason;
    this.path = path;
  }
}

/** An answer that is not what its type says; the path leads to the place. */
export class DecodeError extends Error {
  override readonly name: string = "DecodeError";
  readonly reason: string;
  readonly path: readonly (string | number)[];

  constructor(reason: string, path: readonly (string | number)[] = []) {
    super(told(reason, path));
    this.reason = reason;
    this.path = path;
  }
}

function told(reason: string, path: readonly (string | number)[]): string {
  const where = path.map((step) => `[${JSON.stringify(step)}]`).join("");
  return where ? `${where}: ${reason}` : reason;
}

/** Adds a step to the way to a misfit. */
export function inside(error: unknown, step: string | number): unknown {
  return error instanceof Misfit
    ? new Misfit(error.reason, [step, ...error.path])
    : error;
}

// -- reading ----------------------------------------------------------------------------

// A number that JavaScript's own reader might change; inside a text it does no harm.
const INEXACT = /(?:^|[[:,\s])-?(?:[0-9]{16}|[0-9]+[.eE])|(?:^|[[:,\s])-0/;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/y;
const ESCAPED = /"[^"\\]*(?:\\.[^"\\]*)*"/y;
const BLANKS = /[ \t\n\r]*/y;
const MOST_DIGITS = 1000;

/** Reads JSON. Throws DecodeError. */
export function parseJson(text: string): Json {
  try {
    return INEXACT.test(text) ? parseExactly(text) : (JSON.parse(text) as Json);
  } catch (error) {
    if (error instanceof RangeError) {
      throw new DecodeError("it is nested too deeply");
    }
    throw new DecodeError(`it is not JSON: ${(error as Error).message}`);
  }
}

function parseExactly(text: string): Json {
  let at = 0;
  let escape = text.indexOf("\\");

  function skip(): void {
    if (text.charCodeAt(at) <= 0x20) {
      BLANKS.lastIndex = at;
      BLANKS.exec(text);
      at = BLANKS.lastIndex;
    }
  }

  function fail(): never {
    throw new SyntaxError(`unexpected ${JSON.stringify(text[at] ?? "end")} at ${at}`);
  }

  function match(pattern: RegExp): string {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0] ?? fail();
    at += found.length;
    return found;
  }

  function word(letters: string, value: Json): Json {
    if (!text.startsWith(letters, at)) {
      fail();
    }
    at += letters.length;
    return value;
  }

  function quoted(): string {
    if (escape >= 0 && escape < at) {
      escape = text.indexOf("\\", at);
    }
    const end = text.indexOf('"', at + 1);
    if (end < 0 || (escape >= 0 && escape < end)) {
      return JSON.parse(match(ESCAPED)) as string;
    }
    const plain = text.slice(at + 1, end);
    at = end + 1;
    return plain;
  }

  function isEmpty(closing: string): boolean {
    at += 1;
    skip();
    if (text[at] !== closing) {
      return false;
    }
    at += 1;
    return true;
  }

  /** Reads what stands behind an item: whether there is one more. */
  function hasMore(closing: string): boolean {
    skip();
    const sign = text[at];
    if (sign !== "," && sign !== closing) {
      fail();
    }
    at += 1;
    skip();
    return sign === ",";
  }

  function member(made: Record<string, Json>): void {
    const name = text[at] === '"' ? quoted() : fail();
    skip();
    if (text[at] !== ":") {
      fail();
    }
    at += 1;
    put(made, name, value());
  }

  function value(): Json {
    skip();
    switch (text[at]) {
      case '"':
        return quoted();
      case "{": {
        const made: Record<string, Json> = {};
        for (let more = !isEmpty("}"); more; more = hasMore("}")) {
          member(made);
        }
        return made;
      }
      case "[": {
        const made: Json[] = [];
        for (let more = !isEmpty("]"); more; more = hasMore("]")) {
          made.push(value());
        }
        return made;
      }
      case "t":
        return word("true", true);
      case "f":
        return word("false", false);
      case "n":
        return word("null", null);
    }
    return numberOf(match(NUMBER));
  }

  const whole = value();
  skip();
  return at === text.length ? whole : fail();
}

/** Sets a member, even one that has a meaning of its own in JavaScript. */
export function put<T>(object: Record<string, T>, name: string, value: T): void {
  if (name === "__proto__") {
    const own = { value, enumerable: true, configurable: true, writable: true };
    Object.defineProperty(object, name, own);
  } else {
    object[name] = value;
  }
}

function numberOf(digits: string): Json {
  const number = Number(digits);
  if (Number.isSafeInteger(number) && String(number) === digits) {
    return number;
  }
  const isWhole = /^-?[1-9][0-9]*$/.test(digits) && digits.length <= MOST_DIGITS;
  return isWhole ? BigInt(digits) : new JsonNumber(digits);
}

// -- writing ----------------------------------------------------------------------------

/** Writes JSON without blanks. Throws Misfit for what has no exact JSON. */
export function writeJson(value: Json): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value);
    case "boolean":
    case "bigint":
      return String(value);
    case "number":
      if (Number.isSafeInteger(value)) {
        return String(value === 0 ? 0 : value);
      }
      throw new Misfit(`${value} is not exact; give a JsonNumber or a bigint`);
    case "object":
      if (value === null || value instanceof JsonNumber) {
        return String(value);
      }
      if (isList(value)) {
        return `[${value.map(writeJson).join(",")}]`;
      }
      if (isObject(value)) {
        const members = Object.entries(value)
          .filter(([, item]) => item !== undefined)
          .map(([name, item]) => `${JSON.stringify(name)}:${writeJson(item as Json)}`);
        return `{${members.join(",")}}`;
      }
  }
  throw new Misfit(`${shown(value)} has no JSON`);
}

export function isList(value: unknown): value is readonly Json[] {
  return Array.isArray(value);
}

/** Whether it is an object of JSON, and not a number, a list or some other class. */
export function isObject(value: unknown): value is JsonObject {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return false;
  }
  const kind: unknown = Object.getPrototypeOf(value);
  return kind === null || Object.getPrototypeOf(kind) === null;
}

/** Shows a value in a message, on one line and shortened. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) {
    return "a list";
  }
  if (value instanceof JsonNumber || typeof value === "bigint") {
    return String(value).slice(0, 60);
  }
  if (typeof value === "object" && value !== null) {
    return "an object";
  }
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`;
}

/** The text of a value where there is no JSON; what has parts is its JSON. */
export function plainText(value: Json): string {
  return typeof value === "string" ? value : writeJson(value);
}
