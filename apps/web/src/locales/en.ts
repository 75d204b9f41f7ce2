// English: the catalogue alone, since the tasks' own words are English.
import type { Catalogues } from "./catalogue.ts";

export const catalogues: Catalogues = import.meta.glob("./.wuchale/page.page.en.compiled.js", {
  eager: true,
});
