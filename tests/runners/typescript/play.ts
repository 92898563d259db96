/**
 * Runs samples, each a module of its own, and says what they print.
 *
 * Each line of the input is the path of a module, each line of the output the values that
 * it printed, or its error.
 */

import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

import { told } from "./told.ts";

for await (const line of createInterface({ input: process.stdin })) {
  const printed: unknown[] = [];
  console.log = (...values: unknown[]) => printed.push(...values.map(told));
  let error: unknown = null;
  try {
    await import(pathToFileURL(line).href);
  } catch (odd) {
    error = String(odd);
  }
  process.stdout.write(`${JSON.stringify({ printed, error })}\n`);
}
process.exit(0); // some samples leave a WebSocket open
