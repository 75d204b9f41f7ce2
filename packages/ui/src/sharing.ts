// Links and frames that show a tab elsewhere. A door of its own: few visits need it.
export { reportHeight } from "./sharing/embed-snippet.ts";
export { readShareLink, readSharedAnswer } from "./sharing/share-link.ts";
export { default as ShareTools } from "./sharing/ShareTools.svelte";
