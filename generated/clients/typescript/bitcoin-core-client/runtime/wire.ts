/**
 * What values mean and how they travel: a codec turns the JSON of one type into its
 * meaning and back, digit for digit.
 *
 * @module
 */

import { type Decimal, isDecimal, readDecimal, writeDecimal } from "./decimal.ts";
import {
  DecodeError,
  inside,
  isList,
  isObject,
  type Json,
  JsonNumber,
  type JsonObject,
  Misfit,
  parseJson,
  plainText,
  put,
  shown,
  writeJson,
} from "./json.ts";

declare const unit: unique symbol;
declare const odd: unique symbol;

/** A number that counts one unit; TypeScript keeps it apart from those of other units. */
export type In<T, Unit extends string> = T & { readonly [unit]?: Unit };

// Nothing of it is there at run time. To the compiler it is a text that equals no other,
// so that a word which is known tells alternatives apart.
declare enum Odd {
  Word = "a word that is none of the known ones",
}

/** A word that is none of the known ones; `other` makes one. */
export type OtherWord = Odd.Word;

/** A number that is none of the named ones; `other` makes one. */
export type OtherNumber = number & { readonly [odd]: "number" };

/** Says on purpose that a word or a number is none of the known ones. */
export function other(value: string): OtherWord;
export function other(value: number): OtherNumber;
export function other(value: string | number): OtherWord | OtherNumber {
  return value as unknown as OtherWord | OtherNumber;
}

/** What every record has besides its own members. */
export interface Open {
  /** The members that came and that this client does not know. */
  readonly extra?: JsonObject | undefined;
}

/** One type: `decode` reads its JSON, `encode` writes it. */
export abstract class Codec<T> {
  /** Reads a value, or throws Misfit. */
  abstract read(value: Json): T;

  /** Writes a meaning, or throws Misfit. */
  abstract write(value: T): Json;

  /** Gives what JSON means. Throws DecodeError with the place. */
  decode(value: Json): T {
    try {
      return this.read(value);
    } catch (error) {
      throw decodeError(error);
    }
  }

  /** Gives the JSON of a meaning. Throws TypeError for what does not fit. */
  encode(value: T): Json {
    return this.write(value);
  }

  /** Reads a text of JSON with all its digits. */
  parse(text: string): T {
    return this.decode(parseJson(text));
  }

  /** Writes a text of JSON with all its digits. */
  stringify(value: T): string {
    return writeJson(this.write(value));
  }

  /** Reads a value where there is no JSON, as in a form. */
  fromText(text: string): T {
    try {
      return this.read(text);
    } catch (misfit) {
      try {
        return this.read(parseJson(text));
      } catch {
        throw misfit;
      }
    }
  }

  /** Reads the fields of a form, which are all texts. */
  fromForm(fields: Readonly<Record<string, string>>): T {
    throw new DecodeError(`${Object.keys(fields).length} fields mean nothing here`);
  }

  /** Whether a list of JSON may have this type. */
  mayBeList(): boolean {
    return false;
  }
}

export function decodeError(error: unknown): unknown {
  if (error instanceof Misfit) {
    return new DecodeError(error.reason, error.path);
  }
  return error instanceof RangeError
    ? new DecodeError("it is nested too deeply")
    : error;
}

function misfit(value: unknown, what: string): Misfit {
  return new Misfit(`${shown(value)} is not ${what}`);
}

// -- values without parts ---------------------------------------------------------------

class Anything extends Codec<Json> {
  read(value: Json): Json {
    return value;
  }

  write(value: Json): Json {
    return value;
  }

  override mayBeList(): boolean {
    return true;
  }
}

class Nothing extends Codec<null> {
  read(value: Json): null {
    if (value !== null) {
      throw misfit(value, "null");
    }
    return null;
  }

  write(value: null): null {
    return this.read(value);
  }
}

class Text extends Codec<string> {
  read(value: Json): string {
    if (typeof value !== "string") {
      throw misfit(value, "text");
    }
    return value;
  }

  write(value: string): string {
    if (typeof value !== "string") {
      throw new Misfit(`a ${typeof value} is not text`); // it may be a secret
    }
    return value;
  }
}

class Words<T extends string> extends Codec<T> {
  readonly #words: readonly string[];

  constructor(known: readonly string[]) {
    super();
    this.#words = known;
  }

  read(value: Json): T {
    if (typeof value !== "string" || !this.#words.includes(value)) {
      throw misfit(value, `one of ${this.#words.join(", ")}`);
    }
    return value as T;
  }

  write(value: T): Json {
    return TEXT.write(value);
  }
}

/** The forms of numbers: JSON's own, text, or `0x` hex. */
export type Form = "number" | "text" | "hex";
/** How many digits a minor unit is below its major one: a number, or a table of them. */
export type Scale = number | Readonly<Record<string, number>>;

const FORMS: Readonly<Record<string, RegExp>> = {
  text: /^-?(?:0|[1-9][0-9]{0,999})$/,
  hex: /^-?0x(?:0|[1-9a-f][0-9a-f]{0,999})$/,
};
const FRACTION =
  /^-?(?:0|[1-9][0-9]{0,999})(?:\.[0-9]{1,999})?(?:[eE][-+]?[0-9]{1,3})?$/;

function bigintOf(digits: string): bigint {
  return digits.startsWith("-") ? -BigInt(digits.slice(1)) : BigInt(digits);
}

/** Reads a whole number of any size. */
function readWhole(value: Json, form: Form): bigint {
  if (form === "number") {
    if (typeof value === "bigint" || (typeof value === "number" && isSafe(value))) {
      return BigInt(value);
    }
  } else if (typeof value === "string" && FORMS[form]?.test(value)) {
    return bigintOf(value);
  }
  throw misfit(value, `a whole number as ${form}`);
}

function writeWhole(value: bigint | number, form: Form): Json {
  if (typeof value !== "bigint" && !(typeof value === "number" && isSafe(value))) {
    throw misfit(value, "a whole number");
  }
  if (form === "hex") {
    return value < 0 ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`;
  }
  return form === "text" ? String(value) : value;
}

function isSafe(value: number): boolean {
  return Number.isSafeInteger(value);
}

function digitsBelow(scale: Scale | undefined, key: string | undefined): number {
  const found =
    typeof scale === "object"
      ? scale[key !== undefined && Object.hasOwn(scale, key) ? key : "otherwise"]
      : scale;
  if (found === undefined || (typeof scale === "object" && key === undefined)) {
    throw new Misfit(`no scale is known for ${shown(key)}`);
  }
  return found;
}

/** A whole number of any size. */
class Integer<T extends bigint> extends Codec<T> {
  readonly #form: Form;
  readonly #scale: Scale | undefined;

  constructor(form: Form, scale?: Scale) {
    super();
    this.#form = form;
    this.#scale = scale;
  }

  read(value: Json): T {
    return readWhole(value, this.#form) as T;
  }

  write(value: T): Json {
    if (typeof value !== "bigint") {
      throw misfit(value, "a bigint");
    }
    return writeWhole(value, this.#form);
  }

  /** Converts minor units to the major one, exactly; `key` picks the row of a table. */
  toDecimal(value: T, key?: string): Decimal {
    return readDecimal(shifted(String(value), -digitsBelow(this.#scale, key)));
  }

  /** Converts the major unit to minor ones; surplus digits throw. */
  fromDecimal(value: Decimal | string, key?: string): T {
    return wholeOf(plainDigits(value), digitsBelow(this.#scale, key)) as T;
  }
}

/** A whole number that JavaScript's own numbers hold exactly. */
class Whole<T extends number> extends Codec<T> {
  readonly form: Form;

  constructor(form: Form) {
    super();
    this.form = form;
  }

  read(value: Json): T {
    if (this.form === "number" && typeof value === "number" && isSafe(value)) {
      return value as T;
    }
    const found = Number(readWhole(value, this.form));
    if (!isSafe(found)) {
      throw misfit(value, "a number below 2^53");
    }
    return found as T;
  }

  write(value: T): Json {
    if (typeof value !== "number") {
      throw misfit(value, "a number");
    }
    return writeWhole(value, this.form);
  }
}

/** An exact decimal fraction. */
class Fraction<T extends Decimal> extends Codec<T> {
  readonly #form: Form;
  readonly #scale: number | undefined;

  constructor(form: Form, scale?: number) {
    super();
    this.#form = form;
    this.#scale = scale;
  }

  read(value: Json): T {
    if (this.#form === "text") {
      if (typeof value === "string" && FRACTION.test(value)) {
        return readDecimal(value) as T;
      }
    } else if (
      typeof value === "bigint" ||
      (typeof value === "number" && isSafe(value)) ||
      (value instanceof JsonNumber && FRACTION.test(value.text))
    ) {
      return readDecimal(String(value)) as T;
    }
    throw misfit(value, `a decimal fraction as ${this.#form}`);
  }

  write(value: T): Json {
    if (!isDecimal(value)) {
      throw misfit(value, "a Decimal");
    }
    const digits = writeDecimal(value);
    if (this.#scale !== undefined) {
      wholeOf(digits, this.#scale);
    }
    return this.#form === "text" ? digits : new JsonNumber(digits);
  }

  /** Counts in the smallest unit, exactly: 1.5 BTC are 150000000. */
  toMinor(value: T): bigint {
    return wholeOf(writeDecimal(value), digitsBelow(this.#scale, undefined));
  }

  /** Converts a count of the smallest unit, exactly. */
  fromMinor(count: bigint): T {
    const places = -digitsBelow(this.#scale, undefined);
    return readDecimal(shifted(String(count), places)) as T;
  }
}

function plainDigits(value: Decimal | string): string {
  if (typeof value === "string" && !FRACTION.test(value)) {
    throw misfit(value, "a decimal fraction");
  }
  return writeDecimal(typeof value === "string" ? readDecimal(value) : value);
}

/** Moves the point of a number in plain notation. */
function shifted(digits: string, places: number): string {
  const [, sign = "", before = "", after = ""] =
    /^(-?)(\d+)\.?(\d*)$/.exec(digits) ?? [];
  const left = before.padStart(Math.max(1 - places, 1), "0");
  const all = `${left}${after.padEnd(places, "0")}`;
  const point = left.length + places;
  const rest = all.slice(point);
  return `${sign}${all.slice(0, point).replace(/^0+(?=\d)/, "")}${rest && `.${rest}`}`;
}

/** Counts in minor units; what stands after the point must be zeros. */
function wholeOf(digits: string, scale: number): bigint {
  const [before = "", after = ""] = shifted(digits, scale).split(".");
  if (/[^0]/.test(after)) {
    throw new Misfit(`${digits} has more digits after the point than its unit`);
  }
  return bigintOf(before);
}

export type TimeUnit = "s" | "ms" | "us";

/** A moment since 1970 or a length of time, counted in its unit. */
class Counted<T extends number> extends Whole<T> {
  readonly #unit: TimeUnit;

  constructor(form: Form, counted: TimeUnit) {
    super(form);
    this.#unit = counted;
  }

  /** Gives the moment; a Date has milliseconds, so microseconds are cut off. */
  toDate(value: T): Date {
    return new Date(
      this.#unit === "s" ? value * 1000 : this.#unit === "ms" ? value : value / 1000,
    );
  }

  /** Counts the units up to a moment; a smaller rest throws. */
  fromDate(moment: Date): T {
    const ms = moment.getTime();
    const count = this.#unit === "s" ? ms / 1000 : this.#unit === "ms" ? ms : ms * 1000;
    if (!isSafe(count)) {
      throw new Misfit(`${shown(ms)} ms are no whole number of ${this.#unit}`);
    }
    return count as T;
  }
}

const PARTS: Readonly<Record<string, string>> = {
  "%Y": "(?<Y>\\d{4})",
  "%m": "(?<m>\\d\\d)",
  "%d": "(?<d>\\d\\d)",
  "%H": "(?<H>\\d\\d)",
  "%M": "(?<M>\\d\\d)",
  "%S": "(?<S>\\d\\d)",
  "%f": "(?<f>\\d{6})",
};

/** A moment as a text in UTC, such as `2013-04-02 05:04:19`. */
class Dated<T extends number> extends Counted<T> {
  readonly #layout: string;
  readonly #pattern: RegExp;
  readonly #perSecond: number;

  constructor(layout: string, counted: TimeUnit) {
    super("text", counted);
    this.#layout = layout;
    const pieces = layout.split(/(%[A-Za-z])/);
    const escaped = pieces.map((piece) => PARTS[piece] ?? escapePattern(piece));
    this.#pattern = new RegExp(`^${escaped.join("")}$`);
    this.#perSecond = { s: 1, ms: 1000, us: 1_000_000 }[counted];
  }

  override read(value: Json): T {
    const found =
      typeof value === "string" ? this.#pattern.exec(value)?.groups : undefined;
    if (found) {
      const of = (name: string, missing: string): number =>
        Number(found[name] ?? missing);
      const day = [of("Y", "1970"), of("m", "1") - 1, of("d", "1")] as const;
      const ms = Date.UTC(...day, of("H", "0"), of("M", "0"), of("S", "0"));
      const count =
        (ms / 1000) * this.#perSecond + of("f", "0") / (1e6 / this.#perSecond);
      if (isSafe(count) && this.#print(count) === value) {
        return count as T;
      }
    }
    throw misfit(value, `a moment as \`${this.#layout}\``);
  }

  override write(value: T): Json {
    const text = isSafe(value) ? this.#print(value) : "";
    try {
      if (this.read(text) === value) {
        return text;
      }
    } catch {
      // it is said below
    }
    throw misfit(value, `a moment that \`${this.#layout}\` can write`);
  }

  #print(count: number): string {
    const micros = Math.round(
      (((count % this.#perSecond) + this.#perSecond) % this.#perSecond) *
        (1e6 / this.#perSecond),
    );
    const date = new Date(Math.floor(count / this.#perSecond) * 1000);
    if (Number.isNaN(date.getTime())) {
      return "";
    }
    const two = (number: number): string => String(number).padStart(2, "0");
    const parts: Readonly<Record<string, string>> = {
      "%Y": String(date.getUTCFullYear()).padStart(4, "0"),
      "%m": two(date.getUTCMonth() + 1),
      "%d": two(date.getUTCDate()),
      "%H": two(date.getUTCHours()),
      "%M": two(date.getUTCMinutes()),
      "%S": two(date.getUTCSeconds()),
      "%f": String(micros).padStart(6, "0"),
    };
    return this.#layout.replace(/%[A-Za-z]/g, (part) => parts[part] ?? part);
  }
}

export function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}

/** True or false; the first of each list is sent, all of them are read. */
class Truth extends Codec<boolean> {
  readonly #true: readonly Json[];
  readonly #false: readonly Json[];

  constructor(truthy: readonly Json[], falsy: readonly Json[]) {
    super();
    this.#true = truthy;
    this.#false = falsy;
  }

  read(value: Json): boolean {
    if (!this.#true.includes(value) && !this.#false.includes(value)) {
      throw misfit(value, "a boolean");
    }
    return this.#true.includes(value);
  }

  write(value: boolean): Json {
    if (typeof value !== "boolean") {
      throw misfit(value, "true or false");
    }
    return (value ? this.#true : this.#false)[0] ?? value;
  }
}

/** Bytes as `hex`, `0x-hex` or `base64`. */
class Octets extends Codec<Uint8Array> {
  readonly #form: "hex" | "0x-hex" | "base64";

  constructor(form: "hex" | "0x-hex" | "base64") {
    super();
    this.#form = form;
  }

  read(value: Json): Uint8Array {
    const made = typeof value === "string" ? this.#bytes(value) : undefined;
    if (made === undefined) {
      throw misfit(value, `bytes as ${this.#form}`);
    }
    return made;
  }

  #bytes(text: string): Uint8Array | undefined {
    if (this.#form === "base64") {
      return fromBase64(text);
    }
    if (this.#form === "hex") {
      return readHex(text);
    }
    return text.startsWith("0x") ? readHex(text.slice(2)) : undefined;
  }

  write(value: Uint8Array): Json {
    if (!(value instanceof Uint8Array)) {
      throw misfit(value, "a Uint8Array");
    }
    if (this.#form === "base64") {
      return toBase64(value);
    }
    return this.#form === "hex" ? toHex(value) : `0x${toHex(value)}`;
  }
}

/** Writes bytes as hex digits. */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Reads hex digits, or throws. */
export function fromHex(digits: string): Uint8Array {
  const made = readHex(digits);
  if (made === undefined) {
    throw misfit(digits, "hex digits");
  }
  return made;
}

/** Reads hex digits; undefined if they are none. */
export function readHex(digits: string): Uint8Array<ArrayBuffer> | undefined {
  const made = new Uint8Array(Math.ceil(digits.length / 2));
  let odd = digits.length % 2;
  for (let index = 0; index < made.length; index += 1) {
    const first = digits.charCodeAt(2 * index);
    const second = digits.charCodeAt(2 * index + 1);
    const high = NIBBLES[first & 127] ?? 16;
    const low = NIBBLES[second & 127] ?? 16;
    odd |= ((high | low) & 16) | ((first | second) >> 7);
    made[index] = high * 16 + low;
  }
  return odd ? undefined : made;
}

// What each sign is worth as a hex digit; 16 if it is none.
const NIBBLES = Uint8Array.from({ length: 128 }, (_, code) => {
  const digit = String.fromCharCode(code).toLowerCase();
  const value = "0123456789abcdef".indexOf(digit);
  return value < 0 ? 16 : value;
});

export function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

/** Reads base64; undefined if it is none. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (text.length % 4 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) {
    return undefined;
  }
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

/** Whole numbers with names, among which others may come. */
class Numbered<T extends number> extends Codec<T> {
  readonly #known: readonly number[];
  readonly #form: Form;
  readonly #isOpen: boolean;

  constructor(known: readonly number[], form: Form, isOpen: boolean) {
    super();
    this.#known = known;
    this.#form = form;
    this.#isOpen = isOpen;
  }

  read(value: Json): T {
    const number = Number(readWhole(value, this.#form));
    if (!this.#isOpen && !this.#known.includes(number)) {
      throw misfit(value, `one of ${this.#known.join(", ")}`);
    }
    return number as T;
  }

  write(value: T): Json {
    return writeWhole(value, this.#form);
  }
}

// -- types with parts -------------------------------------------------------------------

class Nullable<T> extends Codec<T | null> {
  readonly inner: Codec<T>;

  constructor(inner: Codec<T>) {
    super();
    this.inner = inner;
  }

  read(value: Json): T | null {
    return value === null ? null : this.inner.read(value);
  }

  write(value: T | null): Json {
    return value === null ? null : this.inner.write(value);
  }

  override mayBeList(): boolean {
    return this.inner.mayBeList();
  }
}

class Later<T> extends Codec<T> {
  readonly #find: () => Codec<T>;

  constructor(find: () => Codec<T>) {
    super();
    this.#find = find;
  }

  read(value: Json): T {
    return this.#find().read(value);
  }

  write(value: T): Json {
    return this.#find().write(value);
  }

  override mayBeList(): boolean {
    return true;
  }
}

export class ListOf<T> extends Codec<readonly T[]> {
  readonly item: Codec<T>;

  constructor(item: Codec<T>) {
    super();
    this.item = item;
  }

  read(value: Json): readonly T[] {
    if (!isList(value)) {
      throw misfit(value, "a list");
    }
    return each(value, (item) => this.item.read(item));
  }

  write(value: readonly T[]): Json {
    if (!Array.isArray(value)) {
      throw misfit(value, "a list");
    }
    return each(value as readonly T[], (item) => this.item.write(item));
  }

  override mayBeList(): boolean {
    return true;
  }
}

function each<A, B>(items: readonly A[], work: (item: A, index: number) => B): B[] {
  let index = 0;
  try {
    const made: B[] = [];
    for (const item of items) {
      made.push(work(item, index));
      index += 1;
    }
    return made;
  } catch (error) {
    throw inside(error, index);
  }
}

/** Values under one name that is repeated in a query or a form. */
export class RepeatedList<T> extends ListOf<T> {}

/** Values between commas, in one text. */
class CommaList<T> extends ListOf<T> {
  override read(value: Json): readonly T[] {
    if (typeof value !== "string") {
      throw misfit(value, "text with commas");
    }
    return value === ""
      ? []
      : each(value.split(","), (item) => this.item.fromText(item));
  }

  override write(value: readonly T[]): Json {
    const items = (super.write(value) as readonly Json[]).map(plainText);
    if (items.some((item) => item.includes(",")) || (items.length === 1 && !items[0])) {
      throw new Misfit("an item with a comma, or an empty one alone, has no place");
    }
    return items.join(",");
  }
}

class MapOf<T> extends Codec<Readonly<Record<string, T>>> {
  readonly #item: Codec<T>;

  constructor(item: Codec<T>) {
    super();
    this.#item = item;
  }

  read(value: Json): Readonly<Record<string, T>> {
    return pairs(value, (item) => this.#item.read(item as Json));
  }

  write(value: Readonly<Record<string, T>>): Json {
    return pairs(value, (item) => this.#item.write(item as T));
  }
}

function pairs<T>(value: unknown, work: (item: unknown) => T): Record<string, T> {
  if (!isObject(value)) {
    throw misfit(value, "an object");
  }
  const made: Record<string, T> = {};
  for (const [name, item] of Object.entries(value)) {
    try {
      put(made, name, work(item));
    } catch (error) {
      throw inside(error, name);
    }
  }
  return made;
}

class TupleOf<T extends readonly unknown[]> extends Codec<T> {
  readonly #items: readonly Codec<unknown>[];
  readonly #least: number;
  readonly #rest: Codec<unknown> | undefined;

  constructor(
    items: readonly Codec<unknown>[],
    least: number,
    rest: Codec<unknown> | undefined,
  ) {
    super();
    this.#items = items;
    this.#least = least;
    this.#rest = rest;
  }

  read(value: Json): T {
    if (!isList(value)) {
      throw misfit(value, "a list");
    }
    return this.#each(value, (codec, item) => codec.read(item)) as unknown as T;
  }

  write(value: T): Json {
    if (!Array.isArray(value)) {
      throw misfit(value, "a list");
    }
    return this.#each(value as readonly unknown[], (codec, item) => codec.write(item));
  }

  #each<A, B>(items: readonly A[], work: (codec: Codec<unknown>, item: A) => B): B[] {
    const known = this.#items.length;
    if (items.length < this.#least || (!this.#rest && items.length > known)) {
      throw new Misfit(`it has ${items.length} items, and not ${known}`);
    }
    return each(items, (item, index) =>
      work(this.#items[index] ?? this.#rest ?? ANYTHING, item),
    );
  }

  override mayBeList(): boolean {
    return true;
  }
}

type Cases = Readonly<Record<string, Codec<unknown>>>;

/** A union: `pick` names the case of a JSON value. */
abstract class OneOf<T> extends Codec<T> {
  readonly cases: Cases;
  readonly otherwise: Codec<unknown> | undefined;

  constructor(cases: Cases, otherwise: Codec<unknown> | undefined) {
    super();
    this.cases = cases;
    this.otherwise = otherwise;
  }

  abstract pick(value: Json): string | undefined;

  #case(value: Json): Codec<unknown> {
    const key = this.pick(value);
    const found = key === undefined ? this.otherwise : this.cases[key];
    if (found === undefined) {
      throw misfit(value, `one of ${Object.keys(this.cases).join(", ")}`);
    }
    return found;
  }

  read(value: Json): T {
    return this.#case(value).read(value) as T;
  }

  /** Takes the first case whose JSON would be read as that case again. */
  write(value: T): Json {
    const misfits: unknown[] = [];
    for (const one of this.#all()) {
      try {
        const written = one.write(value);
        if (this.#case(written) === one) {
          return written;
        }
      } catch (error) {
        misfits.push(error);
      }
    }
    throw misfits.length === 1
      ? misfits[0]
      : misfit(value, `one of ${Object.keys(this.cases).join(", ")}`);
  }

  #all(): readonly Codec<unknown>[] {
    const last = this.otherwise ? [this.otherwise] : [];
    return [...new Set([...Object.values(this.cases), ...last])];
  }

  override fromForm(fields: Readonly<Record<string, string>>): T {
    return this.#case(fields).fromForm(fields) as T;
  }

  override mayBeList(): boolean {
    return this.#all().some((one) => one.mayBeList());
  }
}

/** Chosen by the text of a member. */
class ByTag<T> extends OneOf<T> {
  readonly #tag: string;

  constructor(tag: string, cases: Cases, otherwise: Codec<unknown> | undefined) {
    super(cases, otherwise);
    this.#tag = tag;
  }

  pick(value: Json): string | undefined {
    const found = isObject(value) ? value[this.#tag] : undefined;
    const text = found === undefined ? undefined : plainText(found);
    return text !== undefined && Object.hasOwn(this.cases, text) ? text : undefined;
  }
}

/** Chosen by the first member that is there. */
class ByMember<T> extends OneOf<T> {
  pick(value: Json): string | undefined {
    return isObject(value)
      ? Object.keys(this.cases).find((key) => Object.hasOwn(value, key))
      : undefined;
  }
}

/** Chosen by the kind of the JSON value, the narrowest first. */
class ByKind<T> extends OneOf<T> {
  pick(value: Json): string | undefined {
    return kindsOf(value).find((kind) => Object.hasOwn(this.cases, kind));
  }
}

function kindsOf(value: Json): readonly string[] {
  if (value === null) {
    return ["null"];
  }
  if (isList(value)) {
    return ["list"];
  }
  if (typeof value === "number" || typeof value === "bigint") {
    return ["integer", "number"];
  }
  if (value instanceof JsonNumber) {
    return /[.eE]/.test(value.text) ? ["number"] : ["integer", "number"];
  }
  return [typeof value];
}

/** A shape that a value elsewhere decides, by its wire text. */
export class Beside {
  readonly #by: string;
  readonly #cases: Cases;
  readonly #otherwise: Codec<unknown> | undefined;
  readonly #missing: Codec<unknown> | undefined;
  constructor(by: string, cases: Cases, more: BesideMore) {
    this.#by = by;
    this.#cases = cases;
    this.#otherwise = more.otherwise;
    this.#missing = more.missing;
  }

  /** Gives the type that the deciding value picks. */
  codec(siblings: JsonObject): Codec<unknown> {
    const value = siblings[this.#by];
    let found: Codec<unknown> | undefined;
    if (
      value === undefined ||
      (value === null && !Object.hasOwn(this.#cases, "null"))
    ) {
      found = this.#missing ?? this.#otherwise;
    } else {
      const text = plainText(value);
      found = Object.hasOwn(this.#cases, text) ? this.#cases[text] : this.#otherwise;
    }
    if (found === undefined) {
      throw new Misfit(`\`${this.#by}\` is ${shown(value)}, which decides no shape`);
    }
    return found;
  }

  /** Lists all shapes that may be there. */
  shapes(): readonly Codec<unknown>[] {
    const others = [this.#otherwise, this.#missing];
    return [
      ...Object.values(this.#cases),
      ...others.filter((one) => one !== undefined),
    ];
  }
}

interface BesideMore {
  readonly otherwise?: Codec<unknown>;
  readonly missing?: Codec<unknown>;
}

// -- records ----------------------------------------------------------------------------

/** A member of a record: its codec, its name on the wire, and whether it may be missing. */
export interface Member<C = Codec<unknown> | Beside> {
  readonly codec: C;
  readonly wire: string | undefined;
  readonly also: readonly string[];
  readonly isOptional: boolean;
  readonly isSecret: boolean;
}

interface More {
  readonly also?: readonly string[];
  readonly secret?: boolean;
}

interface Known extends Member {
  readonly name: string;
  readonly wire: string;
  /** Whether every object has something of that name. */
  readonly isInherited: boolean;
}

/** The names of all members, of each alternative if there are several. */
export type Names<T> = T extends unknown ? Exclude<keyof T, "extra"> : never;
/** What a member may be, in any alternative. */
export type Value<T, K extends PropertyKey> = T extends unknown
  ? K extends keyof T
    ? Exclude<T[K], undefined>
    : never
  : never;
/** What can write a value; it may be able to write others too. */
export interface Writes<T> {
  readonly write: (value: T) => Json;
}
type Members<T> = {
  readonly [K in Names<T>]: Writes<Value<T, K>> | Member<Writes<Value<T, K>> | Beside>;
};

/** A JSON object with named members; those it does not know are kept in `extra`. */
class RecordOf<T> extends Codec<T> {
  readonly #name: string;
  readonly #members: readonly Known[];
  readonly #wires: ReadonlySet<string>;
  readonly #own: ReadonlyMap<string, string>;
  readonly #rest: Codec<unknown>;
  readonly #hasSecret: boolean;

  constructor(name: string, members: Members<T>, rest: Codec<unknown>) {
    super();
    this.#name = name;
    const all = members as Readonly<Record<string, Codec<unknown> | Member>>;
    const given = Object.entries(all);
    this.#members = given.map(([own, one]) => {
      const member = one instanceof Codec ? must(one) : one;
      const { wire = own } = member;
      return { ...member, name: own, wire, isInherited: wire in Object.prototype };
    });
    this.#wires = new Set(this.#members.map((one) => one.wire));
    const pairs = this.#members.flatMap((one) =>
      one.also.map((also) => [also, one.wire] as const),
    );
    this.#own = new Map(pairs);
    this.#rest = rest;
    this.#hasSecret = this.#members.some((one) => one.isSecret);
  }

  read(value: Json): T {
    if (!isObject(value)) {
      throw misfit(value, "an object");
    }
    const from = this.#byOwnName(value);
    const made: Record<string, unknown> = {};
    let more = Object.keys(from).length;
    for (const one of this.#members) {
      const { wire } = one;
      const isThere = !one.isInherited || Object.hasOwn(from, wire);
      const item = isThere ? from[wire] : undefined;
      if (item !== undefined) {
        more -= 1;
        try {
          made[one.name] = codecOf(one, from).read(item);
        } catch (error) {
          throw inside(error, wire);
        }
      } else if (!one.isOptional) {
        throw new Misfit(`\`${wire}\` is missing`);
      }
    }
    if (more) {
      made["extra"] = this.#extra(from, (item) => this.#rest.read(item));
    }
    return this.#hidden(made);
  }

  write(value: T): Json {
    if (!isObject(value)) {
      throw misfit(value, `a ${this.#name}`);
    }
    const meanings = value as Readonly<Record<string, unknown>>;
    const written: Record<string, Json> = {};
    for (const isLate of [false, true]) {
      for (const one of this.#members) {
        const meaning = meanings[one.name];
        if (one.codec instanceof Beside === isLate && meaning !== undefined) {
          put(written, one.wire, this.#written(one, meaning, written));
        }
      }
    }
    this.#refuse(meanings);
    const made: Record<string, Json> = {};
    for (const one of this.#members) {
      const json = written[one.wire];
      if (json !== undefined) {
        put(made, one.wire, json);
      }
    }
    const extra = (meanings["extra"] ?? {}) as JsonObject;
    return { ...made, ...this.#extra(extra, (item) => this.#rest.write(item)) };
  }

  #written(one: Known, meaning: unknown, siblings: JsonObject): Json {
    try {
      return codecOf(one, siblings).write(meaning);
    } catch (error) {
      const hidden = one.isSecret ? new Misfit("it does not fit its type") : error;
      throw inside(hidden, one.name);
    }
  }

  /** Refuses what lacks a member, or has one that nobody knows. */
  #refuse(meanings: Readonly<Record<string, unknown>>): void {
    const known = new Set(["extra"]);
    for (const one of this.#members) {
      known.add(one.name);
      if (!one.isOptional && meanings[one.name] === undefined) {
        throw new Misfit(`a ${this.#name} needs \`${one.name}\``);
      }
    }
    const odd = Object.keys(meanings).find((name) => !known.has(name));
    if (odd !== undefined && meanings[odd] !== undefined) {
      throw new Misfit(`a ${this.#name} has no \`${odd}\``);
    }
  }

  #extra(from: JsonObject, work: (item: Json) => unknown): Record<string, Json> {
    const made: Record<string, Json> = {};
    for (const [name, item] of Object.entries(from)) {
      if (!this.#wires.has(name) && item !== undefined) {
        put(made, name, work(item) as Json);
      }
    }
    return made;
  }

  override fromForm(fields: Readonly<Record<string, string>>): T {
    const from = this.#byOwnName(fields);
    const made: Record<string, unknown> = {};
    for (const one of this.#members) {
      const text = from[one.wire];
      if (typeof text === "string") {
        made[one.name] = fieldOf(codecOf(one, from), one.wire, text);
      } else if (!one.isOptional) {
        throw new DecodeError(`\`${one.wire}\` is missing`);
      }
    }
    const rest = this.#rest === ANYTHING ? TEXT : this.#rest;
    const extra = this.#extra(from, (item) => fieldOf(rest, "extra", item as string));
    if (Object.keys(extra).length) {
      made["extra"] = extra;
    }
    return this.#hidden(made);
  }

  /** Calls members that came under a further name by their own. */
  #byOwnName(value: JsonObject): JsonObject {
    if (!this.#own.size || !Object.keys(value).some((name) => this.#own.has(name))) {
      return value;
    }
    const made: Record<string, Json> = {};
    for (const [name, item] of Object.entries(value)) {
      const own = this.#own.get(name) ?? name;
      put(made, Object.hasOwn(value, own) ? name : own, item as Json);
    }
    return made;
  }

  /** Keeps secrets out of logs: whoever shows the record sees stars. */
  #hidden(made: Record<string, unknown>): T {
    if (this.#hasSecret) {
      const stars = this.#members.filter((one) => one.isSecret && one.name in made);
      const inspect = (): object => ({
        ...made,
        ...Object.fromEntries(stars.map((one) => [one.name, "***"])),
      });
      const symbol = Symbol.for("nodejs.util.inspect.custom");
      Object.defineProperty(made, symbol, { value: inspect, enumerable: false });
    }
    return made as T;
  }
}

function codecOf(member: Member, siblings: JsonObject): Codec<unknown> {
  const codec = member.codec;
  return codec instanceof Beside ? codec.codec(siblings) : codec;
}

function fieldOf(codec: Codec<unknown>, name: string, text: string): unknown {
  try {
    return codec.fromText(text);
  } catch (error) {
    throw decodeError(inside(error, name));
  }
}

// -- what generated code says -----------------------------------------------------------
//
// Functions and not `new`, so that a bundler drops the codecs that nobody uses.

export const ANYTHING: Codec<Json> = /* @__PURE__ */ new Anything();
export const NOTHING: Codec<null> = /* @__PURE__ */ new Nothing();
export const TEXT: Codec<string> = /* @__PURE__ */ new Text();
export const NUMBER: Codec<number> = /* @__PURE__ */ new Whole("number");
export const DECIMAL = /* @__PURE__ */ new Fraction<Decimal>("number");
export const BOOLEAN: Codec<boolean> = /* @__PURE__ */ new Truth([true], [false]);
export const ZERO_ONE: Codec<boolean> = /* @__PURE__ */ new Truth([1], [0]);

/** A text whose words are known, and others may come. */
/* @__NO_SIDE_EFFECTS__ */
export function openWords<T extends string>(): Codec<T> {
  return TEXT as unknown as Codec<T>;
}

/* @__NO_SIDE_EFFECTS__ */
export function words<T extends string>(...known: readonly T[]): Codec<T> {
  return new Words(known);
}

/* @__NO_SIDE_EFFECTS__ */
export function integer<T extends bigint = bigint>(
  form: Form = "number",
  scale?: Scale,
): Integer<T> {
  return new Integer(form, scale);
}

/* @__NO_SIDE_EFFECTS__ */
export function whole<T extends number = number>(form: Form = "number"): Codec<T> {
  return new Whole(form);
}

/* @__NO_SIDE_EFFECTS__ */
export function fraction<T extends Decimal = Decimal>(
  form: Form = "number",
  scale?: number,
): Fraction<T> {
  return new Fraction(form, scale);
}

/* @__NO_SIDE_EFFECTS__ */
export function counted<T extends number = number>(
  counts: TimeUnit,
  form: Form = "number",
): Counted<T> {
  return new Counted(form, counts);
}

/* @__NO_SIDE_EFFECTS__ */
export function dated<T extends number = number>(
  layout: string,
  counts: TimeUnit,
): Counted<T> {
  return new Dated(layout, counts);
}

/* @__NO_SIDE_EFFECTS__ */
export function truth(truthy: readonly Json[], falsy: readonly Json[]): Codec<boolean> {
  return new Truth(truthy, falsy);
}

/* @__NO_SIDE_EFFECTS__ */
export function octets(form: "hex" | "0x-hex" | "base64" = "hex"): Codec<Uint8Array> {
  return new Octets(form);
}

type Numbers = Readonly<Record<string, number>>;

/** Named numbers: the codec has the names as members. */
/* @__NO_SIDE_EFFECTS__ */
export function numbered<const N extends Numbers>(
  form: Form,
  names: N,
): Codec<N[keyof N]> & N {
  return Object.assign(
    new Numbered<N[keyof N]>(Object.values(names), form, false),
    names,
  );
}

/** Named numbers among which others may come. */
/* @__NO_SIDE_EFFECTS__ */
export function openNumbered<const N extends Numbers>(
  form: Form,
  names: N,
): Codec<N[keyof N] | OtherNumber> & N {
  const codec = new Numbered<N[keyof N] | OtherNumber>(
    Object.values(names),
    form,
    true,
  );
  return Object.assign(codec, names);
}

/* @__NO_SIDE_EFFECTS__ */
export function nullable<T>(inner: Codec<T>): Codec<T | null> {
  return new Nullable(inner);
}

/** A type that is defined further down, or in terms of itself. */
/* @__NO_SIDE_EFFECTS__ */
export function later<T>(find: () => Codec<T>): Codec<T> {
  return new Later(find);
}

/* @__NO_SIDE_EFFECTS__ */
export function list<T>(item: Codec<T>): Codec<readonly T[]> {
  return new ListOf(item);
}

/* @__NO_SIDE_EFFECTS__ */
export function repeated<T>(item: Codec<T>): Codec<readonly T[]> {
  return new RepeatedList(item);
}

/* @__NO_SIDE_EFFECTS__ */
export function commas<T>(item: Codec<T>): Codec<readonly T[]> {
  return new CommaList(item);
}

/* @__NO_SIDE_EFFECTS__ */
export function map<T>(item: Codec<T>): Codec<Readonly<Record<string, T>>> {
  return new MapOf(item);
}

/* @__NO_SIDE_EFFECTS__ */
export function tuple<T extends readonly unknown[]>(
  items: readonly Codec<unknown>[],
  least: number,
  rest?: Codec<unknown>,
): Codec<T> {
  return new TupleOf<T>(items, least, rest);
}

/* @__NO_SIDE_EFFECTS__ */
export function byTag<T>(
  tag: string,
  cases: Cases,
  otherwise?: Codec<unknown>,
): Codec<T> {
  return new ByTag(tag, cases, otherwise);
}

/* @__NO_SIDE_EFFECTS__ */
export function byMember<T>(cases: Cases, otherwise?: Codec<unknown>): Codec<T> {
  return new ByMember(cases, otherwise);
}

/* @__NO_SIDE_EFFECTS__ */
export function byKind<T>(cases: Cases, otherwise?: Codec<unknown>): Codec<T> {
  return new ByKind(cases, otherwise);
}

/* @__NO_SIDE_EFFECTS__ */
export function beside(by: string, cases: Cases, more: BesideMore = {}): Beside {
  return new Beside(by, cases, more);
}

/** A member that is always there. */
export function must<T>(c: Codec<T>, wire?: string, more?: More): Member<Codec<T>>;
export function must(c: Beside, wire?: string, more?: More): Member<Beside>;
/* @__NO_SIDE_EFFECTS__ */
export function must(
  codec: Codec<unknown> | Beside,
  wire?: string,
  more: More = {},
): Member {
  return member(codec, wire, more, false);
}

/** A member that may be missing. */
export function maybe<T>(c: Codec<T>, wire?: string, more?: More): Member<Codec<T>>;
export function maybe(c: Beside, wire?: string, more?: More): Member<Beside>;
/* @__NO_SIDE_EFFECTS__ */
export function maybe(
  codec: Codec<unknown> | Beside,
  wire?: string,
  more: More = {},
): Member {
  return member(codec, wire, more, true);
}

function member(
  codec: Codec<unknown> | Beside,
  wire: string | undefined,
  more: More,
  isOptional: boolean,
): Member {
  const isSecret = more.secret ?? false;
  return { codec, wire, also: more.also ?? [], isOptional, isSecret };
}

/* @__NO_SIDE_EFFECTS__ */
export function record<T>(
  name: string,
  members: Members<T>,
  rest: Codec<unknown> = ANYTHING,
): Codec<T> {
  return new RecordOf<T>(name, members, rest);
}
