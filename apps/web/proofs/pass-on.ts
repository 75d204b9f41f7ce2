// The way from a proxy of a proof to the server behind it.
import { type IncomingMessage, request as forward, type ServerResponse } from "node:http";

interface Passing {
  readonly body: string;
  readonly response: ServerResponse;
}

/** Hands a request to a server on this machine, which sees the proxy's address as its own. */
export async function passOn(
  port: number,
  { method, url, headers }: IncomingMessage,
  { body, response }: Passing,
): Promise<void> {
  const passed = forward({ host: "127.0.0.1", port, method, path: url, headers });
  response.on("close", () => passed.destroy());
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  passed.once("response", resolve).once("error", reject).end(body);
  const reply = await promise;
  response.writeHead(reply.statusCode ?? 502, reply.headers);
  response.flushHeaders();
  for await (const part of reply) response.write(part);
  response.end();
}
