/** Values in a form that keeps apart what JavaScript keeps apart, for any client's classes. */

function nameOf(value: unknown): string {
  const kind = (value as { readonly constructor?: { readonly name: string } } | null)
    ?.constructor;
  return kind?.name ?? "";
}

/** Marks values that JSON would take for others. */
export function told(value: unknown): unknown {
  if (typeof value === "number" || typeof value === "bigint") {
    return { [typeof value]: String(value) };
  }
  if (nameOf(value) === "Decimal") {
    return { decimal: String(value) };
  }
  if (nameOf(value) === "JsonNumber") {
    return { digits: String(value) };
  }
  if (value instanceof Uint8Array) {
    const digits = Array.from(value, (byte) => byte.toString(16).padStart(2, "0"));
    return { bytes: digits.join("") };
  }
  if (Array.isArray(value)) {
    return value.map(told);
  }
  if (typeof value === "object" && value !== null) {
    const pairs = Object.entries(value).map(([name, item]) => [name, told(item)]);
    return { object: Object.fromEntries(pairs) };
  }
  return value === undefined ? { undefined: true } : value;
}
