/** A program that was written from the guide and the reference alone. */

import {
  ApiError,
  calls,
  Decimal,
  errors,
  MtGoxClient,
  SignatureError,
  types as g,
  webhooks,
} from "../../../../generated/clients/typescript/mtgox-client/index.ts";

const open = new MtGoxClient();
const mine = new MtGoxClient("https://data.mtgox.com", {
  key: "k",
  secret: "c2VjcmV0",
});

const ticker = await open.ticker({ pair: "BTCUSD" });
console.log(
  String(ticker.last.value),
  ticker.last.valueInt,
  ticker.last.currency,
  ticker.last.display,
);
const depth = await open.depthFull({ pair: "BTCUSD" });
for (const row of depth.asks.slice(0, 3)) {
  console.log(String(row.price), String(row.amount), row.stamp);
}
const since: bigint | undefined = undefined;
for (const trade of await open.trades({ pair: "BTCUSD", since })) {
  console.log(trade.tid, String(trade.price), trade.tradeType, trade.date);
}
const info = await mine.info();
for (const [currency, wallet] of Object.entries(info.wallets)) {
  console.log(currency, String(wallet?.balance.value));
}
const amount: g.AmountInt = g.AmountInt.fromDecimal("0.5", "BTC");
try {
  const oid = await mine.orderAdd({ pair: "BTCUSD", type: "bid", amountInt: amount });
  console.log(oid);
} catch (error) {
  if (error instanceof ApiError) console.log(error.code, error.message);
  else throw error;
}
for (const order of await mine.orders()) {
  console.log(order.oid, order.type, order.status, String(order.amount.value));
}
const reply = await mine.reply(calls.info());
console.log(
  reply.beside,
  new Decimal("1").plus(ticker.last.value).toString(),
  errors.isKnown(1),
);
export async function shop(request: Request): Promise<Response> {
  try {
    const told = await webhooks.IPN.receive(
      request.headers,
      new Uint8Array(await request.arrayBuffer()),
      { secret: "x" },
    );
    console.log(told.status);
  } catch (error) {
    if (error instanceof SignatureError) return new Response(null, { status: 403 });
    throw error;
  }
  return new Response(webhooks.IPN.acknowledgement.body);
}
