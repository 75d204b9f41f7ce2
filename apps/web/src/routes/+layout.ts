// The pages hold nothing of a request: they are made once, and need no server to be shown again.
export const prerender = true;
