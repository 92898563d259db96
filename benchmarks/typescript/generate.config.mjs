/** Makes the clients that ours is measured beside: one that trusts replies, two that check them. */
const plugins = (validator) => [
  "@hey-api/typescript",
  "@hey-api/client-fetch",
  ...(validator ? [validator] : []),
  { name: "@hey-api/sdk", ...(validator ? { validator } : {}) },
];

export default ["", "zod", "valibot"].map((validator) => ({
  input: "./bigchaindb.openapi.json",
  output: `${process.env.OUTPUT}/${validator || "plain"}`,
  plugins: plugins(validator),
}));
