/**
 * Measures the CPU of reading a block, from its text to types, and of `JSON.parse` alone.
 *
 * Arguments: the folder of a Bitcoin client, and a file with a reply. Prints the
 * milliseconds of each round as JSON.
 */

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder = "", file = ""] = process.argv.slice(2);
const ROUNDS = 30;
const { parseJson } = await import(pathToFileURL(`${folder}/runtime/json.ts`).href);
const calls = await import(pathToFileURL(`${folder}/calls.ts`).href);
const text = readFileSync(file, "utf8");
const call = calls.getblock({ hash: "00".repeat(32), verbosity: 2 });
const sent = call.write();
const works = {
  ours: () => call.read(parseJson(text).result, sent),
  plain: () => JSON.parse(text),
};
const took: Record<string, number[]> = { ours: [], plain: [] };
for (let round = -10; round < ROUNDS; round += 1) {
  for (const [name, work] of Object.entries(works)) {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    if (round >= 0) {
      took[name]?.push((user + system) / 1000);
    }
  }
}
console.log(JSON.stringify(took));
