import type { Plugin } from "vite";
import { alwaysHeaders } from "../server/security-headers.ts";

/** Gives `vite dev` the isolation headers on every response; its own setting misses Kit's files. */
export function devHeaders(): Plugin {
  return {
    name: "pilotlight-dev-headers",
    configureServer(server) {
      server.middlewares.use((_request, response, next) => {
        for (const [name, value] of Object.entries(alwaysHeaders)) response.setHeader(name, value);
        next();
      });
    },
  };
}
