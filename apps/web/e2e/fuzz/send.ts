import { once } from "node:events";
import { type Agent, request as httpRequest } from "node:http";
import { connect } from "node:net";
import type { FuzzBytes } from "./fuzz-bytes.ts";
import type { FuzzRequest } from "./fuzz-request.ts";

/** What came back, or how the connection ended without a reply. */
export type Outcome =
  | {
      readonly kind: "reply";
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    }
  | { readonly kind: "closed" | "left" }
  | { readonly kind: "hang" };

/** What has not been answered by then never will be, on any machine. */
const hangMs = 120_000;

// A server that waits for the rest of a request says nothing; the client gives up after this.
const silenceMs = 100;

/** Sends a request with Node's own client. */
export async function sendRequest(base: URL, agent: Agent, request: FuzzRequest): Promise<Outcome> {
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  const call = startCall(base, agent, request);
  const closed = () => {
    resolve({ kind: "closed" });
  };
  const timers = [setTimeout(resolve, hangMs, { kind: "hang" })];
  if (request.leaveAfterMs !== null) {
    timers.push(setTimeout(resolve, request.leaveAfterMs, { kind: "left" }));
  }
  call.on("error", closed);
  call.on("response", (response) => {
    const chunks: Buffer[] = [];
    response.on("data", (chunk: Buffer) => chunks.push(chunk));
    response.on("error", closed);
    response.on("end", () => {
      const { statusCode: status = 0, headers } = response;
      const body = Buffer.concat(chunks).toString();
      resolve({ kind: "reply", status, headers: flat(headers), body });
    });
  });
  call.end(request.body ?? undefined);
  const outcome = await promise;
  timers.forEach(clearTimeout);
  if (outcome.kind !== "reply") call.destroy();
  return outcome;
}

function startCall(base: URL, agent: Agent, { method, headers, path }: FuzzRequest) {
  const { hostname: host, port } = base;
  // Node's client takes no bytes above ASCII in a path.
  const ascii = path.replaceAll(/[^\u0021-\u007e]/gu, encodeURIComponent);
  return httpRequest({ agent, method, headers, host, port, path: ascii });
}

/** Sends bytes on a connection of their own, and hangs up when the server has nothing more to say. */
export async function sendBytes(base: URL, { bytes }: FuzzBytes): Promise<Outcome> {
  const socket = connect(Number(base.port), base.hostname);
  const chunks: Buffer[] = [];
  const startedAtMs = performance.now();
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  socket.on("error", () => socket.destroy());
  socket.setTimeout(silenceMs, () => socket.end());
  setTimeout(() => socket.destroy(), hangMs).unref();
  socket.write(bytes);
  await once(socket, "close");
  if (performance.now() - startedAtMs >= hangMs) return { kind: "hang" };
  // One character per byte, so that content-length counts characters.
  const text = Buffer.concat(chunks).toString("latin1");
  return text === "" ? { kind: "closed" } : parseReply(text);
}

/** The first reply on a connection. */
function parseReply(text: string): Outcome {
  const headEnd = text.indexOf("\r\n\r\n");
  const [statusLine = "", ...lines] = text.slice(0, headEnd).split("\r\n");
  const entries = lines.map((line): [string, string] => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  const headers = Object.fromEntries(entries);
  const status = Number(/^HTTP\/1\.1 (\d{3})/u.exec(statusLine)?.[1] ?? 0);
  const length = Number(headers["content-length"] ?? 0);
  return { kind: "reply", status, headers, body: text.slice(headEnd + 4, headEnd + 4 + length) };
}

function flat(headers: NodeJS.Dict<string | string[]>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
