// The address belongs to programs: only the server knows who asks for the page.
export const prerender = false;

// A redirect would lose the POST of a client that does not follow it.
export const trailingSlash = "ignore";
