// What goes back over one connection.
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import type { AwsError } from "./aws-error.ts";

/** Sends an error of the runtime. */
export function sendError(response: ServerResponse, { status, type, body }: AwsError): void {
  response.writeHead(status, {
    "content-type": "application/json",
    "x-amzn-errortype": type,
    "x-amzn-requestid": randomUUID(),
  });
  response.end(JSON.stringify(body));
}

/** Sends JSON. */
export function sendJson(
  response: ServerResponse,
  value: unknown,
  { status = 200, contentType = "application/json" } = {},
): void {
  response.writeHead(status, { "content-type": contentType, "x-amzn-requestid": randomUUID() });
  response.end(JSON.stringify(value));
}

/** Writes some bytes and resolves when there is room for more. */
export async function write(
  response: ServerResponse,
  bytes: Uint8Array,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  if (!response.write(bytes)) await once(response, "drain", { signal });
}

/** Resets the connection, after what was written has left. */
export async function reset(response: ServerResponse): Promise<void> {
  if (response.headersSent) {
    await new Promise<void>((resolve) => {
      response.write(new Uint8Array(), () => {
        resolve();
      });
    });
  }
  response.socket?.resetAndDestroy();
}

/** Waits until the caller goes, and then rejects. */
export async function hang(signal: AbortSignal): Promise<never> {
  signal.throwIfAborted();
  await once(signal, "abort");
  throw signal.reason;
}
