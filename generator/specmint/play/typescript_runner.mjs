/**
 * Runs TypeScript samples, each a module of its own.
 *
 * Each line of the input is the path of a sample; each line of the output is JSON with
 * what it printed, and its error.
 */

import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { format, inspect } from "node:util";

inspect.defaultOptions.depth = 8; // what is inside is what people want to see
inspect.defaultOptions.maxArrayLength = 12;

for await (const line of createInterface({ input: process.stdin })) {
  let printed = "";
  let error = "";
  console.log = (...values) => {
    printed += `${format(...values)}\n`;
  };
  try {
    await import(pathToFileURL(line).href);
  } catch (odd) {
    error = String(odd);
  }
  process.stdout.write(`${JSON.stringify({ printed, error })}\n`);
}
process.exit(0); // some samples leave a WebSocket open
