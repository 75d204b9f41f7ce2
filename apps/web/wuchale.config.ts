// What of the page is put into other languages, and where its catalogues lie; docs/decisions/0023 says why so.
import { adapter as svelte, svelteKitDefaultHeuristic } from "@wuchale/svelte";
import { defineConfig, type HeuristicFunc } from "wuchale";
import { adapter as vanilla } from "wuchale/adapter-vanilla";

const ui = "../../packages/ui/src";
const core = "../../packages/core/src";

// Names of keys are compared with, never shown.
const keyName = /^(?:Escape|Enter|Arrow\w+|Control\+.+)$/u;

// Those of elements, and those of our own components.
const shownAttributes = new Set(["aria-label", "label", "placeholder", "title", "what"]);

/** Words that a person reads: whole sentences, and parts of them, which have a space in them. */
const isRead: HeuristicFunc = (message) => {
  const text = message.msgStr.join(" ");
  if (keyName.test(text) || (text.startsWith("(") && text.includes(": "))) return false;
  const { attribute = "", file, funcName } = message.details;
  // What a module makes when it is loaded would be made before any words are here.
  if (file.endsWith(".ts") && (funcName ?? null) === null) return false;
  if (shownAttributes.has(attribute)) return /\p{L}{2}/u.test(text) ? "message" : false;
  const usual = svelteKitDefaultHeuristic(message);
  if (usual || message.details.scope !== "script") return usual === "url" ? false : usual;
  if (message.details.call?.startsWith("console.")) return false;
  return / /u.test(text) && /\p{L}{2}/u.test(text) ? "message" : false;
};

export default defineConfig({
  locales: ["en", "de", "es"],
  localesDir: "src/locales",
  ai: null,
  logLevel: "warn",
  adapters: {
    page: svelte({
      loader: "custom",
      // Drawings have no words.
      files: { include: ["src/**/*.svelte", `${ui}/**/*.svelte`], ignore: `${ui}/brand/*.svelte` },
      heuristic: isRead,
      // The loader's runtime is one for all languages and reads them reactively by itself.
      runtime: { reactive: { wrapInit: (expression) => expression } },
    }),
    words: vanilla({
      loader: "custom",
      files: [
        `${ui}/**/*words.ts`,
        `${ui}/fields/text-file.ts`,
        `${ui}/history/run-history.svelte.ts`,
        `${ui}/large-model/backend-options-with-large-model.ts`,
        `${ui}/long-runs/follow-runs.svelte.ts`,
        `${ui}/models/device-models.svelte.ts`,
        `${ui}/outputs/{answer-file,percent,tones,view-text}.ts`,
        `${ui}/sessions/field-values.ts`,
        `${ui}/status/{backend-options,colophon}.ts`,
        `${ui}/workbench/themes.ts`,
        `${core}/contract/reason-words.ts`,
        `${core}/endpoint/refusal-words.ts`,
        `${core}/tasks/number-bounds.ts`,
        "src/lib/browser/run-notices.ts",
      ],
      heuristic: isRead,
    }),
  },
});
