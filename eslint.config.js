import js from "@eslint/js";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";

const inCore = "packages/core/src/**";

/** The folders of core from low to high; each imports only from itself and from those before it. */
const coreFolders = [
  "contract",
  "runtime",
  "text",
  "models",
  "tasks",
  "endpoint",
  "backends",
  "router",
  "runs",
  "sources",
  "http",
];

/** What only tests load. */
const coreTests = [
  `${inCore}/*.test.ts`,
  `${inCore}/*-fixture.ts`,
  `${inCore}/testing/**`,
  `${inCore}/conformance/**`,
];

/** The import rule: core knows no workspace package and no Svelte, ui knows core, only the app's server knows core's server door. */
function forbidden(...patterns) {
  return { "no-restricted-imports": ["error", { patterns }] };
}

const noFramework = {
  group: ["svelte", "svelte/*", "$app/*"],
  message: "Core knows no framework.",
};

const noPackage = {
  group: ["@pilotlight/*"],
  message: "Core imports no workspace package, nor itself by name.",
};

/** The order of core's folders, for one of them: no import of any kind leads upwards, nor to what only tests load. */
function coreOrder(folder) {
  const higher = coreFolders.slice(coreFolders.indexOf(folder) + 1);
  const upwards = `^(?:\\.\\.?/)+(?:${[...higher, "(?:.*/)?testing"].join("|")})/`;
  const message = `${folder}/ imports only ${coreFolders.slice(0, coreFolders.indexOf(folder) + 1).join(", ")}, and nothing that is for tests.`;
  const selector = `:matches(ImportExpression, TSImportType)[source.value=/${upwards.replaceAll("/", "\\/")}/]`;
  return {
    files: [`packages/core/src/${folder}/**`],
    ignores: coreTests,
    rules: {
      ...forbidden(noFramework, noPackage, { regex: upwards, message }),
      "no-restricted-syntax": ["error", { selector, message }],
    },
  };
}

const serverDoor = {
  group: ["@pilotlight/core/server", "@pilotlight/core/faces"],
  message: "Only apps/web/src/lib/server may import the doors of the server.",
};

export default ts.config(
  {
    ignores: [
      "**/node_modules/",
      "**/build/",
      "**/build-static/",
      "**/.svelte-kit/",
      "**/dist/",
      ".tools/",
      "apps/web/static/",
      "bench/out/",
    ],
  },
  js.configs.recommended,
  ...ts.configs.strictTypeChecked,
  ...svelte.configs.recommended,
  {
    languageOptions: {
      globals: { ...globals.browser, ...globals.node, __HAS_SERVER__: "readonly" },
      parserOptions: {
        projectService: { allowDefaultProject: ["*.js", "scripts/*.mjs"] },
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: [".svelte"],
      },
    },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      // `typeof import("…")` is how a lazily loaded library gets its type.
      "@typescript-eslint/consistent-type-imports": ["error", { disallowTypeAnnotations: false }],
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
    // Types are cast where data crosses the border, and nowhere else.
    files: ["**/*.ts", "**/*.svelte"],
    ignores: ["**/parse-*.ts", "**/decode-*.ts", "**/*.test.ts", "**/*.spec.ts"],
    rules: {
      "@typescript-eslint/consistent-type-assertions": ["error", { assertionStyle: "never" }],
    },
  },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { parserOptions: { parser: ts.parser } },
  },
  { files: ["**/*.js", "**/*.mjs"], extends: [ts.configs.disableTypeChecked] },
  {
    files: [inCore],
    rules: forbidden(noFramework, noPackage),
  },
  ...coreFolders.map(coreOrder),
  {
    // The local SageMaker knows nothing of core: core's tests may be tried on it.
    files: [`${inCore}/*.test.ts`, `${inCore}/testing/**`],
    rules: forbidden(noFramework, {
      group: ["@pilotlight/*", "!@pilotlight/sagemaker-local"],
      message: "Core's tests import no workspace package but sagemaker-local.",
    }),
  },
  {
    files: ["packages/ui/src/**"],
    rules: forbidden({
      group: [
        "@pilotlight/core/http",
        "@pilotlight/core/server",
        "@pilotlight/core/faces",
        "@pilotlight/core/worker",
        "@pilotlight/core/browser",
        "$app/*",
      ],
      message: "ui knows the shared door of core only.",
    }),
  },
  {
    files: ["apps/web/src/**"],
    ignores: ["apps/web/src/lib/server/**"],
    rules: forbidden(serverDoor),
  },
);
