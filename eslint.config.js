// The lint of the components, `.svelte` and `.svelte.ts`; everything else is oxlint's (.oxlintrc.json), with the same rules.
import js from "@eslint/js";
import { defineConfig } from "eslint/config";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";

const files = ["**/*.svelte", "**/*.svelte.ts"];

export default defineConfig(
  {
    ignores: [
      "**/node_modules/",
      "**/build/",
      "**/build-static/",
      "**/.svelte-kit/",
      "**/.svelte-check/",
      "**/dist/",
    ],
  },
  {
    files,
    extends: [js.configs.recommended, ts.configs.strictTypeChecked, svelte.configs.recommended],
    languageOptions: {
      globals: { ...globals.browser, __HAS_SERVER__: "readonly" },
      parserOptions: {
        parser: ts.parser,
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: [".svelte"],
      },
    },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      // `typeof import("…")` is how a lazily loaded library gets its type.
      "@typescript-eslint/consistent-type-imports": ["error", { disallowTypeAnnotations: false }],
      // Types are cast where data crosses the border, and nowhere else.
      "@typescript-eslint/consistent-type-assertions": ["error", { assertionStyle: "never" }],
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      eqeqeq: "error",
      "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }],
      "max-params": ["error", 4],
      // An async function without await is how a throw becomes the rejection that an interface promises.
      "@typescript-eslint/require-await": "off",
    },
  },
  {
    files: ["packages/ui/src/**"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              group: ["@pilotlight/core/*", "$app/*"],
              message: "ui knows the shared door of core only.",
            },
          ],
        },
      ],
    },
  },
  {
    files: ["apps/web/src/**"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              group: ["@pilotlight/core/server", "@pilotlight/core/faces"],
              message: "Only apps/web/src/lib/server may import the doors of the server.",
            },
          ],
        },
      ],
    },
  },
);
