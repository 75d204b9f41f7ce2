// REST: requests in, responses out, with no framework between. A route of the app is one call of one
// of these functions; every one of them answers whatever comes, errors included.
import type { Endpoint } from "../../endpoint/endpoint.ts";
import { InferenceError } from "../../contract/inference-error.ts";
import type { BatchRuns, Caller } from "../../runs/runs.ts";
import type { Clock } from "../../runtime/clock.ts";
import { quote } from "../../tasks/field.ts";
import { acceptedType, type ReplyType, replyTypes } from "../kit/accepted-type.ts";
import { answer, type FaceOptions, jsonResponse } from "../kit/answer.ts";
import { feedbackReply, type FeedbackStore } from "./feedback-reply.ts";
import { keptRunReply } from "./kept-run-reply.ts";
import { type MetricsSource, metricsReply } from "./metrics-reply.ts";
import { bodyLimits } from "../kit/read-bytes.ts";
import { readJsonBody } from "../kit/read-json-body.ts";
import { cacheUseOf } from "../kit/wish.ts";
import { runReply } from "./run-reply.ts";
import { demoReply, predictReply, type LabelRequest } from "./label-replies.ts";
import { StatusEvents } from "./status-events.ts";
import { type Readiness, readyReply, statusReply } from "./status-reply.ts";
import { wakeReply } from "./wake-reply.ts";

interface RestApiOptions extends FaceOptions {
  readonly runs: BatchRuns;
  readonly clock: Clock;
  readonly readiness: () => Readiness;
  /** The large model's endpoint; left out where none is configured. */
  readonly endpoint?: Endpoint;
  /** Where feedback on answers is kept; left out, none is taken. */
  readonly feedback?: FeedbackStore;
  /** The figures of the server and who may read them; left out, none are shown. */
  readonly metrics?: MetricsSource;
}

/** The REST face of the run service: each function answers one route, for every method. */
export interface RestApi {
  /** `POST /api/v1/{task}`, and with the one type that is offered there `/api/v1/{task}/events` */
  run(
    request: Request,
    taskId: string,
    context: Caller,
    offered?: readonly ReplyType[],
  ): Promise<Response>;
  /** `GET` and `DELETE /api/v1/runs/{id}` */
  keptRun(request: Request, runId: string, context: Caller): Promise<Response>;
  /** `GET /api/v1/runs/{id}/events` */
  keptRunEvents(request: Request, runId: string, context: Caller): Promise<Response>;
  /** `GET /api/v1/status`, and with the one type that is offered there `/api/v1/status/events` */
  status(request: Request, context: Caller, offered?: readonly ReplyType[]): Promise<Response>;
  /** Tells those who listen to the status that something of it has changed; the endpoint's changes are told anyway. */
  statusChanged(): void;
  /** `POST /api/v1/wake` */
  wake(request: Request, context: Caller): Promise<Response>;
  /** `POST /api/v1/feedback` */
  feedback(request: Request, context: Caller): Promise<Response>;
  /** `POST /predict` */
  predict(request: Request, context: Caller): Promise<Response>;
  /** `POST /demo` */
  demo(request: Request, context: Caller): Promise<Response>;
  /** `GET /healthz`: the process answers. */
  health(request: Request): Promise<Response>;
  /** `GET /readyz`: a run would be answered. */
  ready(request: Request): Promise<Response>;
  /** `GET /metrics` */
  metrics(request: Request): Promise<Response>;
  /** `GET` of a document that is made elsewhere, such as `/openapi.json`. */
  document(request: Request, make: () => Promise<object>): Promise<Response>;
  /** Every address at which there is nothing. */
  unknownRoute(request: Request): Promise<Response>;
  /** Any address, for a request that is refused whatever it asks. */
  refuse(request: Request, error: InferenceError): Promise<Response>;
  /** Ends the streams that end with the server alone. */
  close(): void;
}

/**
 * Makes the REST face.
 * @example
 * const api = createRestApi({ runs, clock: systemClock, maxBodyBytes: 2_000_000, … });
 * const response = await api.run(request, "summarization", { caller: address });
 */
export function createRestApi(options: RestApiOptions): RestApi {
  const { runs, readiness, clock, endpoint } = options;
  const statusEvents = new StatusEvents({ clock, status: () => statusReply(options) });
  const tellStatus = () => {
    statusEvents.tell();
  };
  const unwatch = endpoint?.subscribe(tellStatus);
  return {
    run: (request, taskId, context, offered = replyTypes) => {
      const task = runs.tasks.find(({ id }) => id === taskId);
      return answer(options, request, {
        methods: task ? ["POST"] : null,
        reply: () =>
          task ? runReply(options, { request, task, context, offered }) : rejectTask(runs, taskId),
      });
    },
    keptRun: (request, runId, context) =>
      answer(options, request, {
        methods: ["GET", "HEAD", "DELETE"],
        reply: () => keptRunReply(options, { request, runId, context }),
      }),
    keptRunEvents: (request, runId, context) =>
      answer(options, request, {
        methods: ["GET"],
        reply: () =>
          keptRunReply(options, { request, runId, context, offered: ["text/event-stream"] }),
      }),
    status: (request, context, offered = replyTypes) =>
      answer(options, request, {
        methods: ["GET", "HEAD"],
        reply: async () => {
          const type = acceptedType(request.headers.get("accept"), offered);
          const asJson = type === "application/json" || request.method === "HEAD";
          return asJson
            ? jsonResponse(statusReply(options))
            : statusEvents.response(request, context);
        },
      }),
    statusChanged: tellStatus,
    wake: (request, context) =>
      answer(options, request, {
        methods: ["POST"],
        reply: () => wakeReply(options, request, context),
      }),
    feedback: (request, context) =>
      answer(options, request, {
        methods: ["POST"],
        reply: () => feedbackReply(options, request, context),
      }),
    predict: seed(options, "text", predictReply),
    demo: seed(options, "inputs", demoReply),
    health: get(options, () => ({ status: "ok" })),
    ready: get(options, () => readyReply(readiness())),
    metrics: (request) =>
      answer(options, request, {
        methods: ["GET", "HEAD"],
        reply: () => metricsReply(options.metrics, request),
      }),
    document: (request, make) => get(options, make)(request),
    unknownRoute: (request) =>
      answer(options, request, { methods: null, reply: () => rejectRoute(runs) }),
    refuse: (request, error) =>
      answer(options, request, { methods: null, reply: () => Promise.reject(error) }),
    close: () => {
      unwatch?.();
      statusEvents.close();
    },
  };
}

function get(options: RestApiOptions, reply: () => object | Promise<object>) {
  return (request: Request): Promise<Response> =>
    answer(options, request, {
      methods: ["GET", "HEAD"],
      reply: async () => jsonResponse(await reply()),
    });
}

function seed(
  options: RestApiOptions,
  listName: LabelRequest["listName"],
  reply: (runs: BatchRuns, request: LabelRequest) => Promise<object>,
) {
  return (request: Request, context: Caller): Promise<Response> =>
    answer(options, request, {
      methods: ["POST"],
      reply: async () => {
        acceptedType(request.headers.get("accept"), ["application/json"]);
        const body = await readJsonBody(request, bodyLimits(options, context));
        const { signal } = request;
        const asked = { body, listName, context, cacheUse: cacheUseOf(request), signal };
        return jsonResponse(await reply(options.runs, asked));
      },
    });
}

function rejectTask(runs: BatchRuns, taskId: string): Promise<never> {
  const known = runs.tasks.map(({ id }) => `"${id}"`).join(", ");
  return Promise.reject(
    new InferenceError("unknown-task", `There is no task ${quote(taskId)}. There are ${known}.`),
  );
}

function rejectRoute(runs: BatchRuns): Promise<never> {
  const known = runs.tasks.map(({ id }) => `POST /api/v1/${id}`).join(", ");
  return Promise.reject(
    new InferenceError(
      "unknown-route",
      `There is nothing at this address. There are ${known}, GET /api/v1/runs/{id}, GET /api/v1/status and POST /api/v1/wake; GET /openapi.json tells of all, and /docs shows it. Gradio's routes are under /gradio_api/, where gradio_client 1.4 and @gradio/client 1.6 or newer look for them.`,
    ),
  );
}
