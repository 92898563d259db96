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
import { type Address, MOST_BYTES, type Secret, SecretText } from "./http.ts";
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
/** A service has twice as long to hang up, before its connection is cut. */
const GOODBYE_MS = 1000;

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

/** One connection, from before it is open until nothing comes any more. */
class Link {
  readonly ears = new Set<Ear>();
  /** Resolves when it is open, rejects if it ends before. */
  readonly opened: Promise<void>;
  /** How many wait for it to be open. */
  waiting = 0;
  isOpen = false;
  error: TransportError | undefined;
  /** The credential that it was opened with. */
  credential: string | undefined;
  readonly #name: string;
  readonly #mostBytes: number;
  #socket: WebSocketLike | undefined;
  #resolve: () => void = () => undefined;
  #reject: (error: TransportError) => void = () => undefined;

  constructor(name: string, mostBytes: number) {
    this.#name = name;
    this.#mostBytes = mostBytes;
    this.opened = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.opened.catch(() => undefined); // those who wait for it are told too
  }

  /** Takes the socket that it goes over. */
  attach(socket: WebSocketLike): void {
    this.#socket = socket;
    socket.onopen = () => {
      this.isOpen = true;
      this.#resolve();
    };
    socket.onerror = () => {
      this.#lose();
    };
    const timer = this.#watch(socket);
    socket.onclose = () => {
      clearInterval(timer);
      this.#lose();
    };
    socket.onmessage = ({ data }) => {
      if (typeof data === "string" && data.length > this.#mostBytes) {
        const told = `${this.#name} sent more than ${this.#mostBytes} bytes`;
        this.end(new TransportError(told));
      } else if (typeof data === "string") {
        this.#share(data);
      }
    };
  }

  /** Whether nothing can be sent any more. */
  get isOver(): boolean {
    return this.error !== undefined || isClosing(this.#socket);
  }

  send(text: string): void {
    this.#socket?.send(text);
  }

  /** Cuts the connection if it does not end, where the engine would wait for ever. */
  #watch(socket: WebSocketLike): ReturnType<typeof setInterval> | undefined {
    let isLate = false;
    const look = (): void => {
      if (isLate) {
        this.#lose();
        socket.terminate?.();
      }
      isLate = isClosing(socket);
    };
    return socket.terminate ? setInterval(look, GOODBYE_MS) : undefined;
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

  #lose(): void {
    const told = this.isOpen
      ? `the connection to ${this.#name} was lost`
      : `${this.#name} cannot be reached, or refuses the credentials`;
    this.end(new TransportError(told));
  }

  /** Tells all who wait that nothing comes any more, and says goodbye. */
  end(error: TransportError): void {
    this.error ??= error;
    this.#reject(this.error);
    const ears = [...this.ears];
    this.ears.clear();
    for (const ear of ears) {
      ear.end(this.error);
    }
    this.#socket?.close();
  }
}

function isClosing(socket?: WebSocketLike): boolean {
  return (socket?.readyState ?? 0) > 1; // neither connecting nor open
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
  #link: Link | undefined;
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
    const link = await this.#open(budget);
    const watch = new Watch(budget, `no answer from ${origin} in time`);
    try {
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
    this.#link?.end(new Closed("the client was closed"));
  }

  /** Lets an ear hear what comes from now on. */
  async listen(ear: Ear, budget: Budget): Promise<() => void> {
    const link = await this.#open(budget);
    link.ears.add(ear);
    return () => link.ears.delete(ear);
  }

  /** Gives the open connection, or opens one, which ends if nobody waits for it. */
  async #open(budget: Budget): Promise<Link> {
    if (this.#isClosed) {
      throw new Closed("the client was closed");
    }
    if (!this.#link || this.#link.isOver) {
      this.#link = this.#connect();
    }
    const link = this.#link;
    const late = `${this.address.origin} cannot be reached in time`;
    link.waiting += 1;
    try {
      await budget.within(link.opened, late);
    } finally {
      link.waiting -= 1;
      budget.credential = link.credential;
      if (!link.isOpen && !link.waiting) {
        link.end(new TransportError(late));
      }
    }
    return link;
  }

  #connect(): Link {
    const most = this.#settings.mostBytes ?? MOST_BYTES;
    const link = new Link(this.address.origin, most);
    this.#attach(link).catch((cause: unknown) => {
      const told = `${this.address.origin} cannot be reached`;
      const isOwn = cause instanceof TransportError;
      link.end(isOwn ? cause : new TransportError(told, { cause }));
    });
    return link;
  }

  async #attach(link: Link): Promise<void> {
    const { origin, base } = this.address;
    const { path, query } = this.#facts;
    const secret = await this.#secret?.read();
    link.credential = secret;
    if (!link.error) {
      const end = secret && query ? `?${query}=${encodeURIComponent(secret)}` : "";
      const Socket = this.#settings.WebSocket ?? globalSocket();
      link.attach(new Socket(`${origin}${base}${path}${end}`));
    }
  }
}

type SocketClass = new (url: string, options?: object) => WebSocketLike;

/** What carries the requests of Node, which has its WebSockets from undici. */
interface Dispatcher {
  dispatch(options: unknown, handler: Upgrading): boolean;
}

/** Takes a connection that has become a WebSocket, as its last argument. */
type Upgrading = Partial<Record<"onUpgrade" | "onRequestUpgrade", Upgrade>>;
type Upgrade = (...args: unknown[]) => unknown;

const DISPATCHER = Symbol.for("undici.globalDispatcher.1");

function globalSocket(): SocketClass {
  const engine = globalThis as {
    readonly WebSocket?: SocketClass;
    readonly [DISPATCHER]?: Dispatcher;
  };
  const Socket = engine.WebSocket; // it is this that makes the dispatcher
  if (Socket === undefined) {
    throw new UnsupportedError(
      "this engine has no WebSocket; give one in the settings, such as that of `ws`",
    );
  }
  const dispatcher = "Deno" in globalThis ? undefined : engine[DISPATCHER];
  const canCut = "terminate" in (Socket.prototype as object);
  return canCut || !dispatcher ? Socket : cuttable(Socket, dispatcher);
}

/** Node waits for a goodbye without end, and then nothing else can cut a connection. */
function cuttable(Socket: SocketClass, dispatcher: Dispatcher): SocketClass {
  return class extends Socket {
    override readonly terminate: () => void;

    constructor(url: string) {
      let connection: { destroy(): void } | undefined;
      const dispatch: Dispatcher["dispatch"] = (options, handler) => {
        const own = Object.create(handler) as Upgrading;
        for (const name of ["onUpgrade", "onRequestUpgrade"] as const) {
          const upgrade = handler[name];
          own[name] = (...args) => {
            connection = args.at(-1) as typeof connection;
            return upgrade?.apply(own, args);
          };
        }
        return dispatcher.dispatch(options, own);
      };
      super(url, { dispatcher: { dispatch } });
      this.terminate = () => connection?.destroy();
    }
  };
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
