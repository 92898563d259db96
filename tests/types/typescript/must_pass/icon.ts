/** A program that was written from the guide and the reference alone. */

import {
  ApiError,
  calls,
  Decimal,
  errors,
  fromHex,
  IconClient,
  other,
  toHex,
  types as t,
} from "../../../../generated/clients/typescript/icon-client/index.ts";

const icon = new IconClient("http://127.0.0.1:9000", { headers: { "X-App": "x" } });

function describe(tx: t.Transaction): string {
  switch (tx.dataType) {
    case "call":
      return `calls ${tx.data?.method ?? "?"}`;
    case "deploy":
      return `deploys ${tx.data?.contentType ?? "?"}`;
    case "message":
      return "says something";
    default:
      return "moves ICX";
  }
}

async function balance(address: string): Promise<Decimal> {
  const loop: t.Loop = await icon.icxGetBalance({ address });
  return t.Loop.toDecimal(loop);
}

async function wait(txHash: Uint8Array): Promise<t.TransactionResult | undefined> {
  for (let tries = 0; tries < 5; tries += 1) {
    try {
      return await icon.icxGetTransactionResult({ txHash });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      console.log(error.code, error.message, error.data);
    }
  }
  return undefined;
}

const last = await icon.icxGetLastBlock();
console.log(last.height, toHex(last.blockHash));
for (const tx of last.confirmedTransactionList) {
  console.log(describe(tx as t.Transaction));
}
const hash = fromHex("00".repeat(32));
const result = await wait(hash);
if (result?.status === 1) {
  console.log(result.stepUsed, String(t.Loop.toDecimal((result.stepPrice ?? 0n) * 1n)));
} else if (result?.failure) {
  console.log(result.failure.code === t.FailureCode.REVERTED, result.failure.message);
}
const name = await icon.icxCall({
  to: "cx0000000000000000000000000000000000000000",
  dataType: "call",
  data: { method: "getName", params: {} },
});
console.log(name);
console.log(
  await balance("hx0000000000000000000000000000000000000000"),
  await icon.icxGetTotalSupply(),
);
const apis = await icon.icxGetScoreApi({
  address: "cx0000000000000000000000000000000000000000",
});
for (const api of apis) {
  console.log(api.type, api.name, api.inputs?.length);
}
const sent = await icon.icxSendTransaction({
  version: 3n,
  from: "hx0000000000000000000000000000000000000000",
  to: "hx0000000000000000000000000000000000000001",
  value: t.Loop.fromDecimal("1.5"),
  stepLimit: 100_000n,
  timestamp: Date.now() * 1000,
  nid: 1n,
  nonce: 1n,
  signature: new Uint8Array(65),
});
console.log(toHex(sent), other("x"));
const [a, b] = await icon.batch([calls.icxGetLastBlock(), calls.icxGetTotalSupply()]);
console.log(a.result().height, b.result(), errors.isKnown(a.error));
icon.close();
