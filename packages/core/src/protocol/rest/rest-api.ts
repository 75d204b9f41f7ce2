// REST: requests in, responses out, with no framework between. A route of the app is one call of one
// of these functions; every one of them answers whatever comes, errors included.
import { InferenceError } from "../../errors/inference-error.ts";
import type { RunService } from "../../runs/run-service.ts";
import type { Clock } from "../../runtime/clock.ts";
import { quote } from "../../tasks/field.ts";
import { acceptedType } from "./accepted-type.ts";
import { answer, type AnswerOptions, jsonResponse } from "./answer.ts";
import { readJsonBody } from "./read-json-body.ts";
import { runReply } from "./run-reply.ts";
import { demoReply, predictReply, type SeedRequest } from "./seed-replies.ts";
import { type Readiness, readyReply, statusReply } from "./status-reply.ts";

interface RestApiOptions extends AnswerOptions {
  readonly runService: RunService;
  readonly clock: Clock;
  readonly maxBodyBytes: number;
  readonly readiness: () => Readiness;
}

/** The REST face of the run service: each function answers one route, for every method. */
export interface RestApi {
  /** `POST /api/v1/{task}` */
  run(request: Request, taskId: string): Promise<Response>;
  /** `GET /api/v1/status` */
  status(request: Request): Promise<Response>;
  /** `POST /predict` */
  predict(request: Request): Promise<Response>;
  /** `POST /demo` */
  demo(request: Request): Promise<Response>;
  /** `GET /healthz`: the process answers. */
  health(request: Request): Promise<Response>;
  /** `GET /readyz`: a run would be answered. */
  ready(request: Request): Promise<Response>;
  /** Everything else under `/api`. */
  unknownRoute(request: Request): Promise<Response>;
}

/**
 * Makes the REST face.
 * @example
 * const api = createRestApi({ runService, clock: systemClock, maxBodyBytes: 2_000_000, … });
 * const response = await api.run(request, "summarization");
 */
export function createRestApi(options: RestApiOptions): RestApi {
  const { runService, readiness } = options;
  return {
    run: (request, taskId) => {
      const task = runService.tasks.find(({ id }) => id === taskId);
      return answer(options, request, {
        methods: task ? ["POST"] : null,
        reply: () => (task ? runReply(options, request, task) : rejectTask(runService, taskId)),
      });
    },
    status: get(options, () => statusReply(runService, readiness())),
    predict: seed(options, "text", predictReply),
    demo: seed(options, "inputs", demoReply),
    health: get(options, () => ({ status: "ok" })),
    ready: get(options, () => readyReply(readiness())),
    unknownRoute: (request) =>
      answer(options, request, { methods: null, reply: () => rejectRoute(runService) }),
  };
}

function get(options: RestApiOptions, reply: () => object) {
  return (request: Request): Promise<Response> =>
    answer(options, request, {
      methods: ["GET", "HEAD"],
      reply: async () => jsonResponse(reply()),
    });
}

function seed(
  options: RestApiOptions,
  listName: SeedRequest["listName"],
  reply: (runService: RunService, request: SeedRequest) => Promise<object>,
) {
  return (request: Request): Promise<Response> =>
    answer(options, request, {
      methods: ["POST"],
      reply: async () => {
        acceptedType(request.headers.get("accept"), ["application/json"]);
        const body = await readJsonBody(request, options.maxBodyBytes);
        const { signal } = request;
        return jsonResponse(await reply(options.runService, { body, listName, signal }));
      },
    });
}

function rejectTask(runService: RunService, taskId: string): Promise<never> {
  const known = runService.tasks.map(({ id }) => `"${id}"`).join(", ");
  return Promise.reject(
    new InferenceError("unknown-task", `There is no task ${quote(taskId)}. There are ${known}.`),
  );
}

function rejectRoute(runService: RunService): Promise<never> {
  const known = runService.tasks.map(({ id }) => `POST /api/v1/${id}`).join(", ");
  return Promise.reject(
    new InferenceError(
      "unknown-route",
      `There is nothing at this address. There are ${known} and GET /api/v1/status.`,
    ),
  );
}
