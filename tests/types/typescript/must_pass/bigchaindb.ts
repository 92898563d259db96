/** A program that was written from the guide and the reference alone. */

import {
  ApiError,
  BigchainDBClient,
  calls,
  errors,
  types as t,
} from "../../../../generated/clients/typescript/bigchaindb-client/index.ts";

const chain = new BigchainDBClient();
const info = await chain.getInfo();
console.log(info.software, info.version, info.keyring.length, info.publicKey);
async function status(txId: string): Promise<t.TransactionStatus | undefined> {
  try {
    return (await chain.getTransactionStatus({ txId })).status;
  } catch (error) {
    if (error instanceof errors.TransactionNotFound) return undefined;
    throw error;
  }
}
const found = await chain.getTransaction({ txId: "00".repeat(32) });
for (const condition of found.transaction.conditions) {
  const { details } = condition.condition;
  if (details.typeId === t.ConditionType.ED25519)
    console.log(details.publicKey, details.signature);
  else if (details.typeId === t.ConditionType.THRESHOLD_SHA_256)
    console.log(details.threshold, details.subfulfillments?.length);
  console.log(condition.ownersAfter, condition.cid);
}
for (const one of found.transaction.fulfillments) {
  console.log(one.input?.txid, one.ownersBefore);
}
const body: t.TransactionBody = {
  ...found.transaction,
  operation: "TRANSFER",
  timestamp: Math.floor(Date.now() / 1000),
  data: { payload: { a: 1 }, uuid: found.transaction.data.uuid },
};
try {
  const pushed = await chain.postTransaction({
    transaction: { id: found.id, transaction: body },
  });
  console.log(pushed.assignee, pushed.id, await status(pushed.id));
} catch (error) {
  if (error instanceof ApiError) console.log(error.status, error.message);
}
console.log(
  t.UnixTime.toDate(found.transaction.timestamp),
  (await chain.reply(calls.getInfo())).raw,
);
