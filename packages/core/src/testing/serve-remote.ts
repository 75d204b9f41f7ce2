// A server as RemoteBackend needs it: the Gradio protocol, and runs by their id.
import { InferenceError, toWireError } from "../errors/inference-error.ts";
import { createGradioApi } from "../protocol/gradio/gradio-api.ts";
import type { RunEvent } from "../runs/run-event.ts";
import type { Runs } from "../runs/runs.ts";
import { systemClock } from "../runtime/system-clock.ts";
import { type FakeStep } from "./fake-backend.ts";
import { type GradioHttpServer, serveGradio } from "./gradio-http.ts";
import { rehearsal } from "./rehearsal.ts";
import { rehearse } from "./rehearsal-requests.ts";
import { ScriptedRuns } from "./scripted-runs.ts";
import type { StartRequest } from "../runs/runs.ts";

interface RemoteServer extends GradioHttpServer {
  readonly runs: ScriptedRuns;
  /** The requests so far, as `METHOD /path`. */
  readonly requests: readonly string[];
  /** From now on every request gets this reply instead; null ends that. */
  replyWith(reply: (() => Response) | null): void;
}

/** Serves runs of the rehearsal task whose steps are those of a FakeBackend's script. */
export async function serveRemote(
  script: (request: StartRequest) => readonly FakeStep[] = rehearse,
): Promise<RemoteServer> {
  const runs = new ScriptedRuns({
    tasks: [rehearsal],
    clock: systemClock,
    script: (request, signal) => play(script(request), signal),
  });
  const gradio = createGradioApi({ runs, clock: systemClock });
  const requests: string[] = [];
  let instead: (() => Response) | null = null;
  const server = await serveGradio(async (request) => {
    const { pathname } = new URL(request.url);
    requests.push(`${request.method} ${pathname}`);
    if (instead) return instead();
    const runId = /^\/api\/v1\/runs\/([^/]+)$/u.exec(pathname)?.[1];
    return runId === undefined ? gradio(request, { caller: "me" }) : keptRun(runs, runId, request);
  });
  const replyWith: RemoteServer["replyWith"] = (reply) => {
    instead = reply;
  };
  return { ...server, runs, requests, replyWith };
}

async function* play(
  steps: readonly FakeStep[],
  signal: AbortSignal,
): AsyncGenerator<RunEvent, object, void> {
  for (const step of steps) {
    if (step instanceof InferenceError) throw step;
    if ("waitMs" in step) await systemClock.wait(step.waitMs, signal);
    else if (step.type === "backend-end") return step.output;
    else yield step;
  }
  throw new InferenceError("backend-failed", "The script has no end.");
}

async function keptRun(runs: Runs, runId: string, request: Request): Promise<Response> {
  try {
    if (request.method === "DELETE") {
      await runs.cancel(runId);
      return new Response(null, { status: 204 });
    }
    await runs.snapshot(runId);
  } catch (error) {
    return Response.json(toWireError(error), { status: 404 });
  }
  const after = Number(request.headers.get("last-event-id"));
  const events = runs.read(runId, after, request.signal)[Symbol.asyncIterator]();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await events.next();
      if (next.done === true) controller.close();
      else controller.enqueue(frame(next.value));
    },
  });
  return new Response(body, { headers: { "content-type": "text/event-stream" } });
}

function frame({ number, event }: { number: number; event: RunEvent }): Uint8Array {
  return new TextEncoder().encode(`id: ${number}\ndata: ${JSON.stringify(event)}\n\n`);
}
