import type { ClientInit } from "@sveltejs/kit/hooks";
import { showLanguage } from "#lib/browser/language.ts";
import { trustOwnScripts } from "#lib/browser/trust-own-scripts.ts";

/** Runs before the first page does. */
export const init: ClientInit = async () => {
  trustOwnScripts();
  const root = document.documentElement;
  // Without the words of another language the page is what it was made as.
  await showLanguage(root.lang).catch(() => showLanguage("en"));
};
