// Many clients that each send the next request when the last one is answered.
import { Agent, request as httpRequest } from "node:http";

interface LoadOptions {
  readonly url: URL;
  readonly body: string;
  readonly clients: number;
  readonly seconds: number;
  /** What is wrong with a reply, in words; null when it is right. */
  readonly faultOf: (status: number, text: string) => string | null;
}

/** What the load showed. */
export interface LoadSummary {
  readonly requests: number;
  readonly failures: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly slowestMs: number;
  readonly faults: readonly string[];
}

/** Sends the load on one connection per client that is kept open. */
export async function sendLoad(options: LoadOptions): Promise<LoadSummary> {
  const { clients, seconds, faultOf } = options;
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const times: number[] = [];
  const faults: string[] = [];
  let failures = 0;
  const startedAtMs = performance.now();
  const client = async (): Promise<void> => {
    while (performance.now() - startedAtMs < seconds * 1000) {
      const sentAtMs = performance.now();
      const fault = await send(agent, options).then(
        ({ status, text }) => faultOf(status, text),
        (error: unknown) => String(error),
      );
      times.push(performance.now() - sentAtMs);
      if (fault === null) continue;
      failures += 1;
      if (faults.length < 20) faults.push(fault);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  const tookSeconds = (performance.now() - startedAtMs) / 1000;
  agent.destroy();
  const sorted = Float64Array.from(times).toSorted();
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  return {
    requests: times.length,
    failures,
    requestsPerSecond: times.length / tookSeconds,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    slowestMs: at(1),
    faults,
  };
}

function send(
  agent: Agent,
  { url, body }: LoadOptions,
): Promise<{ readonly status: number; readonly text: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>();
  const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
  const call = httpRequest(url, { method: "POST", agent, headers }, (response) => {
    let text = "";
    response.setEncoding("utf8");
    response.on("data", (chunk: string) => (text += chunk));
    response.on("error", reject);
    response.on("end", () => {
      resolve({ status: response.statusCode ?? 0, text });
    });
  });
  call.on("error", reject);
  call.end(body);
  return promise;
}
