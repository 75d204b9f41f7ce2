// A plain Node server in front of a handler in web terms, as the product's own entry is one: streams
// are flushed as they come, a reader that is behind is waited for, and a hang-up is passed on.
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** A server under test. */
export interface HttpServer {
  /** Without a slash at its end. */
  readonly rootUrl: string;
  /** Cuts every connection with a TCP reset; the server goes on. */
  resetConnections(): void;
  close(): Promise<void>;
}

interface ServeOptions {
  /** 0 for any free one. */
  readonly port?: number;
}

/** Serves a handler on 127.0.0.1. */
export async function serveHttp(
  handle: (request: Request) => Promise<Response>,
  { port = 0 }: ServeOptions = {},
): Promise<HttpServer> {
  const sockets = new Set<Socket>();
  const server = createServer((incoming, outgoing) => {
    void answer(handle, incoming, outgoing);
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || !address) throw new Error("The test server has no port.");
  return {
    rootUrl: `http://127.0.0.1:${address.port}`,
    resetConnections() {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

async function answer(
  handle: (request: Request) => Promise<Response>,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  outgoing.on("close", () => {
    gone.abort();
  });
  const response = await handle(await toRequest(incoming, gone.signal));
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.flushHeaders();
  const reader = response.body?.getReader();
  outgoing.on("close", () => void reader?.cancel().catch(() => undefined));
  try {
    for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
      if (!outgoing.write(part.value)) await once(outgoing, "drain", { signal: gone.signal });
    }
    outgoing.end();
  } catch {
    // The handler broke the stream off, or the reader went away while it was waited for.
    outgoing.destroy();
  }
}

async function toRequest(incoming: IncomingMessage, signal: AbortSignal): Promise<Request> {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers.set(name, String(value));
  }
  const { method = "GET" } = incoming;
  const body = Buffer.concat(await incoming.toArray());
  const url = new URL(incoming.url ?? "/", `http://${incoming.headers.host ?? "127.0.0.1"}`);
  return new Request(url, { method, headers, signal, ...(body.length > 0 ? { body } : {}) });
}
