import tseslint from "typescript-eslint";

/** What generated TypeScript and its runtime are held to. */
export default tseslint.config({
  files: ["**/*.ts"],
  extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
  languageOptions: {
    parserOptions: { project: "./tsconfig.json", tsconfigRootDir: import.meta.dirname },
  },
  rules: {
    // What travels is indexed by names that the spec has, in either style.
    "@typescript-eslint/consistent-indexed-object-style": "off",
    "@typescript-eslint/consistent-type-definitions": "off",
    // A code or a count in a message is as good as a text.
    "@typescript-eslint/restrict-template-expressions": [
      "error",
      { allowNumber: true, allowAny: false, allowBoolean: true },
    ],
  },
});
