/**
 * REST: parameters into path, query, form and body, and answers out of their envelope.
 *
 * @module
 */

import {
  type Budget,
  Call,
  type Carrier,
  type ErrorTable,
  type Failure,
  type MethodFacts,
  param,
  type Reply,
  type Slot,
  UnsupportedError,
} from "./core.ts";
import {
  Auth,
  fillPath,
  type Http,
  type HttpReply,
  parseAddress,
  pathPart,
  type Request,
  type Scope,
} from "./http.ts";
import {
  DecodeError,
  isList,
  isObject,
  type Json,
  type JsonObject,
  parseJson,
  plainText,
  shown,
  writeJson,
} from "./json.ts";
import type { Place, RestRoute } from "./routes.ts";
import { ANYTHING, BOOLEAN, type Codec, RepeatedList } from "./wire.ts";

/** How an answer is wrapped; places are dotted paths. */
export interface Envelope {
  readonly ok?: Readonly<Record<string, Json>>;
  readonly result?: string;
  readonly mayLack?: boolean;
  /** A single value stands in a list of one. */
  readonly wraps?: boolean;
  readonly failed?: Readonly<Record<string, readonly string[]>>;
  readonly texts?: string;
  readonly message?: string;
  readonly token?: string;
  readonly code?: string;
  readonly status?: string;
  readonly beside?: Readonly<Record<string, Codec<unknown>>>;
}

export interface RestFacts {
  readonly envelopes: Readonly<Record<string, Envelope>>;
  readonly defaultHost: string;
  /** The forms of plain booleans, by place. */
  readonly booleans?: Readonly<Partial<Record<Place, Codec<boolean>>>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly scope?: Scope;
}

/** The credentials of requests by the names of their schemes; "" is for all others. */
export type Auths = Readonly<Record<string, Auth>>;

/** Carries calls as HTTP requests of their own. */
export class RestCarrier implements Carrier {
  readonly #http: Http;
  readonly #auth: Auths;
  readonly #errors: ErrorTable;
  readonly #facts: RestFacts;

  constructor(http: Http, auth: Auths, errors: ErrorTable, facts: RestFacts) {
    this.#http = http;
    this.#auth = auth;
    this.#errors = errors;
    this.#facts = facts;
  }

  async carry<T>(call: Call<T>, budget: Budget): Promise<Reply<T>> {
    const route = call.facts.http;
    if (route === undefined) {
      throw notOver(call, this.#http.address.scheme);
    }
    const forms = this.#forms(call, route);
    const { scheme } = this.#http.address;
    const sent = writeArgs(call, forms, route.absent ?? [], scheme);
    const request = this.#request(call, route, forms, sent, budget);
    const exchange = (signed: Request): Promise<HttpReply> =>
      this.#http.exchange(signed, budget, this.#origin(route));
    const reply = await this.#authOf(call, route).send(request, exchange, budget);
    return this.#reply(call, route, reply, sent);
  }

  carryBatch(): Promise<Slot<unknown>[]> {
    return Promise.reject(new TypeError("there are no batches over REST"));
  }

  notify(): Promise<void> {
    return Promise.reject(new TypeError("there are no notifications over REST"));
  }

  async refresh(budget: Budget): Promise<boolean> {
    const all = Object.values(this.#auth);
    return (await Promise.all(all.map((one) => one.refresh(budget)))).includes(true);
  }

  close(): void {
    // `fetch` keeps the connections
  }

  // -- requests -------------------------------------------------------------------------

  /** A call that lives elsewhere goes there, unless all goes to a stand-in. */
  #origin(route: RestRoute): string {
    const { origin } = this.#http.address;
    if (route.host === undefined) {
      return origin;
    }
    const isUsual = origin === parseAddress(this.#facts.defaultHost).origin;
    return isUsual ? parseAddress(route.host).origin : origin;
  }

  #authOf(call: Call<unknown>, route: RestRoute): Auth {
    const found = this.#auth[route.auth ?? ""];
    if (found === undefined && route.auth) {
      throw new UnsupportedError(
        `${call.name} must be signed; give the client its keys`,
      );
    }
    return found ?? new Auth();
  }

  /** Gives the codecs of this way; plain booleans have a form for each place. */
  #forms(
    call: Call<unknown>,
    route: RestRoute,
  ): Readonly<Record<string, Codec<unknown>>> {
    const { booleans } = this.#facts;
    if (!booleans) {
      return route.forms ?? {};
    }
    const made: Record<string, Codec<unknown>> = {};
    for (const [name] of call.places()) {
      const ruled = booleans[placeOf(route, name)];
      if (ruled && (call.codec(name) as unknown) === BOOLEAN) {
        made[name] = ruled;
      }
    }
    return { ...made, ...route.forms };
  }

  #request(
    call: Call<unknown>,
    route: RestRoute,
    forms: Readonly<Record<string, Codec<unknown>>>,
    sent: JsonObject,
    budget: Budget,
  ): Request {
    const headers: Record<string, string> = {
      ...this.#facts.headers,
      ...route.headers,
    };
    const form: [name: string, text: string][] = [];
    const query: string[] = route.query ? [route.query] : [];
    const members: Record<string, Json> = {};
    let path = fillPath(route.path, this.#facts.scope ?? {});
    let body = "";
    for (const [name] of call.places()) {
      const value = sent[name];
      if (value === undefined) {
        continue;
      }
      const wire = route.names?.[name] ?? name;
      const codec: unknown = forms[name] ?? call.codec(name);
      const values = codec instanceof RepeatedList && isList(value) ? value : [value];
      switch (placeOf(route, name)) {
        case "path":
          path = path.replaceAll(`{${wire}}`, () => pathPart(plainText(value), name));
          break;
        case "query":
          query.push(
            ...values.map((one) => `${queryPart(wire)}=${queryPart(plainText(one))}`),
          );
          break;
        case "form":
          values.forEach((one) => {
            form.push([wire, plainText(one)]);
          });
          break;
        case "json":
          members[wire] = value;
          break;
        case "header":
          headers[wire] = plainText(value);
          break;
        case "body":
          body = writeJson(value);
          break;
      }
    }
    const usual = usualPlace(route);
    if (
      usual === "json" &&
      route.verb !== "GET" &&
      !body &&
      Object.keys(members).length
    ) {
      body = writeJson(members);
    }
    if (body) {
      headers["Content-Type"] = "application/json";
    }
    if (form.length || usual === "form") {
      body = String(new URLSearchParams(form));
      headers["Content-Type"] = "application/x-www-form-urlencoded";
    }
    const target = `${this.#http.address.base}${path}${query.length ? "?" : ""}`;
    return {
      verb: route.verb,
      target: target + query.join("&"),
      headers: { ...headers, ...budget.headers },
      body,
    };
  }

  // -- answers --------------------------------------------------------------------------

  #reply<T>(
    call: Call<T>,
    route: RestRoute,
    reply: HttpReply,
    sent: JsonObject,
  ): Reply<T> {
    const envelope = this.#facts.envelopes[route.envelope ?? ""] ?? {};
    const isGood = reply.status < 300 || (route.ok ?? []).includes(reply.status);
    const body = readBody(reply, isGood);
    const failure = openFailure(envelope, body, !isGood);
    if (failure) {
      const { status } = reply;
      throw this.#errors.error({ ...failure, status, over: "http" });
    }
    const [result, beside] = openResult(envelope, body, call);
    return {
      result: call.read(result, sent),
      status: reply.status,
      headers: reply.headers,
      raw: reply.body,
      beside,
    };
  }
}

function usualPlace(route: RestRoute): Place {
  return route.place ?? (route.verb === "GET" ? "query" : "json");
}

function placeOf(route: RestRoute, name: string): Place {
  return route.places?.[name] ?? usualPlace(route);
}

const PLAIN = /%(?:2F|3A|40|24|2C|3D)/g; // services take these as they are

function queryPart(text: string): string {
  return encodeURIComponent(text).replace(PLAIN, decodeURIComponent);
}

function readBody(reply: HttpReply, isGood: boolean): Json {
  if (!/\S/.test(reply.body)) {
    return null;
  }
  try {
    return parseJson(reply.body);
  } catch (error) {
    if (isGood) {
      throw error;
    }
    return reply.body.trim().slice(0, 500);
  }
}

/** Gives the JSON of the arguments by their own names. */
export function writeArgs(
  call: Call<unknown>,
  forms: Readonly<Record<string, Codec<unknown>>>,
  absent: readonly string[],
  scheme: string,
): JsonObject {
  const sent = call.write(forms);
  const odd = absent.find((name) => sent[name] !== undefined);
  if (odd !== undefined) {
    const told = `${call.name} does not take \`${odd}\` over ${scheme}://`;
    throw new TypeError(`${told}; ${others(call, scheme)} does`);
  }
  return sent;
}

/** Says that a call cannot be carried, and what could carry it. */
export function notOver(call: Call<unknown>, scheme: string): UnsupportedError {
  const needs = others(call, scheme);
  const told = `${call.name} cannot be called over ${scheme}://`;
  return new UnsupportedError(
    needs ? `${told}; it needs an address with ${needs}` : told,
  );
}

/** Names the other schemes of addresses that can carry a call. */
function others(call: Call<unknown>, scheme: string): string {
  const { http, rpc, ws } = call.facts;
  const schemes = [...((http ?? rpc) ? ["http"] : []), ...(ws ? ["ws"] : [])];
  const found = schemes.filter((one) => !scheme.startsWith(one));
  return found.map((one) => `${one}://`).join(" or ");
}

/** Goes down a dotted path; undefined where there is nothing. */
export function dig(body: Json, path: string): Json | undefined {
  let found: Json | undefined = body;
  for (const step of path ? path.split(".") : []) {
    found = isObject(found) && Object.hasOwn(found, step) ? found[step] : undefined;
  }
  return found;
}

/** Gives the error of an answer that went wrong. */
export function openFailure(
  envelope: Envelope,
  body: Json,
  isError: boolean,
): Omit<Failure, "over"> | undefined {
  const failed = Object.entries(envelope.failed ?? {});
  const isTold = failed.every(([path, known]) => {
    const found = dig(body, path);
    return found !== undefined && known.includes(plainText(found));
  });
  if (!isError && !(failed.length && isTold)) {
    return undefined;
  }
  const at = (path: string | undefined): Json | undefined =>
    path === undefined ? undefined : dig(body, path);
  const texts = at(envelope.texts);
  const first = isList(texts) ? texts[0] : undefined;
  const own = typeof body === "string" ? body : undefined;
  const token = at(envelope.token);
  const code = at(envelope.code);
  return {
    message: plainText(first ?? at(envelope.message) ?? own ?? ""),
    code: typeof code === "number" ? code : undefined,
    token: typeof token === "string" ? token : undefined,
    data: body,
  };
}

/** Takes the result out of its envelope, and what stands beside it. */
export function openResult(
  envelope: Envelope,
  body: Json,
  call: Call<unknown>,
): readonly [result: Json, beside: Readonly<Record<string, unknown>>] {
  for (const [path, wanted] of Object.entries(envelope.ok ?? {})) {
    const found = dig(body, path);
    if (found !== wanted) {
      throw new DecodeError(`\`${path}\` is ${shown(found)}, not ${shown(wanted)}`);
    }
  }
  let result = dig(body, envelope.result ?? "");
  if (result === undefined) {
    if (!envelope.mayLack) {
      throw new DecodeError(`the answer has no \`${envelope.result}\``);
    }
    result = call.lacking();
  } else if (envelope.wraps && isList(result) && !call.mayBeList()) {
    result = result.length === 1 ? (result[0] ?? null) : result;
  }
  const beside: Record<string, unknown> = {};
  const members = { ...envelope.beside, ...call.facts.beside };
  for (const [name, codec] of Object.entries(members)) {
    const found = dig(body, name);
    if (found !== undefined) {
      beside[name] = codec.decode(found);
    }
  }
  return [result, beside];
}

/**
 * Makes a call of a path that this client does not know; it is never sent twice.
 * Arguments and result are JSON with exact numbers.
 */
export function unknownPath(
  verb: string,
  path: string,
  args: JsonObject = {},
  place?: Place,
): Call<Json> {
  const facts: MethodFacts<Record<string, Json>, Json> = {
    name: `${verb} ${path}`,
    effect: "once",
    params: Object.fromEntries(
      Object.keys(args).map((name) => [name, param(ANYTHING)]),
    ),
    result: ANYTHING,
    http: { verb, path, ...(place ? { place } : {}) },
  };
  return new Call(facts, args);
}
