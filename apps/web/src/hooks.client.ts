import type { ClientInit } from "@sveltejs/kit/hooks";
// First: core's words import the loader of the languages, which reads core's tasks when it is loaded.
import { showLanguage } from "#lib/browser/language.ts";
import { yieldToMessages } from "@pilotlight/core";
import { trustOwnScripts } from "#lib/browser/trust-own-scripts.ts";

/** Runs before the first page does. */
export const init: ClientInit = async () => {
  trustOwnScripts();
  const root = document.documentElement;
  // Without the words of another language the page is what it was made as.
  await showLanguage(root.lang).catch(() => showLanguage("en"));
  // Making the page alive is long enough by itself: what was loaded until here is a task of its own.
  await yieldToMessages();
};
