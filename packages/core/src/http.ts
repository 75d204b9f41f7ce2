// The door to what our server says before any run: its errors as replies, who asked for a page, and what callers hold.
export { prefersHtml } from "./http/kit/accepted-type.ts";
export { callerAddress, connectedCaller } from "./http/kit/caller-address.ts";
export { isLoopback } from "./http/kit/origin.ts";
export { type Problem, problemHeaders, toProblem } from "./http/kit/problem.ts";
export { Shares } from "./runtime/shares.ts";
