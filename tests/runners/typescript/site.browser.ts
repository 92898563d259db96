/**
 * Uses the static site in a real browser, as people do.
 *
 * SITE is where it lies, CHROMIUM the browser, SHOTS the folder for pictures.
 */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

import axe from "axe-core";
import {
  type Browser,
  type BrowserContext,
  chromium,
  type Page,
} from "playwright-core";

const SITE = process.env["SITE"] ?? "";
const SHOTS = process.env["SHOTS"] ?? "";
const KINDS = [
  "index.html",
  "bigchaindb/index.html",
  "mtgox/methods/orders.html",
  "bigchaindb/methods/transactions.html",
  "bigchaindb/types.html",
  "mtgox/errors.html",
  "bigchaindb/errata.html",
  "mtgox/transports.html",
  "mtgox/authentication.html",
  "mtgox/pushes-and-webhooks.html",
  "mtgox/amounts.html",
  "mtgox/handling-errors.html",
  "mtgox/resends.html",
  "docs/mock.html",
];
const GETBLOCK = "bitcoin/methods/blockchain.html#getblock";

let browser: Browser;
let served = "";
const server = createServer((request, answer) => {
  const path = join(SITE, new URL(request.url ?? "/", "http://site").pathname);
  const kinds: Record<string, string> = {
    html: "text/html",
    css: "text/css",
    js: "text/javascript",
  };
  readFile(path).then(
    (text) => {
      const kind = kinds[path.split(".").at(-1) ?? ""] ?? "text/plain";
      answer.writeHead(200, { "content-type": `${kind}; charset=utf-8` }).end(text);
    },
    () => answer.writeHead(404).end(),
  );
});

before(async () => {
  browser = await chromium.launch({
    executablePath: process.env["CHROMIUM"] ?? "chromium",
    args: ["--no-sandbox"],
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  served = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`;
});

after(async () => {
  await browser.close();
  server.close();
});

const file = (path: string) => {
  const [name = "", anchor] = path.split("#");
  return `${pathToFileURL(join(SITE, name)).href}${anchor === undefined ? "" : `#${anchor}`}`;
};

/** Gives a page, and fails on what it complains of and on what it asks of others. */
async function using(
  work: (page: Page, context: BrowserContext) => Promise<void>,
  options: Parameters<Browser["newContext"]>[0] = {},
): Promise<void> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    ...options,
  });
  const page = await context.newPage();
  const odd: string[] = [];
  page.on("pageerror", (error) => odd.push(String(error)));
  page.on("console", (message) => odd.push(message.text()));
  page.on("request", (request) => {
    const url = request.url();
    if (!["file:", "data:"].includes(new URL(url).protocol) && !url.startsWith(served))
      odd.push(url);
  });
  try {
    await work(page, context);
    assert.deepEqual(odd, []);
  } finally {
    await context.close();
  }
}

async function hits(page: Page, words: string): Promise<string[]> {
  await page.locator("dialog.search input").fill(words);
  await page.waitForFunction(
    (asked) => {
      const mint = (
        window as unknown as { specmint: { search(query: string): unknown[] } }
      ).specmint;
      return mint.search(asked).length > 0;
    },
    words,
    { timeout: 20_000 },
  );
  await page.locator("dialog.search input").fill(words);
  return page.locator("dialog.search .hit").allTextContents();
}

/** Waits until all indexes are there, which come one after the other. */
async function opened(page: Page): Promise<void> {
  const apis = (await readFile(join(SITE, "apis.js"), "utf8")).split(",").length;
  await page.keyboard.press("/");
  await page.locator("dialog.search input").waitFor();
  await page.waitForFunction(
    (count) => document.querySelectorAll("script[src$='search.js']").length === count,
    apis,
  );
  await page.waitForFunction(() => {
    const mint = (
      window as unknown as { specmint: { search(query: string): unknown[] } }
    ).specmint;
    return [
      "sendtoaddress",
      "icx_getBalance",
      "order_add",
      "process_stop",
      "get_transaction",
    ].every((name) => mint.search(name).length > 0);
  });
}

test("a stranger finds amounts, error 32 and resends from the first page, by keys alone", () =>
  using(async (page) => {
    await page.goto(file("index.html"));
    await opened(page);
    assert.match((await hits(page, "32"))[0] ?? "", /^MethodDeprecated/);
    await page.keyboard.press("Enter");
    await page.waitForURL(/bitcoin(_core)?\/errors\.html#MethodDeprecated$/);
    await page.goto(file("index.html"));
    await opened(page);
    const found = (await hits(page, "send amount")).slice(0, 3);
    assert.ok(
      found.some((one) => one.startsWith("Amounts")),
      found.join(),
    );
    assert.match((await hits(page, "resend"))[0] ?? "", /^Resends/);
    assert.match((await hits(page, "retry"))[0] ?? "", /^Resends/);
    await page.keyboard.press("Enter");
    await page.waitForURL(/resends\.html$/);
    assert.match(
      (await page.locator("main").textContent()) ?? "",
      /Must not be sent again blindly/,
    );
  }));

test("a stranger finds the same without searching", () =>
  using(async (page) => {
    const follow = async (name: string) => {
      await page.goto(file("index.html"));
      const card = page
        .locator(".apis > li")
        .filter({ hasText: "Bitcoin JSON-RPC API" });
      await card.getByRole("link", { name, exact: true }).click();
    };
    await follow("Errors");
    const code = page.getByText("-32", { exact: true });
    await page.locator(".codes tr", { has: code }).getByRole("link").click();
    await page.waitForURL(/bitcoin\/errors\.html#MethodDeprecated$/);
    await follow("Resends");
    await page.getByRole("link", { name: "must not be sent again" }).click();
    await page.getByRole("link", { name: "sendtoaddress", exact: true }).waitFor();
    await follow("Bitcoin JSON-RPC API");
    await page.locator("main").getByRole("link", { name: "sendtoaddress" }).click();
    const sample = page.locator("#sendtoaddress .tab:visible").first();
    assert.match((await sample.textContent()) ?? "", /BtcAmount\(Decimal\(/);
    assert.doesNotMatch((await sample.textContent()) ?? "", /except/);
  }));

test("search finds by wire name, word, code and field, the own API first", () =>
  using(async (page) => {
    await page.goto(file("icon/index.html"));
    await opened(page);
    assert.match((await hits(page, "icx_getBalance"))[0] ?? "", /^icx_getBalance$/);
    assert.match((await hits(page, "32"))[0] ?? "", /^FailureCode\.REVERTED/);
    assert.match((await hits(page, "-32602"))[0] ?? "", /^InvalidParams/);
    assert.match((await hits(page, "steplimit"))[0] ?? "", /\.stepLimit/);
    assert.match(
      (await hits(page, "balance of an account"))[0] ?? "",
      /^icx_getBalance/,
    );
    assert.match((await hits(page, "order_add"))[0] ?? "", /^order_add.*Mt\. Gox/);
    await page.locator("dialog.search input").fill("icx");
    const marked = () => page.locator("[aria-selected='true'] .hit").textContent();
    const first = await marked();
    await page.keyboard.press("ArrowDown");
    assert.notEqual(await marked(), first);
    const active = await page
      .locator("dialog.search input")
      .getAttribute("aria-activedescendant");
    assert.equal(
      active,
      await page.locator("[aria-selected='true']").getAttribute("id"),
    );
    await page.keyboard.press("ArrowUp");
    assert.equal(await marked(), first);
    await page.screenshot({ path: join(SHOTS, "search.png") });
    await page.keyboard.press("Escape");
    assert.equal(await page.locator("dialog.search[open]").count(), 0);
    await page.keyboard.press("/");
    await page.locator("dialog.search input").fill("nothing has these words");
    assert.equal(await page.locator("dialog.search li").count(), 0);
    assert.match((await page.locator(".search .state").textContent()) ?? "", /Nothing/);
  }));

test("a language is chosen once, remembered, and nothing moves", () =>
  using(async (page) => {
    await page.goto(`${served}${GETBLOCK}`);
    const shown = (at: Page) => at.locator("#getblock .tab:visible");
    assert.equal(await shown(page).first().getAttribute("data-lang"), "python");
    const button = page.locator("#getblock [data-set='ts']").first();
    const top = (await button.boundingBox())?.y;
    await button.click();
    const moved = ((await button.boundingBox())?.y ?? 9e9) - (top ?? 0);
    assert.ok(Math.abs(moved) < 1, String(moved));
    assert.equal(await button.getAttribute("aria-pressed"), "true");
    assert.equal(await shown(page).first().getAttribute("data-lang"), "ts");
    await page.goto(`${served}mtgox/methods/orders.html`);
    assert.equal(
      await page.locator("#order_add .tab:visible").first().getAttribute("data-lang"),
      "ts",
    );
    assert.equal(
      await page.locator("[data-set='ts']").first().getAttribute("aria-pressed"),
      "true",
    );
  }));

for (const place of ["file", "http"]) {
  test(`a sample is copied as it stands, from ${place}`, () =>
    using(async (page, context) => {
      if (place === "http")
        await context.grantPermissions(["clipboard-read", "clipboard-write"]);
      await page.goto(place === "http" ? `${served}${GETBLOCK}` : file(GETBLOCK));
      const panel = page.locator("#getblock .panel").first();
      await panel.locator("[data-set='sh']").click();
      await panel.locator(".copy").click();
      await panel.locator("text=Copied").waitFor();
      const text = await panel.locator(".tab:visible pre").first().textContent();
      assert.match(text ?? "", /^curl /);
      await page.evaluate(() => {
        const area = document.createElement("textarea");
        document.body.append(area);
        area.focus();
      });
      await page.keyboard.press("Control+V");
      assert.equal(await page.locator("textarea").last().inputValue(), text);
    }));
}

test("what is folded opens, and for a link into it by itself", () =>
  using(async (page) => {
    await page.goto(file(GETBLOCK));
    const fold = page.locator("#getblock .cases .fold:not([open])").first();
    const summary = await fold.locator("> summary").elementHandle();
    await summary?.click();
    assert.equal(
      await summary?.evaluate((one) => (one.parentElement as HTMLDetailsElement).open),
      true,
    );
    await summary?.press("Enter");
    assert.equal(
      await summary?.evaluate((one) => (one.parentElement as HTMLDetailsElement).open),
      false,
    );
    const hidden = page.locator(".more:not([open]) .example").first();
    const id = (await hidden.getAttribute("id")) ?? "";
    assert.equal(await hidden.isVisible(), false);
    await page.goto(file(`bitcoin/methods/blockchain.html#${id}`));
    await page.locator(`[id="${id}"]`).waitFor({ state: "visible" });
    assert.ok(((await page.locator(`[id="${id}"]`).boundingBox())?.y ?? 9e9) < 900);
  }));

test("light and dark follow the system until somebody chooses", () =>
  using(
    async (page) => {
      const paper = () =>
        page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      await page.goto(`${served}mtgox/index.html`);
      assert.equal(await paper(), "rgb(16, 22, 20)");
      await page.locator(".theme").click();
      assert.equal(await paper(), "rgb(255, 255, 255)");
      await page.goto(`${served}mtgox/types.html`);
      assert.equal(await paper(), "rgb(255, 255, 255)");
    },
    { colorScheme: "dark" },
  ));

test("all can be reached by keys", () =>
  using(async (page) => {
    await page.goto(file("bitdust/methods/file.html"));
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement?.className), "skip");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement?.id), "content");
    const filter = page.locator(".filter input");
    await filter.focus();
    await page.keyboard.type("queue");
    const visible = await page.locator("nav details a:visible").allTextContents();
    assert.ok(visible.length > 0 && visible.length < 10);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.waitForURL(/methods\/queue\.html#queue/);
    await page.goto(file("bitdust/methods/queue.html"));
    const seen: string[] = [];
    for (let step = 0; step < 5; step++) {
      await page.keyboard.press("Tab");
      seen.push(await page.evaluate(() => document.activeElement?.className ?? ""));
    }
    assert.deepEqual(seen, ["skip", "brand", "which", "find", "theme"]);
    await page.locator("main .copy").first().focus();
    await page.keyboard.press("Enter");
    await page.locator("main .copy >> text=Copied").first().waitFor();
  }));

test("the list beside follows the reader and holds every method", () =>
  using(async (page) => {
    await page.goto(file(GETBLOCK));
    const current = page.locator("nav [aria-current='location']");
    await current.waitFor();
    assert.equal(await current.textContent(), "getblock");
    await page.locator("#gettxout").scrollIntoViewIfNeeded();
    await page.evaluate(() => document.getElementById("gettxout")?.scrollIntoView());
    await page.locator("nav [aria-current='location'] >> text=gettxout").waitFor();
    await page.locator("nav details a").nth(62).waitFor({ state: "attached" });
    assert.equal(await page.locator("nav details a").count(), 63);
    await page.locator("nav summary >> text=Wallet: sending").click();
    await page.locator("nav a >> text=sendtoaddress").click();
    await page.waitForURL(/wallet-send\.html#sendtoaddress$/);
  }));

for (const [theme, where, size] of [
  ["light", "a screen", { width: 1440, height: 900 }],
  ["dark", "a phone", { width: 390, height: 844 }],
] as const) {
  test(`axe finds nothing on any kind of page, ${theme} and on ${where}`, () =>
    using(
      async (page) => {
        for (const path of KINDS) {
          await page.goto(`${served}${path}`);
          await page.addStyleTag({
            content: "section { content-visibility: visible !important; }",
          });
          await page.addScriptTag({ content: axe.source });
          const found = await page.evaluate(async () => {
            const judge = (window as unknown as { axe: typeof axe }).axe;
            const { violations } = await judge.run(document, {
              preload: false,
              resultTypes: ["violations"],
            });
            return violations.map((one) => `${one.id}: ${one.nodes[0]?.html ?? ""}`);
          });
          assert.deepEqual(found, [], path);
        }
        await page.goto(`${served}index.html`);
        await opened(page);
        await hits(page, "amount");
        await page.addScriptTag({ content: axe.source });
        const found = await page.evaluate(async () => {
          const judge = (window as unknown as { axe: typeof axe }).axe;
          const { violations } = await judge.run("dialog.search", { preload: false });
          return violations.map((one) => `${one.id}: ${one.nodes[0]?.html ?? ""}`);
        });
        assert.deepEqual(found, [], "search");
      },
      { colorScheme: theme, viewport: size },
    ));
}

test("a page asks for few fonts, each of which its first paint waits for", () =>
  using(async (page) => {
    for (const path of ["bitdust/methods/file.html", "bitdust/types.html"]) {
      await page.goto(file(path));
      const fonts = await page.evaluate(() => {
        const inside = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        const found = new Set<string>();
        while (inside.nextNode()) {
          const style = getComputedStyle(inside.currentNode.parentElement as Element);
          found.add(`${style.fontFamily} ${style.fontSize} ${style.fontWeight}`);
        }
        return [...found];
      });
      assert.ok(fonts.length <= 10, `${path}: ${fonts.sort().join("; ")}`);
    }
  }));

test("a table of errors needs no scrolling on a phone", () =>
  using(
    async (page) => {
      await page.goto(file("icon/errors.html"));
      const cells = page.locator(".codes tbody tr:first-child td");
      for (const cell of await cells.all()) {
        const box = await cell.boundingBox();
        assert.ok(box !== null && box.x + box.width <= 390);
      }
    },
    { viewport: { width: 390, height: 844 } },
  ));

test("nothing shifts while a page loads", () =>
  using(async (page) => {
    await page.addInitScript(() => {
      const shifts: number[] = [];
      (window as unknown as { shifts: number[] }).shifts = shifts;
      new PerformanceObserver((list) => {
        for (const one of list.getEntries())
          shifts.push((one as unknown as { value: number }).value);
      }).observe({ type: "layout-shift", buffered: true });
    });
    for (const path of [
      "index.html",
      "bitcoin/index.html",
      "mtgox/methods/orders.html",
    ]) {
      await page.goto(`${served}${path}`);
      await page.waitForLoadState("networkidle");
      const shifts = await page.evaluate(
        () => (window as unknown as { shifts: number[] }).shifts,
      );
      assert.ok(
        shifts.reduce((sum, one) => sum + one, 0) < 0.001,
        `${path}: ${shifts.join()}`,
      );
    }
  }));

test("a phone shows all of it, and its menu", () =>
  using(
    async (page) => {
      for (const path of [
        ...KINDS,
        "bitcoin/methods/blockchain.html",
        "icon/errors.html",
      ]) {
        await page.goto(file(path));
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(width <= 390, `${path} is ${String(width)} wide`);
      }
      await page.goto(file("bitcoin/methods/wallet-send.html"));
      assert.equal(await page.locator("nav").isVisible(), false);
      await page.screenshot({ path: join(SHOTS, "phone.png") });
      await page.locator(".menu").click();
      await page.locator("nav").waitFor({ state: "visible" });
      await page.screenshot({ path: join(SHOTS, "phone-menu.png") });
      await page.locator("nav a >> text=sendmany").click();
      assert.equal(await page.locator("nav").isVisible(), false);
    },
    { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
  ));

test("paper shows everything and no buttons", () =>
  using(async (page) => {
    await page.goto(file("mtgox/methods/orders.html"));
    await page.emulateMedia({ media: "print" });
    for (const gone of ["nav", ".top", ".bar"]) {
      assert.equal(await page.locator(gone).first().isVisible(), false, gone);
    }
    assert.equal(await page.locator("#order_add").isVisible(), true);
    await page.pdf({ path: join(SHOTS, "print.pdf") });
    await page.screenshot({ path: join(SHOTS, "print.png"), fullPage: true });
  }));

test("pages read well without scripts", () =>
  using(
    async (page) => {
      await page.goto(file(GETBLOCK));
      assert.equal(
        await page.locator("#getblock .tab:visible").first().getAttribute("data-lang"),
        "python",
      );
      await page.locator("nav a >> text=Wallet: sending").click();
      await page.waitForURL(/wallet-send\.html$/);
    },
    { javaScriptEnabled: false },
  ));

test("pictures are taken to be looked at", () =>
  using(async (page) => {
    const pictures: readonly (readonly [string, string, number, "light" | "dark"])[] = [
      ["home", "index.html", 1440, "light"],
      ["overview", "bitcoin/index.html", 1440, "dark"],
      ["method", GETBLOCK, 1680, "light"],
      ["method-dark", "mtgox/methods/orders.html#order_add", 1440, "dark"],
      ["types", "bitdust/types.html", 1280, "light"],
      ["errors", "bitcoin/errors.html", 1440, "light"],
      ["resends", "bitcoin/resends.html", 1440, "light"],
      ["amounts", "mtgox/amounts.html", 1440, "light"],
      ["guide", "docs/python-client.html", 1440, "light"],
    ];
    for (const [name, path, width, colorScheme] of pictures) {
      await page.setViewportSize({ width, height: 1000 });
      await page.emulateMedia({ colorScheme });
      await page.goto(file(path));
      await page.screenshot({ path: join(SHOTS, `${name}.png`) });
    }
  }));
