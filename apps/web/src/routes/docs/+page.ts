// The page is nothing without its server, so it is not among those that are made to be kept offline.
export const prerender = false;
