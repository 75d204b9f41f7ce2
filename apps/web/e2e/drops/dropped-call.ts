// One request on a connection of its own that may be cut at any moment.
import { type IncomingMessage, request as httpRequest } from "node:http";

/** A request to the server under test. */
export interface DroppedCall {
  readonly url: URL;
  readonly method: "GET" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** When the connection is cut: so long after the request was begun, or after the reply's head came; null for never. */
  readonly cut: { readonly from: "request" | "reply"; readonly afterMs: number } | null;
}

/** What had come when the connection ended. */
export interface CallEnd {
  /** Null when not even the head came. */
  readonly status: number | null;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  readonly isWhole: boolean;
}

/** Sends the request, cuts the connection when it is time, and tells what had come by then. */
export function dropCall({ url, method, headers, body, cut }: DroppedCall): Promise<CallEnd> {
  const { promise, resolve } = Promise.withResolvers<CallEnd>();
  const call = httpRequest(url, { method, headers, agent: false });
  let reply: IncomingMessage | null = null;
  let text = "";
  const finish = (isWhole: boolean) => {
    resolve({ status: reply?.statusCode ?? null, headers: reply?.headers ?? {}, text, isWhole });
  };
  const cutAfter = (afterMs: number) =>
    setTimeout(() => {
      call.destroy();
      finish(false);
    }, afterMs);
  const timers = cut?.from === "request" ? [cutAfter(cut.afterMs)] : [];
  call.on("response", (response) => {
    reply = response;
    if (cut?.from === "reply") timers.push(cutAfter(cut.afterMs));
    response.setEncoding("utf8");
    response.on("data", (chunk: string) => (text += chunk));
    response.on("end", () => {
      finish(true);
    });
  });
  call.on("error", () => {
    finish(false);
  });
  call.end(body);
  return promise.finally(() => {
    timers.forEach(clearTimeout);
  });
}
