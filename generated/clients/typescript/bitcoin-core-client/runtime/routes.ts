/**
 * How methods are called over each transport, as data.
 *
 * @module
 */

import type { Codec } from "./wire.ts";

/** How a method is called, where that is not by its own name on the path of all. */
export interface RpcRoute {
  readonly method?: string;
  readonly path?: string;
  /** Names of arguments on the wire, where they differ. */
  readonly names?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Place = "path" | "query" | "form" | "json" | "header" | "body";

/** How a method is called: verb and path, and where and how its arguments go. */
export interface RestRoute {
  readonly verb: string;
  readonly path: string;
  /** Where arguments go that have no other place: the query of a GET, else JSON. */
  readonly place?: Place;
  readonly places?: Readonly<Record<string, Place>>;
  /** Names on the wire, where they differ. */
  readonly names?: Readonly<Record<string, string>>;
  /** Codecs, where a value travels in another form here. */
  readonly forms?: Readonly<Record<string, Codec<unknown>>>;
  /** Arguments that this transport does not have. */
  readonly absent?: readonly string[];
  readonly query?: string;
  /** What is no error, though it is not below 300. */
  readonly ok?: readonly number[];
  /** The scheme that signs the call. */
  readonly auth?: string;
  readonly envelope?: string;
  readonly host?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** How a method is called over a WebSocket: its name, if it is not the call's. */
export interface WsRoute {
  readonly method?: string;
  /** Names on the wire, where they differ. */
  readonly names?: Readonly<Record<string, string>>;
  /** Codecs, where a value travels in another form here. */
  readonly forms?: Readonly<Record<string, Codec<unknown>>>;
  /** Arguments that this transport does not have. */
  readonly absent?: readonly string[];
}
