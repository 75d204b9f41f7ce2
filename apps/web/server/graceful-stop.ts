import type { Server } from "node:http";

interface GracefulStopOptions {
  readonly server: Server;
  /** How long running requests may go on. */
  readonly graceMs: number;
  readonly onStopping: (openConnections: number) => void;
  readonly exit: (code: number) => void;
}

/**
 * A function that stops the server: no new connections, running requests finish within the grace
 * time, then exit 0. Called a second time it exits at once with 1.
 */
export function gracefulStop(options: GracefulStopOptions): () => void {
  const { server, graceMs, onStopping, exit } = options;
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
    server.close(() => {
      exit(0);
    });
    setTimeout(() => {
      server.closeAllConnections();
    }, graceMs).unref();
  };
}
