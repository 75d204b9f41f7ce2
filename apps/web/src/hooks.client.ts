import type { ClientInit } from "@sveltejs/kit/hooks";
import { trustOwnScripts } from "#lib/browser/trust-own-scripts.ts";

/** Runs before the first page does. */
export const init: ClientInit = () => {
  trustOwnScripts();
};
