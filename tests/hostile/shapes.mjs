// Prints the shape of each TypeScript text that comes on a line of its own, as JSON.

import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const ts = createRequire(process.argv[2])("typescript");

const isName = (node) =>
  (ts.isIdentifier(node) || ts.isStringLiteralLike(node) || ts.isNumericLiteral(node)) &&
  node.parent?.name === node;

function kindOf(node) {
  if (isName(node)) return "Name";
  if (ts.isJSDoc(node)) return "JSDoc";
  if (node.kind >= ts.SyntaxKind.FirstJSDocNode && node.tagName) return `@${node.tagName.text}`;
  return ts.SyntaxKind[node.kind];
}

function shapeOf(node) {
  const inner = [];
  for (const doc of node.jsDoc ?? []) {
    for (const tag of doc.tags ?? []) inner.push(`@${tag.tagName.text}`);
    if (Array.isArray(doc.comment)) {
      inner.push(...doc.comment.filter((part) => ts.isJSDocLink?.(part)).map(() => "@link"));
    }
  }
  if (isName(node)) return "Name";
  ts.forEachChild(node, (child) => void inner.push(shapeOf(child)));
  return inner.length ? `${kindOf(node)}(${inner.join(" ")})` : kindOf(node);
}

function judged(text) {
  const file = ts.createSourceFile("a.ts", text, ts.ScriptTarget.Latest, true);
  const wrong = file.parseDiagnostics.map((one) => ts.flattenDiagnosticMessageText(one.messageText, " "));
  const directives = [
    ...(file.commentDirectives ?? []).map((one) => `directive ${one.type}`),
    ...file.referencedFiles.map((one) => `reference ${one.fileName}`),
    ...file.typeReferenceDirectives.map((one) => `types ${one.fileName}`),
    ...file.libReferenceDirectives.map((one) => `lib ${one.fileName}`),
    ...(file.amdDependencies ?? []).map((one) => `amd ${one.path}`),
    ...[...(file.pragmas?.keys() ?? [])].map((name) => `pragma ${name}`),
  ];
  if (file.checkJsDirective) directives.push("check");
  return { wrong, shape: [...directives, shapeOf(file)].join("\n") };
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(judged(JSON.parse(line))));
}
