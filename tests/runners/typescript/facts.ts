/** Tells what no call shows: values of types, facts of methods, kinds of errors, deliveries. */

import { told } from "./told.ts";

type Row = Readonly<Record<string, any>>;

/** What is asked of: a package, and how errors and parameters are told and read. */
interface Asked {
  readonly index: any;
  readonly calls: any;
  readonly wire: any;
  failure(error: any): Row;
  read(name: string, params: Row): Row;
}

/** Reads and writes values by the codec that generated code would have there. */
export function values(one: Asked, on: Row): Row {
  const known = { ...one.wire, t: one.index.types };
  const make = new Function(...Object.keys(known), `return ${on["code"]}`);
  const codec = make(...Object.values(known));
  return {
    found: on["values"].map((value: unknown) => {
      try {
        const means = codec.decode(value);
        return { means: told(means), back: codec.stringify(means) };
      } catch (error) {
        return { error: one.failure(error) };
      }
    }),
    units: units(codec),
    words: words(codec),
  };
}

/** Converts some counts as a type says that counts something. */
function units(codec: any): unknown {
  if ("toDate" in codec) {
    return { ms: codec.toDate(120_000_000).getTime() };
  }
  if ("toMinor" in codec) {
    return { minor: tried(() => codec.fromMinor(1n)) };
  }
  return "toDecimal" in codec ? { scale: tried(() => codec.toDecimal(1n)) } : null;
}

function tried(work: () => unknown): unknown {
  try {
    return String(work());
  } catch {
    return null;
  }
}

/** Gives the numbers that have names. */
function words(codec: any): unknown {
  const pairs = Object.entries(codec).filter(([, value]) => typeof value === "number");
  return Object.fromEntries(pairs);
}

/** Makes calls, and gives what each says of itself. */
export function facts(one: Asked, on: readonly Row[]): Row {
  const found = on.map(({ method, params }) => {
    const call = one.calls[method](one.read(method, params));
    const places = call.places().map(([name, fill]: any) => [name, told(fill)]);
    return {
      name: call.name,
      effect: call.facts.effect,
      waits: String(call.waits),
      places,
    };
  });
  return { found };
}

/** Finds the classes of failures. */
export function errors(one: Asked, on: readonly Row[]): Row {
  const { ERRORS, isKnown } = one.index.errors;
  const found = on.map((failure) => {
    const error = ERRORS.error(failure);
    const { transient, refuses } = error;
    const told = one.failure(error);
    return { ...told, transient, refuses, isKnown: isKnown(error) };
  });
  return { found };
}

/** Takes a delivery, and gives what it means and what tells it from others. */
export async function receive(one: Asked, on: Row): Promise<Row> {
  const { webhook, headers, text, trust } = on;
  const own = one.index.webhooks[webhook];
  try {
    const means = await own.receive(headers, new TextEncoder().encode(text), trust);
    const { status, body } = own.acknowledgement;
    const same = told(own.identity(means));
    return { means: told(means), acknowledges: { status, body }, same, name: own.name };
  } catch (error) {
    return { error: one.failure(error) };
  }
}
