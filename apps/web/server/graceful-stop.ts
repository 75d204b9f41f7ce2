import { once } from "node:events";
import type { Server } from "node:http";

interface GracefulStopOptions {
  readonly server: Server;
  /** How long running work may go on. */
  readonly graceMs: number;
  /** Has the app's work finish within this time; also work that no connection waits for. */
  readonly finishWork: (graceMs: number) => Promise<void>;
  readonly onStopping: (openConnections: number) => void;
  readonly exit: (code: number) => void;
}

// For the last words of the work that was ended to reach their readers.
const flushMs = 1_000;

/**
 * A function that stops the server: no new connections, running work finishes within the grace time,
 * then exit 0. Called a second time it exits at once with 1.
 */
export function gracefulStop(options: GracefulStopOptions): () => void {
  const { server, graceMs, finishWork, onStopping, exit } = options;
  let isStopping = false;
  // A connection that is kept alive would hold the server open until its time-out.
  server.on("request", (_request, response) => {
    response.once("close", () => {
      if (!isStopping) return;
      setImmediate(() => {
        server.closeIdleConnections();
      });
    });
  });
  return () => {
    if (isStopping) {
      exit(1);
      return;
    }
    isStopping = true;
    server.getConnections((_error, count) => {
      onStopping(count);
    });
    const closed = once(server, "close");
    server.close();
    setTimeout(() => {
      server.closeAllConnections();
    }, graceMs + flushMs).unref();
    void Promise.all([closed, finishWork(graceMs)]).then(() => {
      exit(0);
    });
  };
}
