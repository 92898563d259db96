/**
 * Measures the CPU of one call through each client, in turn, on one loopback server.
 *
 * Arguments: the bundles, as `name=path`. Prints the microseconds of each round as JSON.
 */

import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { pathToFileURL } from "node:url";

const CASES = new URL("../../generated/wire/bigchaindb/cases.json", import.meta.url);
const ID = "7ad5a4b83bc8c70c4fd7420ff3c60693ab8e6d0e3124378ca69ed5acd2578792";
const CALLS = 150;
const ROUNDS = 20;
const given = process.argv.slice(2);

if (given[0] === "serve") {
  serve();
} else {
  await measure();
}

function serve(): void {
  const { cases } = JSON.parse(readFileSync(CASES, "utf8"));
  const found = cases.find((one: any) => one.name === "get_transaction/documented");
  const body = JSON.stringify(found.reply.json);
  const server = createServer((_, response) => {
    response.setHeader("Content-Type", "application/json").end(body);
  });
  server.listen(0, "127.0.0.1", () => {
    console.log((server.address() as AddressInfo).port);
  });
  process.stdin.on("end", () => process.exit()).resume();
}

async function measure(): Promise<void> {
  const child = spawn(process.execPath, [process.argv[1] ?? "", "serve"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const port = await new Promise<string>((resolve) => {
    child.stdout.once("data", (line) => {
      resolve(String(line).trim());
    });
  });
  const url = `http://127.0.0.1:${port}`;
  const sides = await Promise.all(given.map((one) => side(one, url)));
  for (let round = -4; round < ROUNDS; round += 1) {
    for (const { call, took } of sides) {
      const before = process.cpuUsage();
      for (let index = 0; index < CALLS; index += 1) {
        await call();
      }
      const { user, system } = process.cpuUsage(before);
      if (round >= 0) {
        took.push((user + system) / CALLS);
      }
    }
  }
  child.stdin.end();
  console.log(JSON.stringify(Object.fromEntries(sides.map((s) => [s.name, s.took]))));
}

async function side(one: string, url: string) {
  const [name = "", path = ""] = one.split("=");
  const module = await import(pathToFileURL(path).href);
  const took: number[] = [];
  if (module.BigchainDBClient) {
    const ours = new module.BigchainDBClient(url);
    return { name, took, call: () => ours.getTransaction({ txId: ID }) };
  }
  const client = module.createClient({ baseUrl: url });
  const options = { client, path: { tx_id: ID }, throwOnError: true };
  return { name, took, call: () => module.getTransaction(options) };
}
