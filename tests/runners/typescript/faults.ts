/**
 * Makes the calls of the fault campaign: many clients, and many calls at a time.
 *
 * Each line of the input opens a client, calls, or closes; each line of the output says
 * what became of the one with its id.
 */

import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

import { told } from "./told.ts";

type Row = any;

const packages = new Map<string, Promise<Row>>();
const clients = new Map<number, Row>();

async function load(folder: string): Promise<Row> {
  const names = ["index", "calls", "runtime/wire", "runtime/json", "runtime/sign"];
  const [index, calls, wire, json, sign] = await Promise.all(
    names.map((name) =>
      import(pathToFileURL(`${folder}/${name}.ts`).href).catch(() => ({})),
    ),
  );
  return { index, calls, wire, json, sign };
}

async function open({ client, folder, address, settings }: Row): Promise<Row> {
  const found = packages.get(folder) ?? load(folder);
  packages.set(folder, found);
  const { sign, ...rest } = await found;
  const { index } = rest;
  const entries = Object.entries<any>(index);
  const Client = entries.find(([name]) => name.endsWith("Client"))?.[1];
  const nonces = sign.MemoryNonces && { nonces: new sign.MemoryNonces() };
  const made = new Client(address, { ...settings, ...nonces });
  clients.set(client, { made, ...rest });
  return {};
}

/** Reads parameters as their types say. */
function read({ calls, wire }: Row, method: string, params: Row): Row {
  const shapes = Object.entries<any>(calls[method]({}).facts.params ?? {});
  const pairs = shapes.map(([key, shape]) => {
    const isPlain = shape instanceof wire.Codec || shape instanceof wire.Beside;
    const name = isPlain ? key : (shape.name ?? key);
    const codec = isPlain ? shape : shape.codec;
    const own = codec instanceof wire.Beside ? codec.codec(params) : codec;
    return [key, name in params ? own.decode(params[name]) : undefined] as const;
  });
  return Object.fromEntries(pairs.filter(([, value]) => value !== undefined));
}

async function call({ client, method, params, options }: Row): Promise<Row> {
  const own = clients.get(client)!;
  try {
    const made = own.calls[method](read(own, method, own.json.parseJson(params)));
    return { result: told(await own.made.send(made, options)) };
  } catch (error: any) {
    const kinds = ["DeadlineError", "TransportError", "DecodeError", "ApiError"];
    const kind = kinds.find((name) => error instanceof own.index[name]) ?? error.name;
    return { kind, message: String(error.message), maybeActed: error.maybeActed };
  }
}

function close({ client }: Row): Row {
  clients.get(client)!.made.close();
  clients.delete(client);
  return {};
}

async function answer(one: Row): Promise<void> {
  const done = await { open, call, close }[one.do as "call"]?.(one);
  process.stdout.write(`${JSON.stringify({ id: one.id, ...done })}\n`);
}

for await (const line of createInterface({ input: process.stdin })) {
  void answer(JSON.parse(line));
}
