import { once } from "node:events";
import type { Server } from "node:http";

interface GracefulStopOptions {
  readonly server: Server;
  /** Resolves when those before the server have had the time to hear that it stops. Default at once. */
  readonly notice?: () => Promise<void>;
  /** How long running work may go on. */
  readonly graceMs: number;
  /** Has the app's work finish within this time; also work that no connection waits for. */
  readonly finishWork: (graceMs: number) => Promise<void>;
  readonly onStopping: (openConnections: number) => void;
  readonly exit: (code: number) => void;
}

// For the last words of the work that was ended to reach their readers.
const flushMs = 1_000;

/** How a server stops. */
export interface GracefulStop {
  /** True once the server was told to stop. */
  readonly isStopping: boolean;
  /** Stops the server, without the notice if told so; called a second time it exits at once with 1. */
  readonly stop: (manner?: "with notice" | "without notice") => void;
}

/**
 * Stops a server: it says so for the notice time, takes no new connections then, running work finishes
 * within the grace time, then exit 0.
 */
export function gracefulStop(options: GracefulStopOptions): GracefulStop {
  const { server, notice, graceMs, finishWork, onStopping, exit } = options;
  let isStopping = false;
  let isClosing = false;
  // A connection that is kept alive would hold the server open until its time-out. Not before it takes no
  // new ones: one that has sent nothing yet counts as idle, too.
  server.on("request", (_request, response) => {
    response.once("close", () => {
      if (!isClosing) return;
      setImmediate(() => {
        server.closeIdleConnections();
      });
    });
  });
  const close = () => {
    isClosing = true;
    const closed = once(server, "close");
    server.close();
    setTimeout(() => {
      server.closeAllConnections();
    }, graceMs + flushMs).unref();
    void Promise.all([closed, finishWork(graceMs)]).then(() => {
      exit(0);
    });
  };
  return {
    get isStopping() {
      return isStopping;
    },
    stop: (manner = "with notice") => {
      if (isStopping) {
        exit(1);
        return;
      }
      isStopping = true;
      server.getConnections((_error, count) => {
        onStopping(count);
      });
      if (!notice || manner === "without notice") close();
      else void notice().then(close);
    },
  };
}
