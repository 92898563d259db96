/**
 * Makes mutants of TypeScript: the same module with one small mistake in it, as text.
 *
 * Types, imports, comments and the wording of messages stay as they are: no mistake there
 * changes what travels. Each line of the input asks for something, see `answer`, and each
 * line of the output answers it.
 */

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import ts from "typescript";

/** What stands somewhere instead of what is there. */
interface Mistake {
  readonly kind: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const FLIPPED: Readonly<Record<string, string>> = {
  "===": "!==",
  "!==": "===",
  "<": "<=",
  "<=": "<",
  ">": ">=",
  ">=": ">",
};
const TURNED: Readonly<Record<string, string>> = {
  "+": "-",
  "-": "+",
  "*": "+",
  "/": "*",
  "%": "+",
  "**": "*",
  "<<": ">>",
  ">>": "<<",
  "&": "|",
  "|": "&",
  "^": "&",
};
const JOINED: Readonly<Record<string, string>> = { "&&": "||", "||": "&&", "??": "&&" };
const ASSIGNED: Readonly<Record<string, readonly [kind: string, text: string]>> = {
  "+=": ["arithmetic", "-="],
  "-=": ["arithmetic", "+="],
  "|=": ["arithmetic", "&="],
  "&&=": ["and-or", "||="],
  "||=": ["and-or", "&&="],
  "??=": ["and-or", "&&="],
};
const OPPOSITES = [
  ["some", "every"],
  ["min", "max"],
  ["startsWith", "endsWith"],
  ["padStart", "padEnd"],
  ["indexOf", "lastIndexOf"],
  ["push", "unshift"],
  ["floor", "ceil"],
] as const;
const EXCHANGED = new Map(OPPOSITES.flatMap(([a, b]) => [[a, b] as const, [b, a]]));

// -- where ------------------------------------------------------------------------------

function* mistakes(node: ts.Node): Generator<Mistake> {
  if (isSkipped(node)) {
    return;
  }
  yield* mistakesOf(node);
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => {
    children.push(child);
  });
  for (const child of children) {
    yield* mistakes(child);
  }
}

/** Whether no mistake in it changes what travels. */
function isSkipped(node: ts.Node): boolean {
  const isDeclared =
    ts.canHaveModifiers(node) &&
    ts.getModifiers(node)?.some((one) => one.kind === ts.SyntaxKind.DeclareKeyword);
  return (
    isDeclared === true ||
    ts.isTypeNode(node) ||
    ts.isTypeParameterDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isImportDeclaration(node) ||
    ts.isExportDeclaration(node) ||
    ts.isHeritageClause(node) ||
    isShowing(node) ||
    isWording(node)
  );
}

/** Whether it is what an engine calls to show a value. */
function isShowing(node: ts.Node): boolean {
  return ts.isMethodDeclaration(node) && ts.isComputedPropertyName(node.name)
    ? node.name.expression.getText().startsWith("Symbol.for")
    : false;
}

/** Whether it is a message, or a part of one. */
function isWording(node: ts.Node): boolean {
  const { parent } = node as { readonly parent?: ts.Node };
  if (parent && ts.isVariableDeclaration(parent) && parent.initializer === node) {
    return /^(?:told|late)$/.test(parent.name.getText());
  }
  if (!parent || !(ts.isCallExpression(parent) || ts.isNewExpression(parent))) {
    return false;
  }
  const at = parent.arguments?.indexOf(node as ts.Expression) ?? -1;
  const name = parent.expression.getText().split(".").at(-1) ?? "";
  if (name === "misfit") {
    return at >= 0;
  }
  return at === (/^(?:Watch|within)$/.test(name) ? 1 : 0) && isWorded(name);
}

function isWorded(name: string): boolean {
  return /Error$|^(?:Misfit|Closed|Watch|within|record|shown)$/.test(name);
}

// -- what -------------------------------------------------------------------------------

function* mistakesOf(node: ts.Node): Generator<Mistake> {
  if (ts.isBinaryExpression(node)) {
    yield* binary(node);
  } else if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
    yield* exchanged(node, node.arguments ?? []);
  } else if (ts.isObjectLiteralExpression(node)) {
    yield* without(node.properties.filter((one) => !ts.isMethodDeclaration(one)));
  } else if (ts.isArrayLiteralExpression(node)) {
    yield* without(node.elements);
  } else if (ts.isConditionalExpression(node)) {
    yield changed("branch", node.condition, `!(${node.condition.getText()})`);
  } else if (ts.isStatement(node)) {
    yield* statement(node);
  } else {
    yield* word(node);
  }
}

function changed(kind: string, node: ts.Node, text: string): Mistake {
  return { kind, start: node.getStart(), end: node.end, text };
}

function* binary(node: ts.BinaryExpression): Generator<Mistake> {
  const { operatorToken, left, right } = node;
  const sign = operatorToken.getText();
  const between = (other: string): string =>
    `((${left.getText()}) ${other} (${right.getText()}))`;
  const [kind, text] = ASSIGNED[sign] ?? [];
  if (kind !== undefined && text !== undefined) {
    yield changed(kind, operatorToken, text);
  } else if (FLIPPED[sign] !== undefined) {
    yield changed("comparison", operatorToken, FLIPPED[sign]);
  } else if (sign === "in" || sign === "instanceof") {
    yield changed("comparison", node, `!(${node.getText()})`);
  } else if (JOINED[sign] !== undefined) {
    yield changed("and-or", node, between(JOINED[sign]));
  } else if (TURNED[sign] !== undefined && !isText(left) && !isText(right)) {
    yield changed("arithmetic", node, between(TURNED[sign]));
  }
}

function isText(node: ts.Node): boolean {
  return ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);
}

/** Exchanges the first two arguments of a call. */
function* exchanged(
  node: ts.Expression,
  args: readonly ts.Expression[],
): Generator<Mistake> {
  const [first, second] = args;
  if (!first || !second || args.some(ts.isSpreadElement) || isWording(first)) {
    return;
  }
  const [one, other] = [first.getText(), second.getText()];
  if (one !== other) {
    const kept = node.getSourceFile().text.slice(first.end, second.getStart());
    const text = `${other}${kept}${one}`;
    yield { kind: "arguments", start: first.getStart(), end: second.end, text };
  }
}

/** Leaves out one entry of a table or a list. */
function* without(entries: readonly ts.Node[]): Generator<Mistake> {
  for (const one of entries) {
    const { text } = one.getSourceFile();
    const comma = /^\s*,/.exec(text.slice(one.end))?.[0] ?? "";
    const end = one.end + comma.length;
    yield { kind: "entry", start: one.getStart(), end, text: "" };
  }
}

function* statement(node: ts.Statement): Generator<Mistake> {
  if (ts.isIfStatement(node) || ts.isWhileStatement(node)) {
    yield changed("branch", node.expression, `!(${node.expression.getText()})`);
  } else if (ts.isForStatement(node) && node.condition) {
    yield changed("branch", node.condition, `!(${node.condition.getText()})`);
  } else if (ts.isThrowStatement(node)) {
    yield changed("raise", node, ";");
  } else if (isDropped(node)) {
    yield changed("statement", node, ";");
  }
}

function isDropped(node: ts.Statement): boolean {
  if (ts.isReturnStatement(node)) {
    return node.expression !== undefined && node.expression.getText() !== "undefined";
  }
  if (ts.isBreakStatement(node)) {
    return !isEndOfSwitch(node);
  }
  if (!ts.isExpressionStatement(node)) {
    return ts.isContinueStatement(node);
  }
  return !node.expression.getText().startsWith("super(");
}

/** Whether what would be next ends there too. */
function isEndOfSwitch(node: ts.BreakStatement): boolean {
  const clause = node.parent;
  return ts.isCaseOrDefaultClause(clause) && clause.parent.clauses.at(-1) === clause;
}

function* word(node: ts.Node): Generator<Mistake> {
  const text = node.getText();
  if (ts.isPrefixUnaryExpression(node) && text.startsWith("!")) {
    yield changed("negation", node, node.operand.getText());
  } else if (ts.isNumericLiteral(node)) {
    yield changed("constant", node, String(Number(node.text) + 1));
  } else if (ts.isBigIntLiteral(node)) {
    yield changed("constant", node, `${BigInt(node.text.slice(0, -1)) + 1n}n`);
  } else if (text === "true" || text === "false") {
    yield changed("constant", node, text === "true" ? "false" : "true");
  } else if (ts.isStringLiteral(node) && node.text) {
    yield changed("text", node, `${text.slice(0, -1)}x${text.slice(-1)}`);
  } else if (ts.isTemplateLiteralToken(node) && node.text) {
    const end = text.endsWith("${") ? -2 : -1;
    yield changed("text", node, `${text.slice(0, end)}x${text.slice(end)}`);
  } else if (ts.isRegularExpressionLiteral(node)) {
    yield* pattern(node);
  } else if (ts.isAwaitExpression(node)) {
    yield changed("await", node, node.expression.getText());
  } else {
    yield* named(node);
  }
}

function* pattern(node: ts.RegularExpressionLiteral): Generator<Mistake> {
  const [, inside = "", flags = ""] = /^\/(.*)\/(\w*)$/s.exec(node.text) ?? [];
  const others = [
    `${inside}x`,
    ...(inside.startsWith("^") ? [inside.slice(1)] : []),
    ...(inside.endsWith("$") ? [inside.slice(0, -1)] : []),
    ...(flags.includes("g") ? [`${inside}/${flags.replace("g", "")}`] : []),
  ];
  for (const other of others) {
    const isWhole = other.startsWith(`${inside}/`);
    yield changed("pattern", node, isWhole ? `/${other}` : `/${other}/${flags}`);
  }
}

/** Calls something by another name, or asks without minding that it may not be there. */
function* named(node: ts.Node): Generator<Mistake> {
  if (ts.isPropertyAssignment(node) && ts.isIdentifier(node.name)) {
    yield changed("member", node.name, `${node.name.text}x`);
  } else if (ts.isShorthandPropertyAssignment(node)) {
    yield changed("member", node, `${node.name.text}x: ${node.name.text}`);
  } else if (ts.isPropertyAccessExpression(node)) {
    const other = EXCHANGED.get(node.name.text as "some");
    if (other !== undefined) {
      yield changed("method", node.name, other);
    }
  }
  const chained = node as { readonly questionDotToken?: ts.Node };
  if (chained.questionDotToken && !ts.isCallExpression(node)) {
    const isNamed = ts.isPropertyAccessExpression(node);
    yield changed("optional", chained.questionDotToken, isNamed ? "." : "");
  }
}

// -- answers ----------------------------------------------------------------------------

interface Module {
  readonly source: ts.SourceFile;
  readonly all: readonly Mistake[];
}

const MODULES = new Map<string, Module>();

function moduleOf(path: string): Module {
  let found = MODULES.get(path);
  if (!found) {
    const text = readFileSync(path, "utf-8");
    const source = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true);
    found = { source, all: [...mistakes(source)] };
    MODULES.set(path, found);
  }
  return found;
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, " ");
  return line.length < 70 ? line : `${line.slice(0, 69)}…`;
}

function mutant(path: string, number: number): object {
  const { source, all } = moduleOf(path);
  const one = all[number];
  if (!one) {
    throw new RangeError(`${path} has ${all.length} mutants`);
  }
  const { kind, start, end, text } = one;
  const old = source.text.slice(start, end);
  return {
    kind,
    line: source.getLineAndCharacterOfPosition(start).line + 1,
    told: `${shortened(old)} -> ${text && text !== ";" ? shortened(text) : "nothing"}`,
    source: source.text.slice(0, start) + text + source.text.slice(end),
  };
}

interface Asked {
  /** The file that is meant. */
  readonly path: string;
  /** Which mutant is wanted; without it, the kinds of all. */
  readonly number?: number;
}

function answer({ path, number }: Asked): object {
  return number === undefined
    ? { kinds: moduleOf(path).all.map((one) => one.kind) }
    : mutant(path, number);
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(answer(JSON.parse(line) as Asked))}\n`);
}
