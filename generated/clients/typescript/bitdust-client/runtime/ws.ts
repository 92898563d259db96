/**
 * WebSocket: calls over one connection, and what the service pushes.
 *
 * @module
 */

import {
  type Budget,
  type Call,
  type Carrier,
  Client,
  type Core,
  type ErrorTable,
  type Options,
  type Reply,
  type Settings,
  type Slot,
  TransportError,
  UnsupportedError,
  Watch,
  type WebSocketLike,
} from "./core.ts";
import { type Address, type Secret, SecretText } from "./http.ts";
import {
  DecodeError,
  isList,
  type Json,
  parseJson,
  plainText,
  writeJson,
} from "./json.ts";
import {
  dig,
  type Envelope,
  notOver,
  openFailure,
  openResult,
  writeArgs,
} from "./rest.ts";
import type { Codec } from "./wire.ts";

const MOST_WAITING = 10_000;
const STOP_MS = 5000;

/** How calls and their replies are framed; places are dotted paths. */
export interface Frame {
  /** What is sent; a call fills in `$method`, `$params` and `$id`. */
  readonly call: Readonly<Record<string, Json>>;
  readonly replyWhen: Readonly<Record<string, string>>;
  readonly replyId: string;
  readonly okAt?: string;
  /** Where the errors are of a call that could not even begin. */
  readonly texts?: string;
  readonly envelope?: Envelope;
}

export interface WsFacts {
  readonly path: string;
  readonly frame: Frame;
  /** The name in the query under which the secret goes. */
  readonly query?: string;
  readonly secret?: Secret | undefined;
}

// -- the connection ---------------------------------------------------------------------

/** Hears the frames that somebody waits for. */
interface Ear {
  /** Takes a frame that may be meant; whether it was. */
  hear(frame: Json, raw: string): void;
  /** Tells that nothing comes any more. */
  end(error: TransportError): void;
}

/** One connection. */
class Link {
  readonly ears = new Set<Ear>();
  /** Resolves when it is open, rejects if that fails. */
  readonly opened: Promise<void>;
  /** Rejects when nothing comes any more. */
  readonly ended: Promise<never>;
  error: TransportError | undefined;
  readonly #socket: WebSocketLike;
  #reject: (error: TransportError) => void = () => undefined;

  constructor(socket: WebSocketLike, name: string, mostBytes: number) {
    let isOpen = false;
    this.#socket = socket;
    this.ended = new Promise<never>((_, reject) => {
      this.#reject = reject;
    });
    this.ended.catch(() => undefined); // those who wait for it are told too
    this.opened = new Promise((resolve, reject) => {
      socket.onopen = () => {
        isOpen = true;
        resolve();
      };
      const over = (): void => {
        const told = isOpen
          ? `the connection to ${name} was lost`
          : `${name} cannot be reached, or refuses the credentials`;
        this.end(new TransportError(told));
        reject(this.error ?? new TransportError(told));
      };
      socket.onerror = over;
      socket.onclose = over;
      socket.onmessage = ({ data }) => {
        if (typeof data === "string" && data.length > mostBytes) {
          this.end(new TransportError(`${name} sent more than ${mostBytes} bytes`));
        } else if (typeof data === "string") {
          this.#share(data);
        }
      };
    });
    this.opened.catch(() => undefined); // those who wait for it are told too
  }

  send(text: string): void {
    this.#socket.send(text);
  }

  /** Offers a frame to all; most frames are for other clients of the service. */
  #share(raw: string): void {
    let frame;
    try {
      frame = parseJson(raw);
    } catch {
      return;
    }
    for (const ear of [...this.ears]) {
      ear.hear(frame, raw);
    }
  }

  /** Tells all who wait that nothing comes any more. */
  end(error: TransportError): void {
    this.error ??= error;
    this.#reject(this.error);
    const ears = [...this.ears];
    this.ears.clear();
    for (const ear of ears) {
      ear.end(this.error);
    }
    this.#socket.close();
  }
}

function isMeant(frame: Json, when: Readonly<Record<string, Json>>): boolean {
  return Object.entries(when).every(([path, wanted]) => dig(frame, path) === wanted);
}

// -- the carrier ------------------------------------------------------------------------

/** Carries calls over one connection, opened when it is needed and not there. */
export class WsCarrier implements Carrier {
  readonly address: Address;
  /** The streams that the service was asked for. */
  readonly streams = new Set<Push<unknown>>();
  /** Lets one stream at a time begin or end, so that no stop overtakes a start. */
  turn: Promise<unknown> = Promise.resolve();
  readonly #errors: ErrorTable;
  readonly #facts: WsFacts;
  readonly #settings: Settings;
  readonly #secret: SecretText | undefined;
  #link: Promise<Link> | undefined;
  #isClosed = false;

  constructor(
    address: Address,
    errors: ErrorTable,
    settings: Settings,
    facts: WsFacts,
  ) {
    this.address = address;
    this.#errors = errors;
    this.#settings = settings;
    this.#facts = facts;
    this.#secret =
      facts.secret === undefined ? undefined : new SecretText(facts.secret);
  }

  async carry<T>(call: Call<T>, budget: Budget): Promise<Reply<T>> {
    const { scheme, origin } = this.address;
    const { frame } = this.#facts;
    const route = call.facts.ws;
    if (route === undefined) {
      throw notOver(call, scheme);
    }
    const sent = writeArgs(call, route.forms ?? {}, route.absent ?? [], scheme);
    const named = Object.entries(sent).map(
      ([name, value]) => [route.names?.[name] ?? name, value] as const,
    );
    const id = this.#settings.ids?.() ?? crypto.randomUUID().replaceAll("-", "");
    const fills: Readonly<Record<string, Json>> = {
      $method: route.method ?? call.name,
      $params: Object.fromEntries(named),
      $id: id,
    };
    const members = Object.entries(frame.call).map(
      ([name, word]) =>
        [name, (typeof word === "string" ? fills[word] : undefined) ?? word] as const,
    );
    const text = writeJson(Object.fromEntries(members));
    const when = { ...frame.replyWhen, [frame.replyId]: id };
    const watch = new Watch(budget, `no answer from ${origin} in time`);
    try {
      const link = await Promise.race([this.#open(budget), watch.over]);
      const [answer, raw] = await Promise.race([
        this.#answer(link, text, when, budget),
        watch.over,
      ]);
      return this.#reply(call, sent, answer, raw);
    } finally {
      watch.stop();
    }
  }

  /** Sends a call and waits for its frame. */
  #answer(
    link: Link,
    text: string,
    when: Readonly<Record<string, Json>>,
    budget: Budget,
  ): Promise<readonly [Json, string]> {
    return new Promise((resolve, reject) => {
      const ear: Ear = {
        hear(frame, raw) {
          if (isMeant(frame, when)) {
            link.ears.delete(ear);
            resolve([frame, raw]);
          }
        },
        end(error) {
          reject(new TransportError(error.message, { maybeActed: budget.hasWritten }));
        },
      };
      link.ears.add(ear);
      budget.hasWritten = true;
      link.send(text);
    });
  }

  /** Reads a reply; errors stand around the answer, or in the answer's envelope. */
  #reply<T>(
    call: Call<T>,
    sent: Parameters<Call<T>["read"]>[1],
    frame: Json,
    raw: string,
  ): Reply<T> {
    const { okAt = "", texts = "", envelope = {} } = this.#facts.frame;
    const body = dig(frame, okAt);
    const told = texts ? dig(frame, texts) : undefined;
    let failure;
    if (told !== undefined && told !== null && !(isList(told) && !told.length)) {
      failure = openFailure({ texts }, frame, true);
    } else if (body === undefined) {
      throw new DecodeError(`there is neither \`${okAt}\` nor \`${texts}\``);
    } else {
      failure = openFailure(envelope, body, false);
    }
    if (failure) {
      throw this.#errors.error({ ...failure, over: "ws" });
    }
    const [result, beside] = openResult(envelope, body as Json, call);
    return { result: call.read(result, sent), raw, beside };
  }

  carryBatch(): Promise<Slot<unknown>[]> {
    return Promise.reject(new TypeError("there are no batches over a WebSocket"));
  }

  notify(): Promise<void> {
    return Promise.reject(new TypeError("there are no notifications over a WebSocket"));
  }

  refresh(budget: Budget): Promise<boolean> {
    return this.#secret?.refresh(budget) ?? Promise.resolve(false);
  }

  close(): void {
    this.#isClosed = true;
    void this.#link?.then(
      (link) => {
        link.end(new Closed("the client was closed"));
      },
      () => undefined,
    );
  }

  /** Lets an ear hear what comes from now on. */
  async listen(ear: Ear, budget: Budget): Promise<() => void> {
    const told = `${this.address.origin} cannot be reached in time`;
    const link = await budget.within(this.#open(budget), told);
    link.ears.add(ear);
    return () => link.ears.delete(ear);
  }

  /** Gives the open connection, or opens one. */
  async #open(budget: Budget): Promise<Link> {
    if (this.#isClosed) {
      throw new Closed("the client was closed");
    }
    const before = this.#link;
    if (before) {
      const link = await before.catch(() => undefined);
      if (link && !link.error) {
        return link;
      }
      if (this.#link === before) {
        this.#link = undefined;
      }
    }
    this.#link ??= this.#connect(budget);
    return this.#link;
  }

  async #connect(budget: Budget): Promise<Link> {
    const { origin, base } = this.address;
    const { path, query } = this.#facts;
    const secret = await this.#secret?.read();
    budget.credential = secret;
    const end = secret && query ? `?${query}=${encodeURIComponent(secret)}` : "";
    const Socket = this.#settings.WebSocket ?? globalSocket();
    const socket = new Socket(`${origin}${base}${path}${end}`);
    const most = this.#settings.mostBytes ?? 256 * 1024 * 1024;
    const link = new Link(socket, origin, most);
    const left = budget.left();
    const late = new TransportError(`${origin} cannot be reached in time`);
    const timer =
      left < Infinity
        ? setTimeout(() => {
            link.end(late);
          }, left)
        : undefined;
    try {
      await Promise.race([link.opened, link.ended]);
    } finally {
      clearTimeout(timer);
    }
    return link;
  }
}

function globalSocket(): new (url: string) => WebSocketLike {
  const found: unknown = (globalThis as { readonly WebSocket?: unknown }).WebSocket;
  if (found === undefined) {
    throw new UnsupportedError(
      "this engine has no WebSocket; give one in the settings, such as that of `ws`",
    );
  }
  return found as new (url: string) => WebSocketLike;
}

/** It was this side that ended it. */
class Closed extends TransportError {}

// -- pushes -----------------------------------------------------------------------------

/** One kind of push: what tells it from others, and what it means. */
export class Push<T> {
  readonly name: string;
  readonly when: Readonly<Record<string, Json>>;
  readonly at: string;
  readonly codec: Codec<T>;
  /** The calls that make the service push it; most it pushes anyway. */
  readonly starts: readonly Call<unknown>[] = [];
  readonly stop: Call<unknown> | undefined;

  constructor(
    name: string,
    when: Readonly<Record<string, Json>>,
    at: string,
    codec: Codec<T>,
    starts: readonly Call<unknown>[] = [],
    stop?: Call<unknown>,
  ) {
    this.name = name;
    this.when = when;
    this.at = at;
    this.codec = codec;
    this.starts = starts;
    this.stop = stop;
  }

  read(frame: Json): T {
    const payload = dig(frame, this.at);
    if (payload === undefined) {
      throw new DecodeError(`the push has no \`${this.at}\``);
    }
    return this.codec.decode(payload);
  }
}

/** What a stream brings: the data, and the whole push that it came in. */
export interface Change<P, T> {
  readonly push: P;
  readonly data: T;
}

/** The facts of a stream; a key, if it has one, chooses among the pushes of one kind. */
export interface StreamFacts<P, K> {
  readonly push: Push<P>;
  /** The parameter that takes the key, and the member of the payload that holds it. */
  readonly key?: readonly [param: string, member: string];
  /** The member of the payload that holds the data; the whole payload where it is none. */
  readonly data?: string;
  readonly start: (key: K) => Call<unknown>;
  readonly stop: (key: K) => Call<unknown>;
  /** Has what is there already pushed once. */
  readonly once?: (key: K) => Call<unknown>;
}

export interface ListenOptions extends Options {
  /** Has what is there already come first. */
  readonly includeExisting?: boolean;
}

/**
 * Pushes as they come: `for await (const push of listening)`. It begins with the loop, or
 * with `start()`, and ends when the loop is left, or with `close()`.
 *
 * Nothing is lost in silence: when the connection is lost, or more than 10 000 pushes wait
 * to be taken, those that came before can be taken, and then comes a TransportError. A push
 * that does not fit its type throws DecodeError, and one may go on.
 */
export class Listening<T> implements AsyncIterableIterator<T, undefined> {
  readonly #push: Push<unknown>;
  readonly #read: (frame: Json) => T;
  readonly #core: Core;
  readonly #options: Options;
  readonly #waiting: Json[] = [];
  #error: TransportError | undefined;
  #wake: () => void = () => undefined;
  #begun: Promise<this> | undefined;
  #leave: () => void = () => undefined;

  constructor(
    push: Push<unknown>,
    read: (frame: Json) => T,
    core: Core,
    options: Options,
  ) {
    this.#push = push;
    this.#read = read;
    this.#core = core;
    this.#options = options;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Begins to listen, so that nothing is missed from now on. */
  start(): Promise<this> {
    this.#begun ??= this.#begin();
    return this.#begun;
  }

  /** Waits for the next push. */
  async next(): Promise<IteratorResult<T, undefined>> {
    await this.start();
    while (!this.#waiting.length && !this.#error) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const isOver = this.#error instanceof Closed || !this.#waiting.length;
    if (this.#error && isOver) {
      await this.#finish();
      if (this.#error instanceof Closed) {
        return { done: true, value: undefined };
      }
      throw this.#error;
    }
    return { done: false, value: this.#read(this.#waiting.shift() ?? null) };
  }

  /** Ends it; who waits for a push waits no longer. */
  async return(): Promise<IteratorResult<T, undefined>> {
    await this.close();
    return { done: true, value: undefined };
  }

  /** Ends it; who waits for a push waits no longer. */
  async close(): Promise<void> {
    this.#end(new Closed("the listening was closed"));
    await this.#finish();
  }

  #end(error: TransportError): void {
    this.#error ??= error;
    this.#wake();
  }

  /** Listens first and asks for pushes then, so that nothing between is missed. */
  async #begin(): Promise<this> {
    const carrier = carrierOf(this.#core);
    const { signal } = this.#options;
    const budget = this.#core.budget(this.#options, this.#push.starts);
    const ear: Ear = {
      hear: (frame) => {
        if (isMeant(frame, this.#push.when)) {
          this.#take(frame);
        }
      },
      end: (error) => {
        this.#end(error);
      },
    };
    const drop = await carrier.listen(ear, budget);
    const cancel = (): void => {
      void this.close();
    };
    signal?.addEventListener("abort", cancel);
    this.#leave = () => {
      drop();
      signal?.removeEventListener("abort", cancel);
    };
    try {
      await inTurn(carrier, budget, async () => {
        if (this.#push.stop) {
          carrier.streams.add(this.#push);
        }
        for (const call of this.#push.starts) {
          await this.#core.send(call, budget);
        }
      });
    } catch (error) {
      await this.close();
      throw error;
    }
    return this;
  }

  #take(frame: Json): void {
    if (this.#waiting.length === MOST_WAITING) {
      this.#end(
        new TransportError(`more than ${MOST_WAITING} pushes wait to be taken`),
      );
    } else if (!this.#error) {
      this.#waiting.push(frame);
      this.#wake();
    }
  }

  /** Stops the pushes, unless another stream needs them; no harm if they go on. */
  async #finish(): Promise<void> {
    this.#leave();
    const { stop } = this.#push;
    const carrier = this.#core.carrier;
    if (
      !(carrier instanceof WsCarrier) ||
      !carrier.streams.delete(this.#push) ||
      !stop
    ) {
      return;
    }
    const own = { deadlineMs: STOP_MS, resends: 0, signal: undefined };
    const limits = { ...this.#options, ...own };
    const budget = this.#core.budget(limits, [stop]);
    try {
      await inTurn(carrier, budget, async () => {
        const names = [...carrier.streams].map((other) => other.name);
        if (!names.includes(this.#push.name)) {
          await this.#core.send(stop, budget);
        }
      });
    } catch {
      // the connection is lost, and the pushes with it
    }
  }
}

async function inTurn(
  carrier: WsCarrier,
  budget: Budget,
  work: () => Promise<void>,
): Promise<void> {
  const told = "another stream is still beginning or ending";
  const before = carrier.turn;
  const own = before.then(() => budget.left()).then(work);
  carrier.turn = own.catch(() => undefined);
  await budget.within(own, told);
}

function carrierOf(core: Core): WsCarrier {
  if (!(core.carrier instanceof WsCarrier)) {
    throw new UnsupportedError("this address pushes nothing; one with ws:// does");
  }
  return core.carrier;
}

// -- clients ----------------------------------------------------------------------------

/** A client that also hears what the service pushes. */
export class WsClient extends Client {
  /** Listens for one kind of push. */
  protected pushes<T>(push: Push<T>, options: Options = {}): Listening<T> {
    return new Listening(push, (frame) => push.read(frame), this.core, options);
  }

  /** Has the service push something, all of it or that of one key, and listens. */
  protected stream<P, T, K>(
    facts: StreamFacts<P, K>,
    key: K,
    options: ListenOptions = {},
  ): Listening<Change<P, T>> {
    const { push, data } = facts;
    const { includeExisting, ...others } = options;
    const starts = [facts.start(key)];
    if (includeExisting && facts.once) {
      starts.push(facts.once(key));
    }
    const [name, when] = keyed(facts, starts[0]);
    const own = new Push(name, when, push.at, push.codec, starts, facts.stop(key));
    const read = (frame: Json): Change<P, T> => {
      const whole = own.read(frame);
      const members = whole as Readonly<Record<string, unknown>>;
      return { push: whole, data: (data === undefined ? whole : members[data]) as T };
    };
    return new Listening(own, read, this.core, others);
  }
}

/** Gives the name of the pushes that a stream has, and what tells them from others. */
function keyed<P, K>(
  { push, key }: StreamFacts<P, K>,
  start: Call<unknown> | undefined,
): [name: string, when: Readonly<Record<string, Json>>] {
  if (key === undefined) {
    return [push.name, push.when];
  }
  const [param, member] = key;
  const value = start?.write()[param] ?? null;
  const place = push.at ? `${push.at}.${member}` : member;
  return [`${push.name} ${plainText(value)}`, { ...push.when, [place]: value }];
}
