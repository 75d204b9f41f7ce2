import type { Ending } from "./fault-cell.ts";
import type { FaultInput } from "./fault-inputs.ts";
import { parseEvents, parseOutcome } from "./parse-outcome.ts";

/** Asks by REST for one JSON reply. */
export async function askRest(baseUrl: string, { taskId, fields }: FaultInput): Promise<Ending> {
  const reply = await post(baseUrl, taskId, { body: fields, accept: "application/json" });
  const shown = await reply.text();
  return { outcome: parseOutcome(JSON.parse(shown)), shown: headersOf(reply) + shown };
}

/** Asks by REST for the large model alone and reads the run's events. */
export async function askRestEvents(baseUrl: string, input: FaultInput): Promise<Ending> {
  const body = { ...input.fields, backend: "large" };
  const reply = await post(baseUrl, input.taskId, { body, accept: "text/event-stream" });
  const shown = await reply.text();
  const isStream = reply.headers.get("content-type")?.startsWith("text/event-stream") ?? false;
  const outcome = isStream ? parseEvents(shown) : parseOutcome(JSON.parse(shown));
  return { outcome, shown: headersOf(reply) + shown };
}

interface Post {
  readonly body: object;
  readonly accept: string;
}

function post(baseUrl: string, taskId: string, { body, accept }: Post): Promise<Response> {
  return fetch(new URL(`/api/v1/${taskId}`, baseUrl), {
    method: "POST",
    headers: { "content-type": "application/json", accept },
    body: JSON.stringify(body),
  });
}

function headersOf({ headers }: Response): string {
  return [...headers].map((entry) => entry.join(": ")).join("\n");
}
