import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";

/**
 * Closes the connection of a reply whose reader takes no byte of it for this long. A reply that has nothing
 * to send yet may take its time.
 */
export function dropStalledReader(response: ServerResponse, timeoutMs: number): void {
  // The socket's own timer starts again with each byte that goes out.
  response.setTimeout(timeoutMs);
  response.on("timeout", (socket: Socket) => {
    if (socket.writableLength > 0) socket.destroy();
    else socket.setTimeout(timeoutMs);
  });
}
