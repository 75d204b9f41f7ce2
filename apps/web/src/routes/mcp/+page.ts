// The address belongs to programs: only the server knows who asks for the page.
export const prerender = false;
