// Pages are made, and the API answers, in English.
import toRuntime, { type CatalogModule } from "wuchale/runtime";

const catalogues = import.meta.glob<CatalogModule>("./.wuchale/page.page.en.compiled.js", {
  eager: true,
});
const messages = toRuntime(Object.values(catalogues)[0], "en");

/** The messages in English; called by the compiled code. */
export const getRuntime = () => messages;
export const getRuntimeRx = () => messages;
