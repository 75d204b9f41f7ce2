// The pages hold nothing of a request: they are made once, and need no server to be shown again.
export const prerender = true;

// A host of plain files finds a page in its folder; our own server knows pages by their names.
export const trailingSlash = __HAS_SERVER__ ? "never" : "always";
