// An HTTP server that answers as it should, or with a fault at one of its addresses.
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { confidentialMarks } from "@pilotlight/sagemaker-local";
import { freePort } from "../free-port.ts";

/** Answers a request; `body` is its text. */
type Answer = (
  request: IncomingMessage,
  body: string,
  response: ServerResponse,
) => Promise<void> | void;

/** What a fault does to a request in place of the answer. */
export type Strike = (response: ServerResponse, body: string) => Promise<void> | void;

/** What nobody but the server's own log may see. */
export const secret = confidentialMarks.join(" ");

interface FaultyHttpOptions {
  readonly answer: Answer;
  /** How a request is struck by the fault; null when it is not. */
  readonly strikeOf: (fault: string, path: string) => Strike | null;
}

/** Serves it on a port of its own, which it keeps also while it is closed. */
export class FaultyHttp {
  readonly port: number;
  readonly #options: FaultyHttpOptions;
  readonly #sockets = new Set<Socket>();
  #server: Server | null = null;
  #fault: string | null = null;
  #strikes = 0;

  private constructor(port: number, options: FaultyHttpOptions) {
    this.port = port;
    this.#options = options;
  }

  /** Starts it without a fault. */
  static async open(options: FaultyHttpOptions): Promise<FaultyHttp> {
    const http = new FaultyHttp(await freePort(), options);
    await http.#listen();
    return http;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get strikes(): number {
    return this.#strikes;
  }

  /** Has each request meet a fault from now on; with `refused` nobody listens. */
  async setFault(fault: string | null): Promise<void> {
    this.#fault = fault;
    this.#strikes = 0;
    if (fault === "refused") {
      await this.close();
      // Nobody is there to count.
      this.#strikes = 1;
    } else {
      await this.#listen();
    }
  }

  async close(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    this.#server = null;
    server.close();
    for (const socket of this.#sockets) socket.destroy();
    await once(server, "close");
  }

  async #listen(): Promise<void> {
    if (this.#server) return;
    const server = createServer((request, response) => void this.#answer(request, response));
    server.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
    });
    server.listen(this.port, "127.0.0.1");
    await once(server, "listening");
    this.#server = server;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const body = Buffer.concat(await request.toArray()).toString();
      const { answer, strikeOf } = this.#options;
      const path = new URL(request.url ?? "/", this.url).pathname;
      const strike = this.#fault === null ? null : strikeOf(this.#fault, path);
      if (!strike) {
        await answer(request, body, response);
        return;
      }
      this.#strikes += 1;
      await strike(response, body);
    } catch {
      // The caller is gone, or what stands behind is.
      response.destroy();
    }
  }
}

/** An error as an HTTP status, its words for nobody. */
export function statusStrike(
  status: number,
  headers: Readonly<Record<string, string>> = {},
  message = "It failed:",
): Strike {
  const error = { message: `${message} ${secret}`, code: status };
  return (response) => {
    response
      .writeHead(status, { "content-type": "application/json", ...headers })
      .end(JSON.stringify({ error }));
  };
}

/** Ends the connection with a TCP reset. */
export function resetStrike(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}

/** Says nothing, and keeps the connection. */
export function silentStrike(): void {
  // Until the caller goes.
}
