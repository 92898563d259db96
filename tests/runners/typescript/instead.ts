/** Lets Node load one text in place of some modules, such as a mutant of them. */

import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { pathToFileURL } from "node:url";

interface Instead {
  readonly paths: readonly string[];
  readonly text: string;
}

const file = process.env["SPECMINT_INSTEAD"];
if (file !== undefined) {
  const { paths, text } = JSON.parse(readFileSync(file, "utf-8")) as Instead;
  const urls = new Set(paths.map((path) => pathToFileURL(path).href));
  registerHooks({
    load: (url, context, next) =>
      urls.has(url)
        ? { format: "module-typescript", source: text, shortCircuit: true }
        : next(url, context),
  });
}
