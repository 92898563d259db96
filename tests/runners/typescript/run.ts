/** Answers the lines of its input, in Node, Deno or Bun. */

import { createInterface } from "node:readline";

import { answer } from "./caller.ts";

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${await answer(line)}\n`);
}
process.exit(0); // a WebSocket may be open
