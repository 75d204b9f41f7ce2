// `GET /metrics`: the figures of the server, for whoever knows its token.
import { createHash, timingSafeEqual } from "node:crypto";
import { InferenceError } from "../../contract/inference-error.ts";

/** The figures as a monitoring system reads them. */
export interface MetricsPage {
  readonly contentType: string;
  readonly text: string;
}

/** Where the figures come from. */
export interface MetricsSource {
  /** What `Authorization: Bearer …` has to say. */
  readonly token: string;
  page(): Promise<MetricsPage>;
}

/**
 * The figures.
 * @throws InferenceError `unknown-route` where none are shown here, `unknown-key` without the right token
 */
export async function metricsReply(
  metrics: MetricsSource | undefined,
  { headers, method }: Request,
): Promise<Response> {
  if (!metrics) {
    throw new InferenceError(
      "unknown-route",
      "This server shows no metrics here. Set METRICS_TOKEN to show them to whoever sends it, or METRICS_PORT for a port of their own.",
    );
  }
  const sent = /^Bearer +(\S+) *$/iu.exec(headers.get("authorization") ?? "")?.[1] ?? "";
  if (!isSame(sent, metrics.token)) {
    throw new InferenceError(
      "unknown-key",
      'The metrics are shown to whoever sends METRICS_TOKEN as "authorization: Bearer …".',
    );
  }
  const { text, contentType } = await metrics.page();
  const body = method === "HEAD" ? null : text;
  return new Response(body, {
    headers: { "content-type": contentType, "cache-control": "no-store" },
  });
}

/** Compares hashes, so that the time it takes tells nothing of the token. */
function isSame(sent: string, token: string): boolean {
  return timingSafeEqual(hashOf(sent), hashOf(token));
}

function hashOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
