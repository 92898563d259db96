/**
 * Calls what it is told to call, and says what became of it, in any engine.
 *
 * A line says which client to make, or is a call with its parameters as they travel; the
 * answer says what came, in a form that keeps apart what JavaScript keeps apart.
 */

import * as facts from "./facts.ts";
import { told } from "./told.ts";

type Row = Readonly<Record<string, any>>;

const CLIENTS = new URL("../../../generated/clients/typescript/", import.meta.url);

/** A client, and what its package has. */
class Stage {
  readonly client: any;
  readonly calls: any;
  readonly index: any;
  readonly wire: any;
  readonly parse: (text: string) => any;
  /** The id and the number that the next call is given. */
  now: Row = {};
  /** What the client asks for when it needs it. */
  secrets: Row;
  stream: any;

  constructor(modules: readonly any[], { address, settings, ...more }: Row) {
    const [index, calls, json, wire] = modules;
    const { fixed = false, counts = false, secrets = {} } = more;
    let count = 0;
    this.secrets = secrets;
    this.index = index;
    this.calls = calls;
    this.wire = wire;
    this.parse = json.parseJson;
    const name = Object.keys(index).find((one) => one.endsWith("Client")) ?? "";
    const nonces = {
      next: (_: string, least: bigint, work: (nonce: bigint) => unknown) =>
        work(BigInt(this.now["nonce"] ?? least)),
    };
    this.client = new index[name](address, {
      ...settings,
      ...(fixed ? { nonces } : {}),
      ...this.asked(),
      ids: () => (counts ? (count += 1) : (this.now["id"] ?? 1)),
      resends: 0,
    });
  }

  /** Gives the functions that the client asks for its secrets. */
  asked(): Row {
    const names = Object.keys(this.secrets);
    return Object.fromEntries(names.map((name) => [name, () => this.secrets[name]]));
  }

  /** Does what is neither a call nor a client. */
  async do(work: string, on: any): Promise<Row> {
    switch (work) {
      case "batch": {
        const made = on.map(([name, params]: any) =>
          this.calls[name](this.read(name, params)),
        );
        const slots = await this.client.batch(made);
        return { slots: slots.map((slot: any) => this.slot(slot)) };
      }
      case "secrets":
        this.secrets = on;
        return {};
      case "listen":
        this.stream = this.client[on[0]](on[1]);
        await this.stream.start();
        return {};
      case "next":
        return { result: told((await this.stream.next()).value) };
      case "stop":
        await this.stream.close();
        return {};
      case "close":
        this.client.close();
        return {};
      default:
        return (facts as Row)[work](this, on);
    }
  }

  slot(slot: any): Row {
    const { error } = slot;
    return error ? { error: this.failure(error) } : { result: told(slot.result()) };
  }

  /** Reads parameters as their types say; what does not fit stays as it is. */
  read(name: string, params: Row): Row {
    const { Beside, Codec } = this.wire;
    const shapes = Object.entries<any>(this.calls[name]({}).facts.params ?? {});
    const own = new Map<string, readonly [string, any]>();
    for (const [key, shape] of shapes) {
      const isPlain = shape instanceof Codec || shape instanceof Beside;
      own.set(isPlain ? key : (shape.name ?? key), [
        key,
        isPlain ? shape : shape.codec,
      ]);
    }
    const pairs = Object.entries(params).map(([wire, value]) => {
      const [key, codec] = own.get(wire) ?? [wire, undefined];
      try {
        const found = codec instanceof Beside ? codec.codec(params) : codec;
        return [key, found ? found.decode(value) : value] as const;
      } catch {
        return [key, value] as const;
      }
    });
    return Object.fromEntries(pairs);
  }

  /** Makes a call, and tells its result, what is beside it, and its JSON, if asked. */
  async call(one: Row): Promise<Row> {
    this.now = one;
    const params = this.read(one["method"], one["params"]);
    const given = one["means"] ? { given: told(params) } : {};
    try {
      const call = this.calls[one["method"]](params);
      if (one["beside"]) {
        const reply = await this.client.reply(call);
        return { ...given, result: told(reply.result), beside: told(reply.beside) };
      }
      const result = await this.client[one["method"]](params);
      const back = one["back"] ? { back: this.back(call, result) } : {};
      return { ...given, ...back, result: told(result) };
    } catch (error) {
      return { ...given, error: this.failure(error) };
    }
  }

  /** Makes a call that the client does not know, by its name or by verb and path. */
  async unknown(one: Row): Promise<Row> {
    this.now = one;
    const { unknownMethod, unknownPath } = this.index;
    const args = one["unknown"];
    try {
      const call = args.length > 1 ? unknownPath(...args) : unknownMethod(...args);
      return { result: told(await this.client.send(call)) };
    } catch (error) {
      return { error: this.failure(error) };
    }
  }

  /** Writes a result as it would travel. */
  back(call: any, result: unknown): string {
    const shape = call.facts.result;
    const codec = shape instanceof this.wire.Beside ? shape.codec(call.write()) : shape;
    return codec.stringify(result);
  }

  failure(error: any): Row {
    const { name, message, code, data, status, maybeActed } = error;
    const kind = error instanceof this.index.ApiError ? "api" : error.constructor.name;
    const members = told({ ...error });
    return { kind, name, message, code, status, maybeActed, data: told(data), members };
  }
}

let stage: Stage;

async function open({ client, ...more }: Row): Promise<Row> {
  const files = ["index.ts", "calls.ts", "runtime/json.ts", "runtime/wire.ts"];
  const paths = files.map((file) => new URL(`${client}/${file}`, CLIENTS).href);
  const modules = await Promise.all(paths.map((path) => import(path)));
  stage?.client.close();
  stage = new Stage(modules, more);
  return {};
}

/** Answers one line. */
export async function answer(line: string): Promise<string> {
  if (line.startsWith('{"client"')) {
    return JSON.stringify(await open(JSON.parse(line)));
  }
  const one = stage.parse(line);
  const found = await find(one);
  return JSON.stringify(found);
}

function find(one: Row): Promise<Row> {
  if ("do" in one) {
    return stage.do(one["do"], one["on"]);
  }
  return "unknown" in one ? stage.unknown(one) : stage.call(one);
}
