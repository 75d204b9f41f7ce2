// What the tests of the server share.
import type { Server } from "node:http";
import { createLog } from "../src/lib/server/log.ts";
import { createAppServer, type Handler } from "./create-server.ts";
import { listen } from "./listen.ts";
import type { StaticFiles } from "./static-files.ts";

const servers: Server[] = [];

/** Closes the servers of a test. */
export function closeStarted(): void {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
}

/** A server around a handler, on a free port. */
export async function startAppServer(
  handler: Handler,
  files: Partial<StaticFiles> = {},
  options: Partial<Parameters<typeof createAppServer>[0]> = {},
) {
  const lines: string[] = [];
  const server = createAppServer({
    handler,
    files: { immutable: new Set(), revalidated: new Set(), prerendered: new Set(), ...files },
    log: createLog("error", { write: (line) => lines.push(line) }),
    ...options,
  });
  servers.push(server);
  const listening = await listen(server, { port: 0, host: "127.0.0.1" });
  if (!listening.ok) throw new Error(listening.message);
  return { server, url: listening.url, lines };
}
