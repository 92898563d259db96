/** Measures the site in a browser: prints JSON of milliseconds, by what was measured. */

import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { chromium } from "playwright-core";

const SITE = process.env["SITE"] ?? "";
const RUNS = 7;
/** A new window is busy with itself for so many milliseconds. */
const SETTLED = 700;
const PAGES = [
  "bitdust/types.html",
  "bitdust/methods/file.html",
  "icon/methods/main.html",
];
const QUERIES = [
  "a",
  "32",
  "amount",
  "file upload status",
  "-32602",
  "transaction hash",
  "zzz",
];

interface Site {
  specmint: { search(query: string): unknown[] };
}

const address = (path: string) => pathToFileURL(join(SITE, path)).href;
const browser = await chromium.launch({
  executablePath: process.env["CHROMIUM"] ?? "chromium",
  args: ["--no-sandbox"],
});
const paint: number[] = [];
const floor: number[] = [];
const addresses = ["data:text/html,<p>Hardly a page</p>", ...PAGES.map(address)];
for (let run = 0; run < RUNS; run++) {
  for (const url of addresses) {
    const page = await browser.newPage();
    await page.waitForTimeout(SETTLED);
    await page.goto(url);
    const painted = await page.evaluate(
      () =>
        new Promise<number>((done) => {
          new PerformanceObserver((list) => {
            const first = list.getEntriesByName("first-contentful-paint")[0];
            if (first) done(first.startTime);
          }).observe({ type: "paint", buffered: true });
        }),
    );
    (url.startsWith("data:") ? floor : paint).push(painted);
    await page.close();
  }
}
const page = await browser.newPage();
await page.goto(address("bitdust/index.html"));
await page.keyboard.press("/");
await page.waitForFunction(() => {
  const { specmint } = window as unknown as Site;
  return ["sendtoaddress", "icx_getBalance", "order_add"].every(
    (name) => specmint.search(name).length > 0,
  );
});
const search = await page.evaluate((queries) => {
  const { specmint } = window as unknown as Site;
  return queries.flatMap((query) =>
    Array.from({ length: 9 }, () => {
      const start = performance.now();
      specmint.search(query);
      return performance.now() - start;
    }),
  );
}, QUERIES);
await browser.close();
console.log(JSON.stringify({ floor, paint, search }));
