/**
 * Signing as data: a scheme says what is signed and how, and `Hmac` does it by Web Crypto.
 *
 * What is signed are the bytes that are sent. Nonces that rise have to arrive in their
 * order, so all calls under one key take turns, whichever client they come from.
 *
 * @module
 */

import type { Budget, NonceStore, Settings } from "./core.ts";
import { Auth, type HttpReply, type Request } from "./http.ts";
import { fromBase64, readHex, toBase64, toHex } from "./wire.ts";

/** The number or the time that makes each request new. */
export interface Fresh {
  readonly place: SignPlace;
  readonly name: string;
  /** `rising`: above all before it, so that requests must arrive in order. */
  readonly rule: string;
  readonly unit: keyof typeof PER_MILLISECOND;
  readonly below?: bigint;
}

export type SignPlace = "form" | "header" | "query";

/** What is signed, how, and where the signature goes. */
export interface Scheme {
  /** `body`, `path`, `query`, `verb`, `nonce`, or a pair: `path_after` or `bytes`, and what. */
  readonly message: readonly (string | readonly [string, string])[];
  readonly algorithm: keyof typeof HASHES;
  /** How the signature is written. */
  readonly encoding: "base64" | "hex";
  /** Place, name, and what: `$digest`, or `$` and the name of a public credential. */
  readonly send: readonly (readonly [SignPlace, string, string])[];
  /** How the secret is written; without it, it is the secret itself, as UTF-8. */
  readonly keyEncoding?: "base64" | "hex";
  /** How many bytes the secret has. */
  readonly keyLength?: number;
  readonly fresh?: Fresh;
  /** Other spellings of headers, by their names in `send`. */
  readonly alsoSend?: Readonly<Record<string, string>>;
}

const HASHES = { sha1: "SHA-1", sha256: "SHA-256", sha512: "SHA-512" } as const;
const PER_MILLISECOND = {
  seconds: 0.001,
  milliseconds: 1,
  microseconds: 1000,
} as const;
const FORM = "application/x-www-form-urlencoded";

/** Takes up a secret. Throws TypeError for a wrong one, which never shows it. */
export async function keyed(scheme: Scheme, secret: string): Promise<CryptoKey> {
  const { keyEncoding, keyLength, algorithm } = scheme;
  const key =
    keyEncoding === "base64"
      ? fromBase64(secret)
      : keyEncoding === "hex"
        ? readHex(secret)
        : new TextEncoder().encode(secret);
  if (key === undefined) {
    throw new TypeError(`the secret is not ${keyEncoding ?? "text"}`);
  }
  if (!key.length) {
    throw new TypeError("the secret is empty, and anybody could sign with it");
  }
  if (keyLength !== undefined && key.length !== keyLength) {
    throw new TypeError(
      `the secret has ${key.length} bytes and should have ${keyLength}`,
    );
  }
  const hmac = { name: "HMAC", hash: HASHES[algorithm] };
  return crypto.subtle.importKey("raw", key, hmac, false, ["sign"]);
}

/** Signs a request. */
export async function signature(
  scheme: Scheme,
  key: CryptoKey,
  request: Request | Uint8Array,
  fresh = "",
): Promise<string> {
  const parts = scheme.message.map((part) => partOf(part, request, fresh));
  const message = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    message.set(part, at);
    at += part.length;
  }
  const made = new Uint8Array(await crypto.subtle.sign("HMAC", key, message));
  return scheme.encoding === "hex" ? toHex(made) : toBase64(made);
}

/** Gives one part of the message, just as it is sent. */
function partOf(
  part: Scheme["message"][number],
  request: Request | Uint8Array,
  fresh: string,
): Uint8Array {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  if (request instanceof Uint8Array && part === "body") {
    return request;
  }
  if (typeof part !== "string" && part[0] === "bytes") {
    return readHex(part[1]) ?? new Uint8Array();
  }
  const { verb, target, body } =
    request instanceof Uint8Array ? { verb: "", target: "", body: "" } : request;
  const [path = "", query = ""] = target.split(/\?(.*)/s);
  switch (part) {
    case "body":
      return bytes(body);
    case "path":
      return bytes(path);
    case "query":
      return bytes(query);
    case "verb":
      return bytes(verb);
    case "nonce":
      return bytes(fresh);
  }
  const start = part[1];
  const found = path.indexOf(start);
  if (found < 0) {
    throw new TypeError(`${path} cannot be signed: it has no \`${start}\``);
  }
  return bytes(path.slice(found + start.length));
}

// -- requests ---------------------------------------------------------------------------

/** Signs requests as a scheme says; one that is sent again is signed anew. */
export class Hmac extends Auth {
  readonly #scheme: Scheme;
  readonly #key: () => Promise<CryptoKey>;
  readonly #public: readonly (readonly [SignPlace, string, string])[];
  readonly #now: () => number;
  readonly #nonces: NonceStore;

  constructor(
    scheme: Scheme,
    secret: string,
    known: Readonly<Record<string, string>>,
    settings: Settings,
  ) {
    super();
    let key: Promise<CryptoKey> | undefined;
    this.#scheme = scheme;
    this.#key = () => (key ??= keyed(scheme, secret));
    this.#public = scheme.send
      .filter(([, , what]) => what !== "$digest")
      .map(([place, name, what]) => [place, name, credential(known, what)]);
    this.#now = settings.now ?? Date.now;
    this.#nonces = settings.nonces ?? NONCES;
  }

  override async send(
    request: Request,
    exchange: (request: Request) => Promise<HttpReply>,
    budget: Budget,
  ): Promise<HttpReply> {
    const { fresh } = this.#scheme;
    if (fresh === undefined) {
      return exchange(await this.sign(request));
    }
    const now = BigInt(Math.floor(this.#now() * PER_MILLISECOND[fresh.unit]));
    const signed = (nonce: bigint): Promise<Request> =>
      this.sign(request, bounded(fresh, nonce));
    const row = [...this.#public.map(([, , value]) => value), fresh.name].join("/");
    if (fresh.rule === "rising") {
      const work = async (nonce: bigint): Promise<HttpReply> =>
        exchange(await signed(nonce));
      return this.#nonces.next(row, now, work, budget);
    }
    return exchange(await this.#nonces.next(row, now, signed, budget));
  }

  /** Gives a request as it is sent; `fresh` is its nonce or its time. */
  async sign(request: Request, fresh = ""): Promise<Request> {
    const scheme = this.#scheme;
    let made = request;
    if (scheme.fresh) {
      made = added(made, scheme.fresh.place, scheme.fresh.name, fresh, true);
    }
    for (const [place, name, value] of this.#public) {
      made = added(made, place, name, value);
    }
    const digest = await signature(scheme, await this.#key(), made, fresh);
    for (const [place, name, what] of scheme.send) {
      if (what === "$digest") {
        made = added(made, place, name, digest);
      }
    }
    return made;
  }
}

/** Makes the signers of a client; without any credentials it has none. */
export function signers(
  schemes: Readonly<Record<string, Scheme>>,
  secret: string | undefined,
  known: Readonly<Record<string, string | undefined>>,
  settings: Settings,
): Readonly<Record<string, Auth>> {
  const given: Record<string, string> = {};
  for (const [name, value] of Object.entries(known)) {
    if (value !== undefined) {
      given[name] = value;
    }
  }
  const isWhole = Object.keys(given).length === Object.keys(known).length;
  if (secret === undefined && !Object.keys(given).length) {
    return {};
  }
  if (secret === undefined || !isWhole) {
    const names = Object.keys(known).join(", ");
    throw new TypeError(`calls are signed with a secret and its ${names}`);
  }
  const pairs = Object.entries(schemes).map(
    ([name, scheme]) => [name, new Hmac(scheme, secret, given, settings)] as const,
  );
  return Object.fromEntries(pairs);
}

function credential(known: Readonly<Record<string, string>>, what: string): string {
  const found = known[what.slice(1)];
  if (found === undefined) {
    throw new TypeError(`requests are signed with a secret and its \`${what}\``);
  }
  return found;
}

function bounded(fresh: Fresh, nonce: bigint): string {
  if (fresh.below !== undefined && nonce >= fresh.below) {
    const told = `${nonce} is not below ${fresh.below}`;
    throw new TypeError(`no \`${fresh.name}\` is left: ${told}`);
  }
  return String(nonce);
}

/** Puts a name and its value into a request, at the end or in front. */
function added(
  request: Request,
  place: SignPlace,
  name: string,
  value: string,
  isFirst = false,
): Request {
  if (place === "header") {
    return { ...request, headers: { ...request.headers, [name]: value } };
  }
  const pair = new URLSearchParams([[name, value]]).toString();
  const joined = (pairs: string): string =>
    [...(isFirst ? [pair, pairs] : [pairs, pair])].filter(Boolean).join("&");
  if (place === "query") {
    const [path = "", query = ""] = request.target.split(/\?(.*)/s);
    return { ...request, target: `${path}?${joined(query)}` };
  }
  const kind = request.headers["Content-Type"];
  if (kind === undefined ? request.body : !kind.startsWith(FORM)) {
    throw new TypeError(
      `\`${name}\` goes into a form, and the body of this call is none`,
    );
  }
  const headers = { ...request.headers, "Content-Type": kind ?? FORM };
  return { ...request, headers, body: joined(request.body) };
}

// -- nonces -----------------------------------------------------------------------------

/** The nonces of one process; the calls of a key take turns. */
export class MemoryNonces implements NonceStore {
  readonly #rows = new Map<string, { last: bigint; turn: Promise<unknown> }>();

  async next<T>(
    key: string,
    atLeast: bigint,
    work: (nonce: bigint) => Promise<T>,
    budget: Budget,
  ): Promise<T> {
    const row = this.#rows.get(key) ?? { last: 0n, turn: Promise.resolve() };
    this.#rows.set(key, row);
    const before = row.turn;
    let end: () => void = () => undefined;
    const own = new Promise<void>((resolve) => {
      end = resolve;
    });
    row.turn = before.then(() => own);
    try {
      await budget.within(before, "the turn of the call did not come in time");
      row.last = row.last + 1n > atLeast ? row.last + 1n : atLeast;
      return await work(row.last);
    } finally {
      end();
    }
  }
}

// The service keeps one row of nonces for each key, and knows nothing of clients. Two
// clients that know nothing of each other must share the row too, so it is the process
// that has it.
const NONCES = new MemoryNonces();
