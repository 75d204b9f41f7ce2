// What is not a run: the state of the service, and the two addresses that older services had.
import { fieldSchema } from "../../tasks/field.ts";
import { sentimentAnalysis } from "../../tasks/sentiment-analysis/task.ts";
import type { AnyTask } from "../../tasks/task.ts";
import { maxBatch } from "../rest/run-body.ts";
import type { JsonSchema } from "../kit/task-schema.ts";
import {
  bodyErrors,
  eventStream,
  feedbackName,
  jsonContent,
  objectSchema,
  okResponse,
  type OpenApiPart,
  problemRefs,
  runErrors,
  schemaRef,
} from "./schema-parts.ts";
import { cacheControlParameter } from "./shared-headers.ts";

const label: JsonSchema = { type: "string", enum: ["POSITIVE", "NEGATIVE"] };

/** The paths of the service itself. */
export function servicePaths(tasks: readonly AnyTask[]): OpenApiPart {
  return {
    ...statusPaths,
    "/api/v1/wake": { post: wakeOperation(tasks) },
    "/api/v1/feedback": { post: feedbackOperation(tasks) },
    ...healthPaths,
  };
}

const statusPaths: OpenApiPart = {
  "/api/v1/status": {
    get: {
      operationId: "status",
      tags: ["Service"],
      summary: "State of each backend and of the large model",
      description: "With `Accept: text/event-stream` the reply is that of `/api/v1/status/events`.",
      responses: {
        ...okResponse("Who could answer now.", schemaRef("Status")),
        ...problemRefs(["unknown-key", "forbidden-origin", "not-acceptable"]),
      },
    },
  },
  "/api/v1/status/events": {
    get: {
      operationId: "status-events",
      tags: ["Service"],
      summary: "The status, again after each change",
      description:
        "The whole status at once and after each change, for as long as the connection stays.",
      responses: {
        ...eventStream({
          data: "Status",
          properties: { event: { type: "string", const: "status" } },
          example: {
            event: "status",
            data: '{"ready":true,"backends":[],"tasks":[],"endpoint":null,"feedback":false}',
          },
        }),
        ...problemRefs(["unknown-key", "forbidden-origin", "not-acceptable", "overloaded"]),
      },
    },
  },
};

const healthPaths: OpenApiPart = {
  "/healthz": {
    get: {
      operationId: "health",
      tags: ["Service"],
      summary: "Is the process alive",
      description: "Answers as long as the process does, whatever its models do.",
      responses: {
        ...okResponse("It is.", wordSchema("ok")),
        ...problemRefs(["forbidden-origin"]),
      },
    },
  },
  "/readyz": {
    get: {
      operationId: "ready",
      tags: ["Service"],
      summary: "Would a run be answered",
      description: "For load balancers: no once its models cannot be loaded or it stops.",
      responses: {
        ...okResponse("It would.", wordSchema("ready")),
        ...problemRefs(["forbidden-origin", "backend-unavailable"]),
      },
    },
  },
  "/metrics": {
    get: {
      operationId: "metrics",
      tags: ["Service"],
      summary: "The server's figures",
      description:
        "In Prometheus' text format, for whoever sends METRICS_TOKEN. Not here where that is not set; METRICS_PORT shows them on a port of their own.",
      security: [{ metrics: [] }],
      responses: {
        "200": {
          description: "The figures.",
          content: { "text/plain": { schema: { type: "string" } } },
        },
        ...problemRefs(["unknown-key", "forbidden-origin", "unknown-route"]),
      },
    },
  },
};

function wakeOperation(tasks: readonly AnyTask[]): OpenApiPart {
  const task: JsonSchema = {
    type: ["string", "null"],
    enum: [...tasks.map(({ id }) => id), null],
    description: "The id of a task.",
  };
  const body: JsonSchema = { type: "object", properties: { task }, additionalProperties: false };
  return {
    operationId: "wake",
    tags: ["Service"],
    summary: "Wake the large model",
    description:
      "Waking costs money: WAKE_POLICY says who may, WAKE_BUDGET_PER_DAY how often. Without effect while it is awake or waking. Without a body it is a person's wish; with a task it is as if a run of that task asked by itself.",
    requestBody: { required: false, content: jsonContent(body) },
    responses: {
      "202": {
        description: "It was asked for; the state says how long it takes.",
        content: jsonContent(objectSchema({ endpoint: schemaRef("Endpoint") })),
      },
      ...problemRefs([
        ...bodyErrors,
        "unknown-route",
        "wake-refused",
        "wake-budget-spent",
        "overloaded",
        "backend-unavailable",
      ]),
    },
  };
}

function feedbackOperation(tasks: readonly AnyTask[]): OpenApiPart {
  const bodies = tasks.map(({ id }) => schemaRef(feedbackName(id)));
  return {
    operationId: "feedback",
    tags: ["Service"],
    summary: "Say what an answer is worth",
    description:
      "Kept in the file that FEEDBACK_PATH names, one line of JSON for each; of two for one run the later one counts. `input` and `output` are kept where they are sent.",
    requestBody: { required: true, content: jsonContent({ anyOf: bodies }) },
    responses: {
      "201": { description: "It is kept.", content: jsonContent(wordSchema("kept")) },
      ...problemRefs([...bodyErrors, "unknown-route", "internal", "overloaded", "storage-full"]),
    },
  };
}

/** `/predict` and `/demo`, where there is a task that can answer them. */
export function seedPaths(tasks: readonly AnyTask[]): OpenApiPart {
  if (!tasks.some(({ id }) => id === sentimentAnalysis.id)) return {};
  const scores = objectSchema({ label, score: { type: "number", minimum: 0, maximum: 1 } });
  const predictions: JsonSchema = { type: "array", items: { type: "array", items: scores } };
  const labels = objectSchema({ predictions: { type: "array", items: label } });
  return {
    "/predict": {
      post: seedOperation("predict", {
        listName: "text",
        summary: "Both labels of each text, best first",
        description: "All texts are judged, or none: the first bad one is named.",
        reply: objectSchema({ predictions }),
      }),
    },
    "/demo": {
      post: seedOperation("demo", {
        listName: "inputs",
        summary: "The label of each text",
        description: "As `/predict`, with the better label alone.",
        reply: objectSchema({ msg: { type: "string" }, body: labels }),
      }),
    },
  };
}

interface SeedOperation {
  readonly listName: string;
  readonly summary: string;
  readonly description: string;
  readonly reply: JsonSchema;
}

function seedOperation(operationId: string, operation: SeedOperation): OpenApiPart {
  const { listName, summary, description, reply } = operation;
  const items = fieldSchema(sentimentAnalysis.fields.text);
  const list = { type: "array", items, minItems: 1, maxItems: maxBatch };
  const body = { ...objectSchema({ [listName]: list }), additionalProperties: false };
  const example = { [listName]: ["I love dogs.", "I am not fond of cats though."] };
  return {
    operationId,
    tags: ["Sentiment of older services"],
    summary,
    description,
    parameters: [cacheControlParameter],
    requestBody: { required: true, content: jsonContent(body, { example }) },
    responses: {
      ...okResponse("One prediction for each text, in their order.", reply),
      ...problemRefs([...bodyErrors, ...runErrors]),
    },
  };
}

function wordSchema(word: string): JsonSchema {
  return objectSchema({ status: { type: "string", const: word } });
}
