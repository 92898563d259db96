/** What users may write. */

import {
  ApiError,
  BitcoinClient,
  calls,
  Decimal,
  DecodeError,
  errors,
  other,
  types as t,
} from "../../../../generated/clients/typescript/bitcoin-client/index.ts";
import {
  BitDustClient,
  type types as d,
} from "../../../../generated/clients/typescript/bitdust-client/index.ts";
import {
  IconClient,
  types as i,
} from "../../../../generated/clients/typescript/icon-client/index.ts";
import {
  MtGoxClient,
  webhooks,
} from "../../../../generated/clients/typescript/mtgox-client/index.ts";

/** Holds for two types that are the same. */
type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(_: Same<A, B>): void => undefined;

const node = new BitcoinClient();
const icon = new IconClient("http://127.0.0.1:9000", { channel: "icon_dex" });

/** A value that decides a result's shape. */
export async function blocks(hash: t.BlockHash, level: t.Verbosity): Promise<void> {
  const usual = await node.getblock({ hash });
  const raw = await node.getblock({ hash, verbosity: 0 });
  const whole = await node.getblock({ hash, verbosity: 2 });
  const any = await node.getblock({ hash, verbosity: level });
  same<typeof usual, t.Block>(true);
  same<typeof raw, t.RawBlock>(true);
  same<typeof whole, t.BlockWithTransactions>(true);
  same<typeof any, t.RawBlock | t.Block | t.BlockWithTransactions>(true);
  const weight: t.Block["weight"] = usual.weight;
  console.log(weight?.toFixed());
}

/** Slots that keep their types, however many there are. */
export async function batches(): Promise<void> {
  const [height, balance, info] = await node.batch([
    calls.getblockcount(),
    calls.getbalance(),
    calls.getmininginfo(),
  ]);
  const count: number = height.result();
  const amount: t.BtcAmount = balance.result();
  console.log(count + 1, amount.plus(new Decimal("1")), info.result().blocks);
  const many = await node.batch(
    [1, 2, 3].map((one) => calls.getblockhash({ index: one })),
  );
  console.log(many.map((slot) => slot.result().length));
}

/** Units: plain numbers take part, and other units do not. */
export async function units(address: string): Promise<i.Loop> {
  const balance = await icon.icxGetBalance({ address });
  const twice: bigint = balance * 2n;
  const gift: i.Loop = 10n;
  console.log(i.Loop.toDecimal(balance + gift), twice);
  return i.Loop.fromDecimal("0.5");
}

/** Alternatives that a sibling tells apart. */
export function told(transaction: i.Transaction): string {
  switch (transaction.dataType) {
    case "call":
      return transaction.data?.method ?? "";
    case "deploy":
      return transaction.data?.contentType ?? "";
    case "deposit":
      return transaction.data?.action ?? "";
    default:
      return "";
  }
}

/** Unions that a member tells apart. */
export async function received(headers: Headers, body: Uint8Array): Promise<string> {
  const ipn = await webhooks.IPN.receive(headers, body, { secret: "…" });
  switch (ipn.status) {
    case "paid":
      return `${ipn.amount} ${ipn.currency}`;
    case "partial":
      return String(ipn.amountPending);
    default:
      return ipn.data ?? "";
  }
}

/** Codes that tell errors apart. */
export async function failing(): Promise<string> {
  try {
    await node.getblock(
      { hash: "00" },
      { timeoutMs: 5000, signal: AbortSignal.timeout(9) },
    );
  } catch (error) {
    if (errors.isKnown(error)) {
      switch (error.code) {
        case -5:
          console.log(error.code satisfies -5);
          return error.name;
        default:
          return error.message;
      }
    }
    if (error instanceof ApiError) {
      return String(error.code);
    }
    if (error instanceof DecodeError) {
      return error.path.join(".");
    }
    throw error;
  }
  return "";
}

/** Words that the client does not know yet. */
export function category(entry: t.Category): boolean {
  const odd: t.Category = other("sent-by-somebody");
  return entry === "send" || entry === odd;
}

/** Pushes and streams. */
export async function follow(): Promise<void> {
  const engine = new BitDustClient("ws://127.0.0.1:8280", {
    apiSecret: () => "x",
  });
  for await (const change of engine.models("correspondent")) {
    same<typeof change.data, d.Correspondent>(true);
    console.log(change.push.created);
  }
}

export async function trade(): Promise<void> {
  const market = new MtGoxClient("https://data.mtgox.com", {
    key: "…",
    secret: "…",
    signWith: "v1_tonce",
  });
  const order = {
    pair: "BTCUSD",
    type: "bid",
    amountInt: 100_000_000n,
  } as const;
  await market.orderAdd({ ...order, priceInt: undefined });
}
