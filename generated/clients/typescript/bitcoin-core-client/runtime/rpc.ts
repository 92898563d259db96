/**
 * JSON-RPC over HTTP: calls by position or by name, batches, notifications, dialects.
 *
 * @module
 */

import {
  ApiError,
  type Budget,
  type Call,
  type Carrier,
  Client,
  type ErrorTable,
  type Failure,
  type Options,
  type Reply,
  type ResultOf,
  type Settings,
  Slot,
  UnsupportedError,
} from "./core.ts";
import { type Auth, fillPath, type Http, type HttpReply, type Scope } from "./http.ts";
import {
  DecodeError,
  isList,
  isObject,
  type Json,
  type JsonObject,
  Misfit,
  parseJson,
  plainText,
  shown,
  writeJson,
} from "./json.ts";
import type { RpcRoute } from "./routes.ts";

/** One form of JSON-RPC. */
export interface Dialect {
  /** The `jsonrpc` member of a request; none where it is left out. */
  readonly version?: string;
  /** Whether a call without an id gets no answer. */
  readonly notifies?: boolean;
}

/** Whether parameters go by position or by name. */
export type By = "position" | "name";

export interface RpcFacts {
  readonly path: string;
  readonly dialect: Dialect;
  readonly by: By;
  /** What fills a position that is left out before one that is given. */
  readonly gap: "null" | "default" | "error";
  readonly contentType?: string;
  readonly scope?: Scope;
  readonly headers?: Readonly<Record<string, string>>;
  /** How many calls a batch may have. */
  readonly most?: number;
}

/** Carries calls as JSON-RPC. */
export class RpcCarrier implements Carrier {
  readonly #http: Http;
  readonly #auth: Auth;
  readonly #errors: ErrorTable;
  readonly #facts: RpcFacts;
  readonly #ids: () => Json;

  constructor(
    http: Http,
    auth: Auth,
    errors: ErrorTable,
    settings: Settings,
    facts: RpcFacts,
  ) {
    if (!(facts.dialect as unknown) || !/^(?:position|name)$/.test(facts.by)) {
      throw new TypeError("there is no such dialect, or parameters go another way");
    }
    let last = 0;
    this.#http = http;
    this.#auth = auth;
    this.#errors = errors;
    this.#facts = facts;
    this.#ids = settings.ids ?? (() => (last += 1));
  }

  // -- carrying -------------------------------------------------------------------------

  async carry<T>(call: Call<T>, budget: Budget): Promise<Reply<T>> {
    const own = this.#ids();
    const sent = call.write();
    const body = this.#written(call, sent, own);
    const headers = routeOf(call).headers;
    const reply = await this.#exchange(this.#path(call), body, budget, headers);
    const answer = this.#answer(reply);
    checkId(answer, own);
    const result = this.#result(answer, reply, call, sent);
    const { status, headers: came, body: raw } = reply;
    return { result, status, headers: came, raw, beside: {} };
  }

  async carryBatch(
    calls: readonly Call<unknown>[],
    budget: Budget,
  ): Promise<Slot<unknown>[]> {
    const { most } = this.#facts;
    if (most !== undefined && calls.length > most) {
      throw new TypeError(`a batch has at most ${most} calls here`);
    }
    const [path = "", ...others] = new Set(calls.map((call) => this.#path(call)));
    if (others.length) {
      throw new TypeError(`one batch cannot go to ${[path, ...others].join(" and ")}`);
    }
    const made = calls.map((call) => ({ call, id: this.#ids(), sent: call.write() }));
    const texts = made.map((one) => this.#written(one.call, one.sent, one.id));
    const reply = await this.#exchange(path, `[${texts.join(",")}]`, budget);
    const found = this.#byId(reply);
    return made.map((one) =>
      this.#slot(found.get(writeJson(one.id)), one.id, reply, one.call, one.sent),
    );
  }

  async notify(call: Call<unknown>, budget: Budget): Promise<void> {
    if (!this.#facts.dialect.notifies) {
      throw new TypeError("this dialect of JSON-RPC has no notifications");
    }
    const body = this.#written(call, call.write());
    const reply = await this.#exchange(this.#path(call), body, budget);
    if (reply.status >= 400 || reply.body.trim()) {
      this.#result(this.#answer(reply), reply, call, {});
    }
  }

  refresh(budget: Budget): Promise<boolean> {
    return this.#auth.refresh(budget);
  }

  close(): void {
    // `fetch` keeps the connections
  }

  // -- requests -------------------------------------------------------------------------

  #path(call: Call<unknown>): string {
    const template = routeOf(call).path ?? this.#facts.path;
    return this.#http.address.base + fillPath(template, this.#facts.scope ?? {});
  }

  #written(call: Call<unknown>, sent: JsonObject, id?: Json): string {
    const route = routeOf(call);
    const params = this.#params(call, sent, route.names ?? {});
    const { version } = this.#facts.dialect;
    return writeJson({
      ...(version === undefined ? {} : { jsonrpc: version }),
      ...(id === undefined ? {} : { id }),
      method: route.method ?? call.name,
      ...(params === undefined ? {} : { params }),
    });
  }

  #params(
    call: Call<unknown>,
    sent: JsonObject,
    names: Readonly<Record<string, string>>,
  ): Json | undefined {
    if (this.#facts.by === "position") {
      return this.#positions(call, sent);
    }
    const pairs = call
      .places()
      .filter(([name]) => sent[name] !== undefined)
      .map(([name]) => [names[name] ?? name, sent[name]] as const);
    return pairs.length ? Object.fromEntries(pairs) : undefined;
  }

  /** Orders arguments; a place left out before one that is given is filled. */
  #positions(call: Call<unknown>, sent: JsonObject): Json[] {
    const places = call.places();
    const count = places.findLastIndex(([name]) => sent[name] !== undefined) + 1;
    return places.slice(0, count).map(([name, fill]) => {
      const value = sent[name];
      if (value === undefined && this.#facts.gap === "error") {
        throw new Misfit(`${call.name} cannot leave out \`${name}\` here`);
      }
      return value === undefined ? fill : value;
    });
  }

  #exchange(
    target: string,
    body: string,
    budget: Budget,
    more: Readonly<Record<string, string>> = {},
  ): Promise<HttpReply> {
    const headers = {
      "Content-Type": this.#facts.contentType ?? "application/json",
      ...this.#facts.headers,
      ...more,
      ...budget.headers,
    };
    const exchange = (request: Parameters<Http["exchange"]>[0]): Promise<HttpReply> =>
      this.#http.exchange(request, budget);
    return this.#auth.send({ verb: "POST", target, headers, body }, exchange, budget);
  }

  // -- answers --------------------------------------------------------------------------

  /** Gives the object of an answer; a status may speak in its place. */
  #answer(reply: HttpReply): JsonObject {
    const answer = readOr(reply);
    if (isObject(answer) && ("result" in answer || "error" in answer)) {
      return answer;
    }
    throw this.#refused(reply, answer);
  }

  #refused(reply: HttpReply, answer: Json | undefined): Error {
    if (reply.status < 300) {
      return new DecodeError(`${shown(answer)} is no answer of JSON-RPC`);
    }
    const text = answer === undefined ? reply.body.trim().slice(0, 500) : "";
    const message = text || `HTTP status ${reply.status}`;
    const { status } = reply;
    return this.#errors.error({ message, status, data: answer ?? null, over: "rpc" });
  }

  #result<T>(answer: JsonObject, reply: HttpReply, call: Call<T>, sent: JsonObject): T {
    const { error, result } = answer;
    if (error !== undefined && error !== null) {
      throw this.#errors.error(failureOf(error, reply));
    }
    if (result === undefined) {
      throw new DecodeError("the answer has neither a result nor an error");
    }
    return call.read(result, sent);
  }

  /** Sorts the answers of a batch, which may come in any order. */
  #byId(reply: HttpReply): Map<string, JsonObject> {
    const answers = readOr(reply);
    if (
      isObject(answers) &&
      answers["error"] !== undefined &&
      answers["error"] !== null
    ) {
      throw this.#errors.error(failureOf(answers["error"], reply));
    }
    if (!isList(answers)) {
      throw this.#refused(reply, answers);
    }
    const objects = answers.filter(isObject);
    return new Map(objects.map((one) => [writeJson(one["id"] ?? null), one]));
  }

  #slot(
    answer: JsonObject | undefined,
    id: Json,
    reply: HttpReply,
    call: Call<unknown>,
    sent: JsonObject,
  ): Slot<unknown> {
    if (answer === undefined) {
      const told = `the batch has no answer with the id ${shown(id)}`;
      return new Slot<unknown>(undefined, new DecodeError(told));
    }
    try {
      return new Slot<unknown>(this.#result(answer, reply, call, sent));
    } catch (error) {
      if (error instanceof ApiError || error instanceof DecodeError) {
        return new Slot<unknown>(undefined, error);
      }
      throw error;
    }
  }
}

function routeOf(call: Call<unknown>): RpcRoute {
  const route = call.facts.rpc;
  if (route === undefined) {
    throw new UnsupportedError(`${call.name} cannot be called as JSON-RPC`);
  }
  return route;
}

/** Reads an answer; undefined for an error that is no JSON. */
function readOr(reply: HttpReply): Json | undefined {
  try {
    return parseJson(reply.body);
  } catch (error) {
    if (reply.status < 300) {
      throw error;
    }
    return undefined;
  }
}

/** An error may come without the id, if the service could not read it. */
function checkId(answer: JsonObject, own: Json): void {
  const { id = null, error = null } = answer;
  if (writeJson(id) !== writeJson(own) && !(id === null && error !== null)) {
    throw new DecodeError(`the answer has the id ${shown(id)}, not ${shown(own)}`);
  }
}

function failureOf(error: Json, reply: HttpReply): Failure {
  const over = "rpc";
  const { status } = reply;
  if (!isObject(error)) {
    return { message: plainText(error), status, data: error, over };
  }
  const { code, message = "", data = null } = error;
  const number = typeof code === "number" ? code : undefined;
  return { message: plainText(message), code: number, status, data, over };
}

/** The slots of a batch, each with the type of its call. */
export type Slots<C extends readonly Call<unknown>[]> = {
  -readonly [K in keyof C]: Slot<ResultOf<C[K]>>;
};

/** A client that can send several calls at once. */
export class RpcClient extends Client {
  /** Sends calls in one request; each slot has its own result or error. */
  async batch<const C extends readonly Call<unknown>[]>(
    calls: C,
    options: Options = {},
  ): Promise<Slots<C>> {
    const slots = await this.core.sendBatch(calls, this.core.budget(options, calls));
    return slots as Slots<C>;
  }

  /** Sends a call that gets no answer, not even an error. */
  async notify(call: Call<unknown>, options: Options = {}): Promise<void> {
    await this.core.notify(call, this.core.budget(options, [call]));
  }
}
