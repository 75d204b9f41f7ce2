import { vi } from "vitest";
import type { BackendRequest } from "../../backends/backend.ts";
import { sentimentAnalysis } from "../../tasks/sentiment-analysis/task.ts";
import type { EndpointStatus } from "../../endpoint/endpoint-status.ts";
import type { ByteBudget } from "../../runtime/byte-budget.ts";
import { backendEnd, FakeBackend, type FakeStep } from "../../testing/fake-backend.ts";
import { fakeClock } from "../../testing/fake-clock.ts";
import { FakeEndpoint } from "../../testing/fake-endpoint.ts";
import { makeRunService, type QueueLimits } from "../../testing/make-run-service.ts";
import { wordCount } from "../../testing/word-count/task.ts";
import type { FeedbackStore } from "./feedback-reply.ts";
import { createRestApi } from "./rest-api.ts";
import type { Readiness } from "./status-reply.ts";

const json = { "content-type": "application/json" };

interface Setup {
  readonly script?: (request: BackendRequest) => readonly FakeStep[];
  readonly allowedOrigins?: readonly string[];
  readonly readiness?: Readiness;
  readonly queue?: QueueLimits;
  /** What bodies may take together; left out, that is not counted. */
  readonly budget?: ByteBudget;
  /** A large model of this temperature; left out, there is none. */
  readonly endpoint?: Partial<EndpointStatus>;
  /** Where feedback is kept; left out, none is taken. */
  readonly feedback?: FeedbackStore;
}

/** The caller of these tests. */
export const me = { caller: "me" };

/** The script of a backend that counts words. */
export function countWords({ input }: BackendRequest): readonly FakeStep[] {
  const { text } = wordCount.parseInput(input);
  return [backendEnd({ words: text.split(" ").length }, { computeMs: 2 })];
}

/** The script of a backend that finds a text good when it speaks of love. */
export function judge({ input }: BackendRequest): readonly FakeStep[] {
  const isGood = sentimentAnalysis.parseInput(input).text.includes("love");
  const labels = isGood ? (["POSITIVE", "NEGATIVE"] as const) : (["NEGATIVE", "POSITIVE"] as const);
  const scores = [
    { label: labels[0], score: 0.9 },
    { label: labels[1], score: 0.1 },
  ];
  return [backendEnd({ label: labels[0], score: 0.9, scores, sentences: null, reason: null })];
}

/** The REST face over a scripted backend. */
export function setUp({
  script = countWords,
  allowedOrigins = [],
  readiness,
  queue = {},
  budget,
  endpoint: status,
  feedback,
}: Setup = {}) {
  const clock = fakeClock();
  const backend = new FakeBackend({ id: "onnx", clock, script });
  const endpoint = new FakeEndpoint({ clock, ...(status ? { status } : {}) });
  const large = status
    ? {
        backends: [new FakeBackend({ id: "sagemaker", role: "large", clock, script }), backend],
        endpoint,
      }
    : { backends: [backend] };
  const tasks = [wordCount, sentimentAnalysis];
  const runs = makeRunService({ tasks, clock, ...large, ...queue });
  const onFault = vi.fn();
  const api = createRestApi({
    runs,
    clock,
    maxBodyBytes: 2_000_000,
    allowedOrigins,
    readiness: () => readiness ?? { ready: true },
    onFault,
    ...(budget ? { budget } : {}),
    ...(status ? { endpoint } : {}),
    ...(feedback ? { feedback } : {}),
  });
  const run = (request: Request, taskId = "word-count") => api.run(request, taskId, me);
  return { api, run, runs, backend, endpoint, clock, onFault };
}

/** A POST of JSON. */
export function post(body: unknown, init: RequestInit = {}): Request {
  const headers = { ...json, ...Object.fromEntries(new Headers(init.headers)) };
  return new Request("http://host/", {
    method: "POST",
    body: JSON.stringify(body),
    ...init,
    headers,
  });
}
