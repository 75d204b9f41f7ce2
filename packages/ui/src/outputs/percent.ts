import { decimal } from "../text/language.svelte.ts";

/** A share as the page writes it: `73 %`; never 100 % of what is less, nor 0 % of what is more. */
export function percent(share: number): string {
  if (share > 0.995 && share < 1) return "over 99 %";
  if (share > 0 && share < 0.005) return "under 1 %";
  return `${decimal(share * 100)} %`;
}
