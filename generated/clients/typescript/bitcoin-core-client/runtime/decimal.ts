/**
 * Exact decimal fractions.
 *
 * The rest of the client needs four things of this file: the type `Decimal`, `isDecimal`,
 * `readDecimal` and `writeDecimal`. To use a library of your own, replace the file by one
 * that gives these four, such as this for big.js:
 *
 *     import Big from "big.js";
 *     export type Decimal = Big;
 *     export const isDecimal = (value: unknown): value is Decimal => value instanceof Big;
 *     export const readDecimal = (text: string): Decimal => new Big(text);
 *     export const writeDecimal = (value: Decimal): string => value.toFixed();
 *
 * @module
 */

const FORM = /^(-?)([0-9]{1,1000})(?:\.([0-9]{1,1000}))?(?:[eE]([-+]?[0-9]{1,3}))?$/;

/** A decimal fraction with all its digits, which nothing rounds. */
export class Decimal {
  /** All digits as one whole number. */
  readonly digits: bigint;
  /** How many of them stand after the point. */
  readonly scale: number;

  /**
   * Takes a text such as `"0.00000001"`, or a whole number of the smallest unit and how
   * many digits that is below the point. A `number` is not exact.
   */
  constructor(value: string | bigint, scale = 0) {
    if (typeof value === "bigint") {
      this.digits = value;
      this.scale = scale;
      return;
    }
    const found = typeof value === "string" ? FORM.exec(value) : null;
    if (found === null) {
      throw new TypeError(`${JSON.stringify(value)} is not a decimal fraction as text`);
    }
    const [, sign = "", before = "", after = "", exponent = "0"] = found;
    const digits = BigInt(`${sign}${before}${after}`);
    const places = after.length - Number(exponent);
    this.digits = places < 0 ? digits * 10n ** BigInt(-places) : digits;
    this.scale = Math.max(places, 0);
  }

  /** Counts in the smallest unit, exactly: surplus digits throw. */
  toMinor(scale: number): bigint {
    if (scale >= this.scale) {
      return this.digits * 10n ** BigInt(scale - this.scale);
    }
    const surplus = 10n ** BigInt(this.scale - scale);
    if (this.digits % surplus !== 0n) {
      throw new TypeError(
        `${String(this)} has more than ${scale} digits after the point`,
      );
    }
    return this.digits / surplus;
  }

  plus(other: Decimal): Decimal {
    const scale = Math.max(this.scale, other.scale);
    return new Decimal(this.toMinor(scale) + other.toMinor(scale), scale);
  }

  minus(other: Decimal): Decimal {
    const scale = Math.max(this.scale, other.scale);
    return new Decimal(this.toMinor(scale) - other.toMinor(scale), scale);
  }

  times(other: Decimal): Decimal {
    return new Decimal(this.digits * other.digits, this.scale + other.scale);
  }

  /** Gives -1, 0 or 1, as sorting wants it; 1.0 and 1 are equal. */
  compare(other: Decimal): -1 | 0 | 1 {
    const difference = this.minus(other).digits;
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  }

  equals(other: Decimal): boolean {
    return this.compare(other) === 0;
  }

  /** Plain notation with all digits, never an exponent. */
  toString(): string {
    const sign = this.digits < 0n ? "-" : "";
    const all = String(this.digits)
      .replace("-", "")
      .padStart(this.scale + 1, "0");
    const point = all.length - this.scale;
    const after = all.slice(point);
    return `${sign}${all.slice(0, point)}${after && `.${after}`}`;
  }

  toJSON(): string {
    return this.toString();
  }

  /** `a + b` and `a < b` would work on texts or on floats, so they throw. */
  [Symbol.toPrimitive](hint: string): string {
    if (hint !== "string") {
      throw new TypeError("use plus, minus, times and compare of a Decimal");
    }
    return this.toString();
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `Decimal(${String(this)})`;
  }
}

export const isDecimal = (value: unknown): value is Decimal => value instanceof Decimal;

/** Reads the digits of JSON, which may have an exponent. */
export const readDecimal = (text: string): Decimal => new Decimal(text);

/** Writes plain notation with all digits. */
export const writeDecimal = (value: Decimal): string => value.toString();
