/**
 * HTTP by `fetch`: addresses, time, and credentials.
 *
 * @module
 */

import {
  ApiError,
  type Budget,
  type Settings,
  TransportError,
  UnsupportedError,
  Watch,
} from "./core.ts";
import { Misfit } from "./json.ts";
import { toBase64 } from "./wire.ts";

/** A request before it has credentials. */
export interface Request {
  readonly verb: string;
  /** The path and the query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface HttpReply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

// -- addresses --------------------------------------------------------------------------

/** Scheme, host and port of a service, and the path before its own paths. */
export interface Address {
  readonly scheme: string;
  /** `http://127.0.0.1:8332`, without the path. */
  readonly origin: string;
  readonly base: string;
  readonly username: string;
  readonly password: string;
}

/** Splits an address; one that already ends in the prefix of all paths is taken as it is. */
export function parseAddress(text: string, prefix = ""): Address {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const safe = text.replace(/\/\/.*@/, "//"); // a password may stand there
  if (!url || !/^(?:http|https|ws|wss):$/.test(url.protocol)) {
    throw new TypeError(`${safe} is no address; write it like http://127.0.0.1:8000`);
  }
  if (url.search || url.hash) {
    throw new TypeError(`the address ${safe} may not have a query`);
  }
  const path = url.pathname.replace(/\/+$/, "");
  return {
    scheme: url.protocol.slice(0, -1),
    origin: `${url.protocol}//${url.host}`,
    base: prefix && path.endsWith(prefix) ? path.slice(0, -prefix.length) : path,
    username: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
  };
}

/** Fills in what a scope gives; a `[segment]` without its value vanishes. */
export function fillPath(template: string, scope: Scope): string {
  const path = template.replace(/\[([^\]]*)\]/g, (_, segment: string) => {
    const names = [...segment.matchAll(/\{(\w+)\}/g)].map((found) => found[1] ?? "");
    return names.every((name) => scope[name] !== undefined) ? segment : "";
  });
  return path.replace(/\{(\w+)\}/g, (hole, name: string) => {
    const value = scope[name];
    return value === undefined ? hole : pathPart(value, name);
  });
}

/** What is meant behind one address, such as one of several wallets. */
export type Scope = Readonly<Record<string, string | undefined>>;

const KEPT = /%(?:3A|40|24|2C|2B|3B|3D)/g; // services take these as they are

/** Escapes a part of a path. */
export function pathPart(text: string, name: string): string {
  if (text === "." || text === "..") {
    throw new Misfit(`${JSON.stringify(text)} would lead to another path`, [name]);
  }
  return encodeURIComponent(text).replace(KEPT, decodeURIComponent);
}

// -- credentials ------------------------------------------------------------------------

/**
 * A secret, or a function that gives it. A function is called at the first use, and again
 * when the service refuses what it gave: some services write a new secret at each start.
 */
export type Secret = string | (() => string | Promise<string>);

/** A secret that is asked for once, and again when it is refused. */
export class SecretText {
  readonly #secret: Secret;
  #text: Promise<string> | undefined;

  constructor(secret: Secret) {
    this.#secret = secret;
  }

  read(): Promise<string> {
    this.#text ??= this.#ask();
    return this.#text;
  }

  async #ask(): Promise<string> {
    const secret = this.#secret;
    try {
      return typeof secret === "string" ? secret : (await secret()).trim();
    } catch (cause) {
      this.#text = undefined;
      throw new UnsupportedError("a credential cannot be had", { cause });
    }
  }

  async refresh(budget: Budget): Promise<boolean> {
    if (typeof this.#secret === "string") {
      return false;
    }
    this.#text = undefined;
    return (await this.read()) !== budget.credential;
  }
}

/** Gives requests their credentials; this one has none. */
export class Auth {
  /** Sends a request with credentials, and gives the answer. */
  async send(
    request: Request,
    exchange: (request: Request) => Promise<HttpReply>,
    budget: Budget,
  ): Promise<HttpReply> {
    const headers = await this.headers(budget);
    return exchange({ ...request, headers: { ...request.headers, ...headers } });
  }

  protected headers(budget: Budget): Promise<Readonly<Record<string, string>>> {
    budget.credential = undefined;
    return Promise.resolve({});
  }

  /** Gets the credentials again; whether they are others than `budget` was sent with. */
  refresh(budget: Budget): Promise<boolean> {
    return Promise.resolve(budget.credential !== undefined);
  }
}

/** A secret in a header of every request. */
class SecretHeader extends Auth {
  readonly #name: string;
  readonly #secret: SecretText;
  readonly #write: (text: string) => string;

  constructor(name: string, secret: SecretText, write: (text: string) => string) {
    super();
    this.#name = name;
    this.#secret = secret;
    this.#write = write;
  }

  protected override async headers(
    budget: Budget,
  ): Promise<Readonly<Record<string, string>>> {
    const text = await budget.within(this.#secret.read(), "no credential came in time");
    budget.credential = text;
    return { [this.#name]: this.#write(text) };
  }

  override refresh(budget: Budget): Promise<boolean> {
    return this.#secret.refresh(budget);
  }
}

function basicHeader(pair: string): string {
  return `Basic ${toBase64(new TextEncoder().encode(pair))}`;
}

/** Chooses by what is given: a name and a password, what gives both, or nothing. */
export function basic(username?: string, password?: string, pair?: Secret): Auth {
  if (pair !== undefined && (username || password)) {
    throw new TypeError("give a name and a password, or what gives both");
  }
  if (pair === undefined && !username && !password) {
    return new Auth();
  }
  const secret = pair ?? `${username ?? ""}:${password ?? ""}`;
  return new SecretHeader("Authorization", new SecretText(secret), basicHeader);
}

/** Chooses by what is given: a secret, or nothing. */
export function secretHeader(name: string, secret?: Secret): Auth {
  return secret === undefined
    ? new Auth()
    : new SecretHeader(name, new SecretText(secret), (text) => text);
}

// -- requests ---------------------------------------------------------------------------

// How the engines say that no connection came about, so that nothing was sent.
const UNSENT = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
  "ConnectionRefused",
  "FailedToOpenSocket",
]);
const UNSENT_IN_DENO = "client error (Connect)"; // it has no code
/** What a reply may have where nobody says otherwise. */
export const MOST_BYTES = 256 * 1024 * 1024;
const FEW_BYTES = 64 * 1024; // they come at once, as good as
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;
const HEADER_VALUE = /^[^\0\r\n\u0100-\uffff]*$/;

/** Sends requests, and reads their answers in the time that is left. */
export class Http {
  readonly address: Address;
  readonly #fetch: typeof fetch;
  readonly #most: number;

  constructor(address: Address, settings: Settings) {
    this.address = address;
    this.#fetch = settings.fetch ?? ((input, init) => fetch(input, init));
    this.#most = settings.mostBytes ?? MOST_BYTES;
  }

  async exchange(
    request: Request,
    budget: Budget,
    origin = this.address.origin,
  ): Promise<HttpReply> {
    budget.hasWritten = false;
    checkHeaders(request.headers);
    const watch = new Watch(budget, `no answer from ${origin} in time`);
    try {
      budget.hasWritten = true; // nobody tells when it is
      return await Promise.race([this.#answer(request, watch, origin), watch.over]);
    } catch (error) {
      watch.end(error); // hangs up, if more was to come
      throw failed(watch.error, origin, budget);
    } finally {
      watch.stop();
    }
  }

  async #answer(request: Request, watch: Watch, origin: string): Promise<HttpReply> {
    const send = this.#fetch; // it may not be called as a method of this
    const response = await send(`${origin}${request.target}`, {
      method: request.verb,
      headers: request.headers,
      ...(request.body ? { body: request.body } : {}),
      redirect: "manual",
      credentials: "omit",
      cache: "no-store",
      signal: watch.signal,
    });
    if (response.status === 0) {
      throw new TransportError(`${origin} leads elsewhere`, { maybeActed: true });
    }
    const body = await this.#read(response, watch, origin);
    return { status: response.status, headers: response.headers, body };
  }

  async #read(response: Response, watch: Watch, origin: string): Promise<string> {
    const length = Number(response.headers.get("Content-Length") ?? Infinity);
    if (length > this.#most && length < Infinity) {
      throw this.#tooLong(origin);
    }
    watch.again();
    if (length < FEW_BYTES) {
      return response.text();
    }
    const reader = response.body?.getReader();
    const decoder = new TextDecoder();
    let size = 0;
    let text = "";
    while (reader) {
      const piece = await reader.read();
      if (piece.done) {
        break;
      }
      watch.again();
      size += piece.value.length;
      if (size > this.#most) {
        throw this.#tooLong(origin);
      }
      text += decoder.decode(piece.value, { stream: true });
    }
    return text + decoder.decode();
  }

  #tooLong(origin: string): TransportError {
    const told = `the reply of ${origin} is longer than ${this.#most} bytes`;
    return new TransportError(told, { maybeActed: true });
  }
}

/** Refuses what HTTP cannot carry; what `fetch` says of it may hold a secret. */
function checkHeaders(headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) {
    if (!HEADER_NAME.test(name) || !HEADER_VALUE.test(value.trim())) {
      throw new TypeError("a header has characters that HTTP cannot carry");
    }
  }
}

/** Says of a failure of the way whether the call may have acted. */
function failed(error: unknown, origin: string, budget: Budget): unknown {
  if (error instanceof TransportError || error instanceof ApiError) {
    return error;
  }
  if (budget.signal?.aborted) {
    return budget.signal.reason;
  }
  const causes = causesOf(error);
  const told = causes.map((one) => (one instanceof Error ? one.message : String(one)));
  const isUnsent = causes.some((one) => UNSENT.has(codeOf(one)));
  budget.hasWritten &&= !isUnsent && !told.some((one) => one.includes(UNSENT_IN_DENO));
  const more = { maybeActed: budget.hasWritten, cause: error };
  return new TransportError(`${origin}: ${told.filter(Boolean).join(": ")}`, more);
}

function causesOf(error: unknown): unknown[] {
  const found: unknown[] = [];
  for (let one = error; one !== undefined && found.length < 5;) {
    found.push(one);
    one = one instanceof Error ? one.cause : undefined;
  }
  return found;
}

function codeOf(error: unknown): string {
  const code: unknown = (error as { readonly code?: unknown } | null)?.code;
  return typeof code === "string" ? code : "";
}
