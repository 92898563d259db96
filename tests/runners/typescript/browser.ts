/**
 * Answers the lines of its input in Chromium, whose path is its argument.
 *
 * A page imports the caller and the clients as they lie; the types alone are taken out,
 * since a browser knows none.
 */

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { stripTypeScriptTypes } from "node:module";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { createInterface } from "node:readline";

import { chromium } from "playwright-core";

const ROOT = new URL("../../../", import.meta.url);
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const files = createServer((request, response) => {
  const path = new URL(`.${request.url ?? "/"}`, ROOT);
  if (!path.pathname.endsWith(".ts")) {
    response.setHeader("Content-Type", "text/html").end("<!doctype html><title>tests");
    return;
  }
  response.setHeader("Content-Type", "text/javascript");
  readFile(path, "utf8").then(
    (source) => response.end(stripTypeScriptTypes(source)),
    () => response.writeHead(404).end(),
  );
});
await new Promise<void>((resolve) => files.listen(0, "127.0.0.1", resolve));
const origin = `http://127.0.0.1:${(files.address() as AddressInfo).port}`;

const profile = await mkdtemp(`${tmpdir()}/chromium-`);
const browser = await chromium.launchPersistentContext(profile, {
  executablePath: process.argv[2] ?? "chromium",
  headless: true,
  args: FLAGS,
});
const page = browser.pages()[0] ?? (await browser.newPage());
await page.goto(`${origin}/`);
const caller = `${origin}/tests/runners/typescript/caller.ts`;
const answer = await page.evaluateHandle(async (url) => {
  const module = await import(url);
  return module.answer as (line: string) => Promise<string>;
}, caller);

for await (const line of createInterface({ input: process.stdin })) {
  const found = await page.evaluate(([own, text]) => own(text), [
    answer,
    line,
  ] as const);
  process.stdout.write(`${found}\n`);
}
await browser.close();
await rm(profile, { recursive: true, force: true });
files.close();
