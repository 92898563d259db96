/** What users may not write: each line that a comment marks has an error. */

import {
  BitcoinClient,
  calls,
  Decimal,
  types as t,
} from "../../../../generated/clients/typescript/bitcoin-client/index.ts";
import {
  IconClient,
  type types as i,
} from "../../../../generated/clients/typescript/icon-client/index.ts";

const node = new BitcoinClient();
const icon = new IconClient();

export async function misuse(
  loop: i.Loop,
  steps: i.Steps,
  block: t.Block,
): Promise<void> {
  // error: an amount is never a number
  await node.sendtoaddress({ bitcoinaddress: "x", amount: 0.1 });
  // error: coins are not fees per kilobyte
  const fee: t.FeePerKilobyte = t.BtcAmount.fromMinor(1n);
  // error: loop are not steps
  const wrong: i.Steps = loop;
  // error: a parameter is missing
  await node.getblock({});
  // error: there is no such parameter
  await node.getblock({ hash: "00", verbose: 1 });
  // error: a raw block has no members
  console.log((await node.getblock({ hash: "00", verbosity: 0 })).height);
  // error: a member that may be missing
  const weight: number = block.weight;
  // error: records stay as they are
  block.height = 7;
  // error: nobody knows this word
  const category: t.Category = "sned";
  // error: there is no such dialect
  new BitcoinClient("http://127.0.0.1:8332", { dialect: "3.0" });
  // error: what is called decides its data
  await icon.icxCall({ to: "cx00", dataType: "deploy", data: { method: "x" } });
  // error: decimals are not added by signs
  console.log(new Decimal("1") + new Decimal("2"));
  const [height] = await node.batch([calls.getblockcount()]);
  // error: a height is a number
  const text: string = height.result();
  // error: a whole number of any size is a bigint
  await icon.icxGetBlockByHeight({ height: 7 });
  console.log(fee, wrong, weight, category, text, steps);
}
