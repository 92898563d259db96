/**
 * Calls what it is told to call, and says what became of it.
 *
 * Arguments: the folder of a client, the address, and the settings as JSON. Each line of
 * the input is a call with its parameters as they travel; each line of the output says
 * what came, in a form that keeps apart what JavaScript keeps apart.
 */

import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

import { told } from "./told.ts";

type Row = Readonly<Record<string, unknown>>;

const [folder = "", address = "", given = "{}"] = process.argv.slice(2);
const load = async (path: string): Promise<any> =>
  import(pathToFileURL(`${folder}/${path}`).href);
const { parseJson } = await load("runtime/json.ts");
const { Beside, Codec } = await load("runtime/wire.ts");
const calls = await load("calls.ts");
const index = await load("index.ts");

let id: unknown = 1;
const settings = JSON.parse(given) as Row;
const Client = Object.entries(index).find(([name]) =>
  name.endsWith("Client"),
)?.[1] as any;
const client = new Client(address, { ...settings, ids: () => id, resends: 0 });

/** Reads parameters as their types say; what does not fit stays as it is. */
function read(name: string, params: Row): Row {
  const shapes = Object.entries<any>(calls[name]({}).facts.params ?? {});
  const own = new Map<string, readonly [string, any]>();
  for (const [key, shape] of shapes) {
    const isPlain = shape instanceof Codec || shape instanceof Beside;
    own.set(isPlain ? key : (shape.name ?? key), [key, isPlain ? shape : shape.codec]);
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

function failure(error: any): Row {
  const members = { ...error };
  const { name, message, code, data, status } = error;
  const kind = error instanceof index.ApiError ? "api" : error.constructor.name;
  return {
    kind,
    name,
    message,
    code,
    status,
    data: told(data),
    members: told(members),
  };
}

async function answer(one: any): Promise<Row> {
  id = one.id;
  try {
    const params = read(one.method, one.params);
    const result = await client[one.method](params);
    if (!one.beside) {
      return { result: told(result) };
    }
    const reply = await client.reply(calls[one.method](params));
    return { result: told(result), beside: told(reply.beside) };
  } catch (error) {
    return { error: failure(error) };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await answer(parseJson(line)))}\n`);
}
client.close();
