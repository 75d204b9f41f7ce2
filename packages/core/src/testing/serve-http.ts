import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/** A local HTTP server in front of a handler in web terms; `close` cuts its connections. */
export interface HttpServer {
  /** With a slash at its end. */
  readonly baseUrl: string;
  readonly close: () => Promise<void>;
}

/** Serves a handler on a free local port. The request's signal fires when the client goes away. */
export async function serveHttp(
  handle: (request: Request) => Promise<Response>,
): Promise<HttpServer> {
  const server = createServer((incoming, outgoing) => {
    void answer(handle, incoming, outgoing);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  if (port === undefined) throw new Error("The test server has no port.");
  return {
    baseUrl: `http://127.0.0.1:${port}/`,
    close: async () => {
      server.closeAllConnections();
      server.close();
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
  const chunks = await incoming.toArray();
  const response = await handle(
    new Request(new URL(incoming.url ?? "/", "http://127.0.0.1"), {
      method: incoming.method ?? "GET",
      headers: Object.entries(incoming.headers).flatMap(([name, value]): [string, string][] =>
        typeof value === "string" ? [[name, value]] : [],
      ),
      signal: gone.signal,
      ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
    }),
  );
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  const reader = response.body?.getReader();
  outgoing.on("close", () => {
    void reader?.cancel();
  });
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true };
    if (done) break;
    outgoing.write(value);
  }
  outgoing.end();
}
