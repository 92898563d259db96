/**
 * Calls and what becomes of them: errors, time, resends, and what all clients share.
 *
 * @module
 */

import { inside, type Json, type JsonObject, Misfit } from "./json.ts";
import {
  ANYTHING,
  Beside,
  Codec,
  decodeError,
  escapePattern,
  ListOf,
  type Names,
  type Value,
  type Writes,
} from "./wire.ts";
import type { RestRoute, RpcRoute, WsRoute } from "./routes.ts";

// -- errors -----------------------------------------------------------------------------
//
//   ApiError            the service answered with an error; one class for each error
//   TransportError      no answer came; `maybeActed` says whether the call may have acted
//     DeadlineError     the time was up
//     UnsupportedError  this address or these credentials cannot carry the call
//   DecodeError         an answer came that is not what its type says

/** What an answer must have to be a certain error, and what that means. */
export interface ErrorFacts {
  readonly name: string;
  readonly code?: number;
  readonly codes?: readonly [number, number];
  readonly status?: number;
  readonly token?: string;
  readonly message?: string;
  /** A text with named parts, such as `no {name} here`. */
  readonly text?: string;
  readonly over?: readonly Transport[];
  readonly parts?: Readonly<Record<string, Codec<unknown>>>;
  /** Parts that are worked out from the code. */
  readonly minusFrom?: Readonly<Record<string, readonly [number, Codec<unknown>]>>;
  readonly data?: Codec<unknown>;
  /** It passes by itself, and the call has not acted: it is sent again. */
  readonly transient?: boolean;
  /** It refuses the credentials, which may have changed. */
  readonly refuses?: boolean;
}

export type Transport = "rpc" | "http" | "ws";

/** The service answered with an error. */
export class ApiError extends Error {
  static readonly facts: ErrorFacts = { name: "ApiError" };

  /** The number, or the word where the service has words; null where it has neither. */
  readonly code: number | string | null;
  /** What else came with the error. */
  readonly data: unknown;
  /** The status of HTTP; undefined over a WebSocket. */
  readonly status: number | undefined;

  constructor(failure: Failure, parts: object = {}, data: unknown = failure.data) {
    super(failure.message);
    this.code = failure.code ?? failure.token ?? null;
    this.data = data;
    this.status = failure.status;
    Object.assign(this, parts);
  }

  get #facts(): ErrorFacts {
    return (this.constructor as typeof ApiError).facts;
  }

  override get name(): string {
    return this.#facts.name;
  }

  /** It passes by itself, and the call has not acted. */
  get transient(): boolean {
    return this.#facts.transient ?? false;
  }

  /** It refuses the credentials. */
  get refuses(): boolean {
    return this.#facts.refuses ?? this.status === 401;
  }
}

/** No answer came; `maybeActed` says whether the service may have acted. */
export class TransportError extends Error {
  override readonly name: string = "TransportError";
  readonly maybeActed: boolean;

  constructor(message: string, more: { maybeActed?: boolean; cause?: unknown } = {}) {
    const isOpen = more.maybeActed ?? false;
    const cause = more.cause === undefined ? {} : { cause: more.cause };
    super(isOpen ? `${message}; it may have acted` : message, cause);
    this.maybeActed = isOpen;
  }
}

/** No answer came in time. */
export class DeadlineError extends TransportError {
  override readonly name = "DeadlineError";
}

/** This address, or these credentials, cannot carry the call; nothing was sent. */
export class UnsupportedError extends TransportError {
  override readonly name = "UnsupportedError";
}

/** An error as it came, before it has a class. */
export interface Failure {
  readonly message: string;
  readonly code?: number | undefined;
  readonly token?: string | undefined;
  readonly status?: number | undefined;
  readonly data?: Json | undefined;
  readonly over: Transport;
}

interface ErrorClass {
  new (failure: Failure, parts?: object, data?: unknown): ApiError;
  readonly facts: ErrorFacts;
}

/** Finds the class of an error; the most exact matches are tried first. */
export class ErrorTable {
  readonly #classes: readonly ErrorClass[];

  constructor(classes: readonly ErrorClass[]) {
    this.#classes = [...classes].sort(
      (a, b) => looseness(a.facts) - looseness(b.facts),
    );
  }

  error(failure: Failure): ApiError {
    for (const Class of this.#classes) {
      const parts = matched(Class.facts, failure);
      if (parts !== undefined) {
        return new Class(failure, parts, dataOf(Class.facts, failure));
      }
    }
    return new ApiError(failure);
  }
}

/** Sorts by how much must be equal, then by how much of a text or a range is left open. */
function looseness(facts: ErrorFacts): number {
  const equal = [facts.code, facts.status, facts.token, facts.message];
  let score = 4 * equal.filter((one) => one !== undefined).length;
  score += facts.over ? 1 : 0;
  score += facts.text === undefined ? 0 : 3;
  score += facts.codes === undefined ? 0 : 2;
  const [low, high] = facts.codes ?? [0, 0];
  const fixed = (facts.text ?? "").replace(/\{\w+\}/g, "").length;
  return -score * 1e6 + (high - low) - fixed;
}

/** Gives the parts of an error, or undefined where it is another one. */
function matched(facts: ErrorFacts, failure: Failure): object | undefined {
  const { code, codes, status, token, message, text, over } = facts;
  if (
    (over && !over.includes(failure.over)) ||
    (code !== undefined && code !== failure.code) ||
    (status !== undefined && status !== failure.status) ||
    (token !== undefined && token !== failure.token) ||
    (message !== undefined && message !== failure.message)
  ) {
    return undefined;
  }
  const own = failure.code;
  if (codes && (own === undefined || own < codes[0] || own > codes[1])) {
    return undefined;
  }
  try {
    const parts: Record<string, unknown> = {};
    const found = text === undefined ? null : pattern(text).exec(failure.message);
    if (text !== undefined && found === null) {
      return undefined;
    }
    for (const [name, part] of Object.entries(found?.groups ?? {})) {
      parts[name] = (facts.parts?.[name] ?? ANYTHING).fromText(part);
    }
    for (const [name, [start, codec]] of Object.entries(facts.minusFrom ?? {})) {
      parts[name] = codec.decode(start - (own ?? 0));
    }
    return parts;
  } catch {
    return undefined;
  }
}

function pattern(text: string): RegExp {
  const seen = new Set<string>();
  const pieces = text.split(/\{(\w+)\}/).map((piece, index) => {
    if (index % 2 === 0) {
      return escapePattern(piece);
    }
    const isKnown = seen.has(piece);
    seen.add(piece);
    return isKnown ? `\\k<${piece}>` : `(?<${piece}>.*?)`;
  });
  return new RegExp(`^${pieces.join("")}$`, "s");
}

/** Reads the data; what does not fit its type is kept as it came. */
function dataOf(facts: ErrorFacts, failure: Failure): unknown {
  const { data } = failure;
  if (facts.data === undefined || data === undefined || data === null) {
    return data;
  }
  try {
    return facts.data.decode(data);
  } catch {
    return data;
  }
}

// -- calls ------------------------------------------------------------------------------

/**
 * What may be done with a call whose answer did not come. `read` changes nothing and
 * `idempotent` may act twice: they are sent again. `once` is sent again only if it surely
 * has not acted.
 */
export type Effect = "read" | "idempotent" | "once";

/** A parameter: its codec, its name in the spec, and what fills its place. */
export interface Param<C = Codec<unknown> | Beside> {
  readonly codec: C;
  readonly name: string | undefined;
  readonly fill: Json;
}

interface ParamMore {
  readonly name?: string;
  readonly fill?: Json;
}

/** Describes a parameter that has another name, or a value that fills its place. */
export function param<T>(codec: Codec<T>, more?: ParamMore): Param<Codec<T>>;
export function param(codec: Beside, more?: ParamMore): Param<Beside>;
/* @__NO_SIDE_EFFECTS__ */
export function param(codec: Codec<unknown> | Beside, more: ParamMore = {}): Param {
  return { codec, name: more.name, fill: more.fill ?? null };
}

/** All there is to say about a method. */
export interface MethodFacts<P, R> extends AnyFacts {
  readonly params?: Params<P>;
  readonly result: Codec<R> | Beside;
  readonly waits?: (params: P) => number;
}

interface AnyFacts {
  readonly name: string;
  readonly effect: Effect;
  readonly params?: object;
  readonly result: Codec<unknown> | Beside;
  readonly beside?: Readonly<Record<string, Codec<unknown>>>;
  /** For how many milliseconds the service may be silent on purpose. */
  readonly waits?: (params: never) => number;
  readonly rpc?: RpcRoute;
  readonly http?: RestRoute;
  readonly ws?: WsRoute;
}

type Params<P> = {
  readonly [K in Names<P>]:
    Writes<Value<P, K>> | Beside | Param<Writes<Value<P, K>> | Beside>;
};

/** One call, ready to be sent; `T` is what its answer means. */
export class Call<T> {
  readonly facts: AnyFacts;
  /** What its answer means; only TypeScript looks at it. */
  declare readonly means: T;
  readonly #params: Readonly<Record<string, unknown>>; // it may hold secrets

  constructor(facts: AnyFacts, params: object) {
    this.facts = facts;
    this.#params = params as Readonly<Record<string, unknown>>;
  }

  get name(): string {
    return this.facts.name;
  }

  /** For how many milliseconds the service may be silent on purpose. */
  get waits(): number {
    return this.facts.waits?.(this.#params as never) ?? 0;
  }

  /**
   * Gives the JSON of the arguments by their names in the spec; those that look at their
   * siblings are written last. Throws TypeError for what does not fit.
   */
  write(forms: Readonly<Record<string, Codec<unknown>>> = {}): Record<string, Json> {
    const sent: Record<string, Json> = {};
    const params = paramsOf(this.facts);
    const odd = Object.keys(this.#params).find((name) => !params.has(name));
    if (odd !== undefined && this.#params[odd] !== undefined) {
      throw new Misfit(`${this.name} has no \`${odd}\``);
    }
    for (const isLate of [false, true]) {
      for (const [own, { codec, name = own }] of params) {
        const value = this.#params[own];
        if (value !== undefined && codec instanceof Beside === isLate) {
          sent[name] = written(forms[name] ?? codec, value, sent, own);
        }
      }
    }
    return sent;
  }

  /** Names the parameters by their order, with what fills the place of each. */
  places(): readonly (readonly [name: string, fill: Json])[] {
    const params = [...paramsOf(this.facts)];
    return params.map(([own, { name, fill }]) => [name ?? own, fill] as const);
  }

  /** Gives the codec of a parameter by its name in the spec. */
  codec(name: string): Codec<unknown> | Beside | undefined {
    const all = [...paramsOf(this.facts)];
    return all.find(([own, one]) => (one.name ?? own) === name)?.[1].codec;
  }

  /** Gives what an answer means; `sent` holds the parameters that may decide it. */
  read(value: Json, sent: JsonObject): T {
    const { result } = this.facts;
    try {
      const codec =
        result instanceof Beside ? result.codec(this.#filled(sent)) : result;
      return codec.read(value) as T;
    } catch (error) {
      throw decodeError(error);
    }
  }

  /** Gives what stands for a result that was left out because it is empty. */
  lacking(): Json {
    return this.facts.result instanceof ListOf ? [] : null;
  }

  #filled(sent: JsonObject): JsonObject {
    const fills = this.places().filter(([, fill]) => fill !== null);
    return { ...Object.fromEntries(fills), ...sent };
  }

  /** Whether the result may be a list, so that one is no wrapping. */
  mayBeList(): boolean {
    const { result } = this.facts;
    return result instanceof Beside
      ? result.shapes().some((one) => one.mayBeList())
      : result.mayBeList();
  }
}

/** Gives what the answer of a call means. */
export type ResultOf<C> = C extends Call<infer T> ? T : never;

const PARAMS = new WeakMap<AnyFacts, ReadonlyMap<string, Param>>();

/** Gives the parameters of a method by their names; they are worked out once. */
function paramsOf(facts: AnyFacts): ReadonlyMap<string, Param> {
  type Shape = Codec<unknown> | Beside | Param;
  let found = PARAMS.get(facts);
  if (!found) {
    const given = (facts.params ?? {}) as Readonly<Record<string, Shape>>;
    const pairs = Object.entries(given).map(([own, one]) => {
      const isPlain = one instanceof Codec || one instanceof Beside;
      return [
        own,
        isPlain ? { codec: one, name: undefined, fill: null } : one,
      ] as const;
    });
    found = new Map(pairs);
    PARAMS.set(facts, found);
  }
  return found;
}

function written(
  codec: Codec<unknown> | Beside,
  value: unknown,
  siblings: JsonObject,
  name: string,
): Json {
  try {
    const own = codec instanceof Beside ? codec.codec(siblings) : codec;
    return own.write(value);
  } catch (error) {
    throw inside(error, name);
  }
}

/** A function that makes calls; without a required parameter it may be called with none. */
export type Maker<P, R> = [P] extends [undefined]
  ? () => Call<R>
  : Partial<P> extends P
    ? (params?: P) => Call<R>
    : (params: P) => Call<R>;

/** Makes the function that makes the calls of a method; `P` is undefined for none. */
/* @__NO_SIDE_EFFECTS__ */
export function method<P extends object | undefined, R>(
  facts: MethodFacts<P, R>,
): Maker<P, R> {
  const make: unknown = (params: object = {}) => new Call<R>(facts, params);
  return make as Maker<P, R>;
}

/** Makes the function that makes the calls of a method whose result a parameter decides. */
/* @__NO_SIDE_EFFECTS__ */
export function overloaded<M extends (params: never) => Call<unknown>>(
  facts: MethodFacts<Exclude<Parameters<M>[0], undefined>, ResultOf<ReturnType<M>>>,
): M {
  return ((params: object = {}) => new Call(facts, params)) as unknown as M;
}

/**
 * Makes a call of a method that this client does not know; it is never sent twice.
 * Arguments, as a list or by their names, and the result are JSON with exact numbers.
 */
export function unknownMethod(
  name: string,
  args: readonly Json[] | JsonObject = [],
): Call<Json> {
  const pairs = Object.entries(args).map(
    ([own, value]) => [`_${own}`, own, value] as const,
  );
  const facts: MethodFacts<Record<string, Json>, Json> = {
    name,
    effect: "once",
    params: Object.fromEntries(
      pairs.map(([key, own]) => [key, param(ANYTHING, { name: own })]),
    ),
    result: ANYTHING,
    rpc: {},
    ws: {},
  };
  return new Call(
    facts,
    Object.fromEntries(pairs.map(([key, , value]) => [key, value])),
  );
}

/** A result and what came with it. */
export interface Reply<T> {
  readonly result: T;
  /** The status of HTTP. */
  readonly status?: number;
  readonly headers?: Headers;
  /** The text as it came. */
  readonly raw: string;
  /** What stands beside the result in the envelope of the service. */
  readonly beside: Readonly<Record<string, unknown>>;
}

/** One answer of a batch: a result or an error of its own. */
export class Slot<T> {
  readonly error: Error | undefined;
  readonly #result: T | undefined;

  constructor(result: T | undefined, error?: Error) {
    this.#result = result;
    this.error = error;
  }

  /** Gives the result, or throws the error of this call. */
  result(): T {
    if (this.error) {
      throw this.error;
    }
    return this.#result as T;
  }
}

// -- time -------------------------------------------------------------------------------

/** What may be said of one call, or of all calls of a client. */
export interface Options {
  /** Milliseconds that the service may be silent; 30 000. */
  readonly timeoutMs?: number | undefined;
  /** Milliseconds for a whole call with all its attempts; without end. */
  readonly deadlineMs?: number | undefined;
  /** How often a call may be sent again where that is safe; 2. */
  readonly resends?: number | undefined;
  /** Sent with each request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Calls it off. */
  readonly signal?: AbortSignal | undefined;
}

const LONGEST = 2 ** 31 - 1; // a longer timer would end at once

/** The time of one call over all its attempts, and the way to call it off. */
export class Budget {
  readonly timeoutMs: number;
  readonly resends: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal | undefined;
  /** Whether anything of the attempt at hand may have reached the service. */
  hasWritten = false;
  /** The credential that the attempt at hand was sent with. */
  credential: string | undefined;
  readonly #end: number;

  constructor(options: Options, waits: number) {
    this.timeoutMs = (options.timeoutMs ?? 30_000) + waits;
    this.resends = options.resends ?? 2;
    this.headers = options.headers ?? {};
    this.signal = options.signal;
    this.#end = performance.now() + (options.deadlineMs ?? Infinity);
  }

  /** Gives the milliseconds that the next step may take, or throws. */
  left(): number {
    this.signal?.throwIfAborted();
    const left = this.#end - performance.now();
    if (left <= 0) {
      const more = { maybeActed: this.hasWritten };
      throw new DeadlineError("the deadline has passed", more);
    }
    return Math.min(left, this.timeoutMs);
  }

  /** Waits for something as long as there is time, and throws if it takes longer. */
  async within<T>(work: Promise<T>, told: string): Promise<T> {
    const watch = new Watch(this, told);
    try {
      return await Promise.race([work, watch.over]);
    } finally {
      watch.stop();
    }
  }

  /** Waits before the next attempt; false where there is no time for it. */
  async sleep(ms: number): Promise<boolean> {
    if (performance.now() + ms >= this.#end) {
      return false;
    }
    await new Promise<void>((resolve, reject) => {
      const { signal } = this;
      const timer = setTimeout(done, ms);
      signal?.addEventListener("abort", done);
      function done(): void {
        clearTimeout(timer);
        signal?.removeEventListener("abort", done);
        if (signal?.aborted) {
          reject(signal.reason as Error);
        } else {
          resolve();
        }
      }
    });
    return true;
  }
}

/** A timer that need not keep a program alive, where the engine has such. */
interface Timer {
  ref?(): unknown;
  unref?(): unknown;
}

/** Ends the steps whose time is up, all by one timer, for most are done long before. */
class Alarm {
  readonly #watches = new Set<Watch>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #at = Infinity;

  add(watch: Watch): void {
    (this.#timer as Timer | undefined)?.ref?.();
    this.#watches.add(watch);
    if (watch.until < this.#at || this.#at < performance.now()) {
      this.#set(watch.until);
    }
  }

  drop(watch: Watch): void {
    this.#watches.delete(watch);
    const timer = this.#timer as Timer | undefined;
    if (this.#watches.size) {
      return;
    }
    if (timer?.unref) {
      timer.unref(); // the next step may need it
    } else {
      this.#set(Infinity);
    }
  }

  #set(at: number): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#at = at;
    if (at < Infinity) {
      const ms = Math.min(at - performance.now(), LONGEST);
      this.#timer = setTimeout(() => {
        this.#ring();
      }, ms);
    }
  }

  #ring(): void {
    const now = performance.now();
    for (const one of [...this.#watches].filter(({ until }) => until <= now)) {
      this.#watches.delete(one);
      one.late();
    }
    this.#set(Math.min(...[...this.#watches].map(({ until }) => until)));
  }
}

const ALARM = /* @__PURE__ */ new Alarm();

/** Ends a step when its time is up or the caller calls it off. */
export class Watch {
  /** Aborted when it is over. */
  readonly signal: AbortSignal;
  /** Rejects when it is over. */
  readonly over: Promise<never>;
  /** When its time is up. */
  until = Infinity;
  /** Why it is over. */
  error: unknown;
  readonly #budget: Budget;
  readonly #told: string;
  readonly #controller = new AbortController();
  #reject: (error: unknown) => void = () => undefined;
  readonly #cancel = (): void => {
    this.end(this.#budget.signal?.reason);
  };

  constructor(budget: Budget, told: string) {
    this.#budget = budget;
    this.#told = told;
    this.signal = this.#controller.signal;
    this.over = new Promise<never>((_, reject) => {
      this.#reject = reject;
    });
    this.over.catch(() => undefined); // nobody may be waiting for it
    this.again();
    ALARM.add(this);
    budget.signal?.addEventListener("abort", this.#cancel);
  }

  /** Begins the next step, whose time is not up before that of the last one. */
  again(): void {
    this.until = performance.now() + this.#budget.left();
  }

  /** Its time is up. */
  late(): void {
    const more = { maybeActed: this.#budget.hasWritten };
    this.end(new DeadlineError(this.#told, more));
  }

  stop(): void {
    ALARM.drop(this);
    this.#budget.signal?.removeEventListener("abort", this.#cancel);
  }

  /** Ends what is under way, if it is not over yet. */
  end(error: unknown): void {
    this.error ??= error;
    this.#reject(error);
    this.#controller.abort(error);
  }
}

// -- settings ---------------------------------------------------------------------------

/** What a `trace` function is told; it never holds a secret. */
export interface Event {
  readonly kind: "send" | "reply" | "resend" | "fail";
  readonly method: string;
  readonly attempt: number;
  /** Milliseconds since the call began. */
  readonly ms: number;
  /** The name of the error. */
  readonly detail: string;
}

/** What all clients take besides their credentials. */
export interface Settings extends Options {
  /** Sends requests in place of the global `fetch`: for a proxy, TLS, or tests. */
  readonly fetch?: typeof fetch | undefined;
  /** Opens WebSockets in place of the global one. */
  readonly WebSocket?: (new (url: string) => WebSocketLike) | undefined;
  /** Called at every step of every call, for logs and spans. */
  readonly trace?: ((event: Event) => void) | undefined;
  /** Makes the ids of calls where the transport has ids. */
  readonly ids?: (() => Json) | undefined;
  /** Where the numbers of signed calls come from, if several processes share a key. */
  readonly nonces?: NonceStore | undefined;
  /** Milliseconds since 1970, for the numbers of signed calls. */
  readonly now?: (() => number) | undefined;
  /** A longer reply is refused; 256 MiB. */
  readonly mostBytes?: number | undefined;
}

/** What a client needs of a WebSocket; the global one has it, and so has that of `ws`. */
export interface WebSocketLike {
  send(text: string): void;
  close(): void;
  /** Cuts the connection; a service that does not hang up is left by it. */
  readonly terminate?: () => void;
  /** 0 and 1 before it ends, 2 and 3 from then on. */
  readonly readyState?: number;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onerror: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
}

/** Gives numbers that rise, and lets the calls of a key take turns. */
export interface NonceStore {
  /**
   * Runs `work` with a number above all before it and not below `atLeast`; nobody else
   * gets one for the key until `work` is done, since by then the service has answered.
   */
  next<T>(
    key: string,
    atLeast: bigint,
    work: (nonce: bigint) => Promise<T>,
    budget: Budget,
  ): Promise<T>;
}

// -- sending ----------------------------------------------------------------------------

/** Carries calls over one transport. */
export interface Carrier {
  carry<T>(call: Call<T>, budget: Budget): Promise<Reply<T>>;
  carryBatch(calls: readonly Call<unknown>[], budget: Budget): Promise<Slot<unknown>[]>;
  notify(call: Call<unknown>, budget: Budget): Promise<void>;
  /** Gets the credentials again; whether they are others than the attempt was sent with. */
  refresh(budget: Budget): Promise<boolean>;
  close(): void;
}

const STRENGTH: readonly Effect[] = ["read", "idempotent", "once"];

/** Sends calls, and sends them again where that is safe. */
export class Core {
  readonly carrier: Carrier;
  readonly #settings: Settings;

  constructor(carrier: Carrier, settings: Settings) {
    this.carrier = carrier;
    this.#settings = settings;
  }

  /** Gives the time of a call; one that waits may be silent for longer. */
  budget(options: Options, calls: readonly Call<unknown>[]): Budget {
    const given = Object.entries(options).filter(([, value]) => value !== undefined);
    const headers = { ...this.#settings.headers, ...options.headers };
    const whole = { ...this.#settings, ...Object.fromEntries(given), headers };
    return new Budget(whole, Math.max(0, ...calls.map((call) => call.waits)));
  }

  send<T>(call: Call<T>, budget: Budget): Promise<Reply<T>> {
    const carry = (): Promise<Reply<T>> => this.carrier.carry(call, budget);
    return this.#again(carry, call.name, call.facts.effect, budget);
  }

  /** A batch has the strongest effect of its calls, and is sent again whole. */
  async sendBatch(
    calls: readonly Call<unknown>[],
    budget: Budget,
  ): Promise<Slot<unknown>[]> {
    if (!calls.length) {
      return [];
    }
    const strengths = calls.map((call) => STRENGTH.indexOf(call.facts.effect));
    const effect = STRENGTH[Math.max(...strengths)] ?? "once";
    const carry = (): Promise<Slot<unknown>[]> =>
      this.carrier.carryBatch(calls, budget);
    return this.#again(carry, `batch of ${calls.length}`, effect, budget);
  }

  notify(call: Call<unknown>, budget: Budget): Promise<void> {
    const carry = (): Promise<void> => this.carrier.notify(call, budget);
    return this.#again(carry, call.name, call.facts.effect, budget);
  }

  async #again<T>(
    carry: () => Promise<T>,
    name: string,
    effect: Effect,
    budget: Budget,
  ): Promise<T> {
    const began = performance.now();
    let hasRefreshed = false;
    let hasActed = false;
    let attempt = 0;
    const tell = (kind: Event["kind"], detail = ""): void => {
      const ms = performance.now() - began;
      this.#settings.trace?.({ kind, method: name, attempt, ms, detail });
    };
    for (;;) {
      budget.hasWritten = false;
      try {
        tell("send");
        const answer = await carry();
        tell("reply");
        return answer;
      } catch (error) {
        const isRefused: boolean = error instanceof ApiError && error.refuses;
        const mayRefresh: boolean = isRefused && !hasRefreshed;
        const isNew: boolean = mayRefresh && (await this.carrier.refresh(budget));
        hasRefreshed ||= isNew;
        const mayResend =
          isNew || (attempt < budget.resends && isSafeAgain(error, effect));
        const what = error instanceof Error ? error.name : typeof error;
        if (!mayResend || !(await budget.sleep(isNew ? 0 : pause(attempt)))) {
          tell("fail", what);
          throw hasActed ? asActed(error) : error;
        }
        hasActed ||= error instanceof TransportError && error.maybeActed;
        attempt += 1;
        tell("resend", what);
      }
    }
  }
}

/** Gives the error of a call that an earlier attempt may have carried out. */
function asActed(error: unknown): unknown {
  if (!(error instanceof TransportError) || error.maybeActed) {
    return error;
  }
  const Kind = error.constructor as typeof TransportError;
  return new Kind(error.message, { maybeActed: true, cause: error.cause });
}

/** Whether nothing can go wrong if the call is sent again. */
function isSafeAgain(error: unknown, effect: Effect): boolean {
  if (error instanceof UnsupportedError) {
    return false;
  }
  if (error instanceof TransportError) {
    return effect !== "once" || !error.maybeActed;
  }
  return error instanceof ApiError && error.transient;
}

/** Backs off, and not at the same moment as everybody else. */
function pause(attempt: number): number {
  return Math.min(5000, 100 * 2 ** attempt) * (0.5 + Math.random() / 2);
}

/** Carries each call by the first of two carriers that has a way for it. */
export class Several implements Carrier {
  readonly #rpc: Carrier;
  readonly #rest: Carrier;

  constructor(rpc: Carrier, rest: Carrier) {
    this.#rpc = rpc;
    this.#rest = rest;
  }

  carry<T>(call: Call<T>, budget: Budget): Promise<Reply<T>> {
    return (call.facts.rpc ? this.#rpc : this.#rest).carry(call, budget);
  }

  carryBatch(
    calls: readonly Call<unknown>[],
    budget: Budget,
  ): Promise<Slot<unknown>[]> {
    return this.#rpc.carryBatch(calls, budget);
  }

  notify(call: Call<unknown>, budget: Budget): Promise<void> {
    return this.#rpc.notify(call, budget);
  }

  async refresh(budget: Budget): Promise<boolean> {
    const both = [this.#rpc.refresh(budget), this.#rest.refresh(budget)];
    return (await Promise.all(both)).includes(true);
  }

  close(): void {
    this.#rpc.close();
    this.#rest.close();
  }
}

// -- clients ----------------------------------------------------------------------------

/** What all clients share: they send calls. */
export class Client {
  readonly #core: Core; // it holds secrets

  constructor(core: Core) {
    this.#core = core;
  }

  protected get core(): Core {
    return this.#core;
  }

  /** Engines show what a client holds, and it holds secrets. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `<${this.constructor.name}>`;
  }

  /** Sends a call and gives its result. */
  async send<T>(call: Call<T>, options: Options = {}): Promise<T> {
    return (await this.reply(call, options)).result;
  }

  /** Sends a call and gives its result with all that came with it. */
  async reply<T>(call: Call<T>, options: Options = {}): Promise<Reply<T>> {
    return this.core.send(call, this.core.budget(options, [call]));
  }

  /** Closes what the client keeps open, such as a WebSocket. */
  close(): void {
    this.core.carrier.close();
  }
}
