/** Makes the clients that ours is measured beside: one that trusts replies, two that check them. */
const plugins = (validator) => [
  "@hey-api/typescript",
  "@hey-api/client-fetch",
  ...(validator ? [validator] : []),
  { name: "@hey-api/sdk", ...(validator ? { validator } : {}) },
];

const apis = ["bigchaindb", "mtgox", "bitdust"];
const read = (api) => `../../generated/interop/${api}/openapi.json`;

export default apis.flatMap((api) =>
  ["", "zod", "valibot"].map((validator) => ({
    input: read(api),
    output: `${process.env.OUTPUT}/${api}/${validator || "plain"}`,
    plugins: plugins(validator),
  })),
);
