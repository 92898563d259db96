/**
 * Webhooks as data: check who sent a delivery, read what it says, and answer it.
 *
 * A delivery is verified over the bytes that came, before anything is read from them.
 *
 * @module
 */

import { DecodeError, parseJson, shown } from "./json.ts";
import { keyed, type Scheme, signature } from "./sign.ts";
import { type Codec, decodeError } from "./wire.ts";

/** Headers as web servers have them: of `fetch`, of Node, or pairs. */
export type HeadersLike =
  | Iterable<readonly [string, string]>
  | Readonly<Record<string, string | readonly string[] | undefined>>;

/** Whose signature is right. */
export interface Trust {
  /** The secret of the key, or what gives it by the key's name; undefined for unknown. */
  readonly secret?:
    string | ((key: string) => string | undefined | Promise<string | undefined>);
  /** The name of the key, if no other may sign. */
  readonly key?: string;
}

/** A delivery that is not proven to be the service's; nothing of it was read. */
export class SignatureError extends Error {
  override readonly name = "SignatureError";
}

/** What to answer; after anything else the delivery may come again. */
export interface Acknowledgement {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface WebhookFacts<T> {
  readonly name: string;
  readonly payload: Codec<T>;
  readonly place: "form" | "json";
  readonly scheme?: Scheme;
  readonly status?: number;
  readonly body?: string;
  readonly same?: readonly string[];
}

/** A call that the service makes; `T` is what it tells. */
export class Webhook<T> {
  readonly name: string;
  readonly acknowledgement: Acknowledgement;
  readonly #facts: WebhookFacts<T>;

  constructor(facts: WebhookFacts<T>) {
    if (facts.scheme && !isOverBody(facts.scheme)) {
      throw new TypeError(`${facts.name}: only a signature of the body can be checked`);
    }
    this.name = facts.name;
    this.#facts = facts;
    this.acknowledgement = {
      status: facts.status ?? 200,
      headers: { "Content-Type": "text/plain; charset=utf-8" },
      body: facts.body ?? "",
    };
  }

  /**
   * Verifies a delivery, then gives what it tells.
   *
   * @throws SignatureError: It is not proven to come from the service. Answer 403.
   * @throws DecodeError: It does, and is not what its type says.
   */
  async receive(headers: HeadersLike, body: Uint8Array, trust: Trust = {}): Promise<T> {
    await this.verify(headers, body, trust);
    return this.#read(body);
  }

  /** Throws SignatureError unless the delivery is signed; see `receive`. */
  async verify(
    headers: HeadersLike,
    body: Uint8Array,
    trust: Trust = {},
  ): Promise<void> {
    const { scheme } = this.#facts;
    const { secret, key } = trust;
    if (scheme === undefined) {
      if (secret !== undefined || key !== undefined) {
        throw new TypeError(`${this.name} is not signed: no secret can prove it`);
      }
      return;
    }
    if (secret === undefined) {
      throw new TypeError(`${this.name} is signed: give the secret of its key`);
    }
    const pairs = foldedPairs(headers);
    const isNamed = key !== undefined || typeof secret !== "string";
    const named = isNamed ? keyOf(scheme, pairs) : "";
    const own = typeof secret === "string" ? secret : await secret(named);
    if (own === undefined) {
      throw new SignatureError(`it names the key ${shown(named)}, which is unknown`);
    }
    const made = await signature(scheme, await keyed(scheme, own), body);
    if (!isSame(made, digestOf(scheme, pairs))) {
      throw new SignatureError(
        "the signature is not that of this body and this secret",
      );
    }
    if (key !== undefined && named !== key) {
      throw new SignatureError(`it names the key ${shown(named)}, not ${shown(key)}`);
    }
  }

  /** Gives what a repeated delivery has in common, or all if that is unknown. */
  identity(payload: T): readonly unknown[] {
    const members = payload as Readonly<Record<string, unknown>>;
    const same = this.#facts.same ?? [];
    return same.length ? same.map((name) => members[name]) : [payload];
  }

  #read(body: Uint8Array): T {
    const { payload, place } = this.#facts;
    let text;
    try {
      text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
    } catch {
      throw new DecodeError("it is not text in UTF-8");
    }
    try {
      return place === "json"
        ? payload.decode(parseJson(text))
        : payload.fromForm(fieldsOf(text));
    } catch (error) {
      throw decodeError(error);
    }
  }
}

/** Compares in a time that does not tell how much of a guess is right. */
function isSame(made: string, sent: string): boolean {
  let difference = made.length ^ sent.length;
  for (let index = 0; index < made.length; index += 1) {
    difference |= made.charCodeAt(index) ^ sent.charCodeAt(index);
  }
  return difference === 0;
}

/** Whether the body and the headers are enough to check a signature. */
function isOverBody(scheme: Scheme): boolean {
  const parts = scheme.message.map((part) =>
    typeof part === "string" ? part : part[0],
  );
  const isPlain = parts.every((part) => part === "body" || part === "bytes");
  return isPlain && !scheme.fresh && scheme.send.every(([place]) => place === "header");
}

type Pairs = readonly (readonly [name: string, value: string])[];

function foldedPairs(headers: HeadersLike): Pairs {
  const isPairs = Symbol.iterator in headers;
  const pairs: readonly (readonly [string, string | readonly string[] | undefined])[] =
    isPairs
      ? [...(headers as Iterable<readonly [string, string]>)]
      : Object.entries(headers);
  return pairs.flatMap(([name, value]) => {
    const values = typeof value === "string" ? [value] : (value ?? []);
    return values.map((one) => [folded(name), one] as const);
  });
}

/** Makes spellings of a header alike: CGI shows `Rest-Key` as `HTTP_REST_KEY`. */
function folded(name: string): string {
  return name
    .toLowerCase()
    .replaceAll("_", "-")
    .replace(/^http-/, "");
}

function digestOf(scheme: Scheme, pairs: Pairs): string {
  const name = scheme.send.find(([, , what]) => what === "$digest")?.[1] ?? "";
  const sent = headerOf(scheme, name, pairs);
  return scheme.encoding === "hex" ? sent.toLowerCase() : sent;
}

function keyOf(scheme: Scheme, pairs: Pairs): string {
  const name = scheme.send.find(([, , what]) => what !== "$digest")?.[1];
  if (name === undefined) {
    throw new TypeError("a delivery does not name its key here");
  }
  return headerOf(scheme, name, pairs);
}

/** Gives the value of a header, which must be there once. */
function headerOf(scheme: Scheme, name: string, pairs: Pairs): string {
  const spellings = [folded(name), folded(scheme.alsoSend?.[name] ?? name)];
  const all = pairs
    .filter(([own]) => spellings.includes(own))
    .map(([, value]) => value);
  const [found, ...more] = new Set(all);
  if (found === undefined || more.length) {
    const told = more.length ? "comes more than once" : "is missing";
    throw new SignatureError(`the header \`${name}\` ${told}`);
  }
  return found;
}

const MOST_FIELDS = 1000;

/** Takes a form apart. Throws DecodeError. */
function fieldsOf(text: string): Readonly<Record<string, string>> {
  const fields: Record<string, string> = {};
  const pairs = text ? text.split("&") : [];
  if (pairs.length > MOST_FIELDS || pairs.some((pair) => !pair.includes("="))) {
    throw new DecodeError("it is not a form");
  }
  for (const pair of pairs) {
    const [name = "", value = ""] = pair.split(/=(.*)/s).map(unescaped);
    if (Object.hasOwn(fields, name) || name === "__proto__") {
      throw new DecodeError("it comes more than once", [name]);
    }
    fields[name] = value;
  }
  return fields;
}

function unescaped(text: string): string {
  const spaced = text.replaceAll("+", " ");
  try {
    return decodeURIComponent(spaced);
  } catch {
    if (/%[0-9a-fA-F]{2}/.test(spaced)) {
      throw new DecodeError("it is not text in UTF-8");
    }
    return spaced;
  }
}
