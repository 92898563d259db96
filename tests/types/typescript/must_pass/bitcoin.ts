/** A program that was written from the guide and the reference alone. */

import {
  ApiError,
  BitcoinClient,
  calls,
  Decimal,
  DeadlineError,
  DecodeError,
  errors,
  TransportError,
  types as t,
  unknownMethod,
  type Settings,
} from "../../../../generated/clients/typescript/bitcoin-client/index.ts";
import { BitcoinConnection } from "../../../../generated/clients/typescript/bitcoin-client/connect.ts";

interface Spent {
  readonly txid: t.Txid;
  readonly amount: t.BtcAmount;
}

const settings: Settings = { timeoutMs: 5_000, deadlineMs: 30_000, resends: 1 };
const node = new BitcoinClient("http://127.0.0.1:8332", {
  username: "u",
  password: "p",
  ...settings,
});

async function lastBlocks(count: number): Promise<readonly t.Block[]> {
  const height = await node.getblockcount();
  const hashes = await node.batch(
    Array.from({ length: count }, (_, back) =>
      calls.getblockhash({ index: height - back }),
    ),
  );
  const made: t.Block[] = [];
  for (const slot of hashes) {
    made.push(await node.getblock({ hash: slot.result() }));
  }
  return made;
}

async function total(): Promise<Decimal> {
  let sum = new Decimal("0");
  for (const one of await node.listunspent({ minconf: 1 })) {
    sum = sum.plus(one.amount);
  }
  return sum;
}

async function pay(address: string, amount: string): Promise<string | undefined> {
  try {
    return await node.sendtoaddress({
      bitcoinaddress: address,
      amount: new Decimal(amount),
      comment: "rent",
    });
  } catch (error) {
    if (error instanceof errors.WalletInsufficientFunds) {
      console.log("too poor", error.message);
      return undefined;
    }
    if (errors.isKnown(error)) {
      switch (error.code) {
        case -5:
          console.log("no address", error.message);
          break;
        default:
          console.log(error.name, error.code);
      }
      return undefined;
    }
    if (
      error instanceof DeadlineError ||
      (error instanceof TransportError && error.maybeActed)
    ) {
      console.log("nobody knows");
    }
    throw error;
  }
}

const history: Spent[] = [];
for (const one of await node.listtransactions({ account: "*", count: 10 })) {
  if (one.category === "send" && one.txid !== undefined) {
    history.push({ txid: one.txid, amount: one.amount });
  }
}
const first = await node.getblock({
  hash: await node.getblockhash({ index: 0 }),
  verbosity: 2,
});
for (const tx of first.tx) {
  for (const out of tx.vout) {
    const minor: bigint = t.BtcAmount.toMinor(out.value);
    console.log(tx.txid, String(out.value), minor, out.scriptPubKey.type);
  }
}
console.log(
  t.UnixTime.toDate(first.time).toISOString(),
  String(await total()),
  await pay("x", "0.1"),
  history,
);
const blocks = await lastBlocks(3);
console.log(
  blocks.map((one) => one.height),
  (await node.getinfo()).balance?.toString(),
);
const pool: t.MempoolTxids = await node.getrawmempool({ verbose: false });
console.log("txids" in pool ? pool.txids.length : pool.length);
const odd = await node.send(unknownMethod("getblockchaininfo", []));
console.log(odd);
const reply = await node.reply(calls.getdifficulty());
console.log(reply.status, reply.raw, reply.headers?.get("content-type"));
const raw = await node.createrawtransaction({
  inputs: [{ txid: "00".repeat(32), vout: 0 }],
  outputs: { x: new Decimal("0.5") },
});
const signed = await node.signrawtransaction({ hexstring: raw });
if (signed.complete) {
  await node.sendrawtransaction({ hexstring: signed.hex });
}
const small = new BitcoinConnection("http://127.0.0.1:8332");
console.log(
  await small.send(calls.getblockcount(), { signal: AbortSignal.timeout(100) }),
);
try {
  await node.withScope({ wallet: "w" }).getbalance();
} catch (error) {
  if (error instanceof DecodeError) console.log(error.path);
  if (error instanceof ApiError && error.transient) console.log("later");
}
const parsed = t.BtcAmount.parse("0.10");
console.log(t.BtcAmount.stringify(parsed), parsed.compare(new Decimal("0.1")));
