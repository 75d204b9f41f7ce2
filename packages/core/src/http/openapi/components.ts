// The schemas and responses that the paths refer to.
import { type ErrorCode, errorCodes } from "../../contract/inference-error.ts";
import type { BackendRef } from "../../contract/backend-id.ts";
import { isJsonObject } from "../../contract/json.ts";
import type { AnyTask } from "../../tasks/task.ts";
import { errorStatus } from "../kit/problem.ts";
import {
  type JsonSchema,
  jsonSchemaOf,
  runInfoJsonSchema,
  taskOutputSchema,
  taskReplySchema,
} from "../kit/task-schema.ts";
import { feedbackBodySchema } from "../rest/feedback-body.ts";
import { sharedRequestSchemas, taskRequestSchemas } from "./request-schemas.ts";
import { runSchemas } from "./run-schemas.ts";
import { sharedHeaderComponents, withRequestIdHeaders } from "./shared-headers.ts";
import { endpointSchema, statusSchema } from "./status-schema.ts";
import {
  feedbackName,
  type OpenApiPart,
  pascalCase,
  schemaRef,
  statusName,
} from "./schema-parts.ts";

interface ComponentsOptions {
  readonly tasks: readonly AnyTask[];
  readonly backends: readonly BackendRef[];
  readonly paths: OpenApiPart;
}

/** All components of the document; of the responses those that the paths refer to. */
export function components({ tasks, backends, paths }: ComponentsOptions): OpenApiPart {
  const ofTasks = tasks.flatMap((task) => Object.entries(taskSchemas(task, backends)));
  const schemas = {
    ...Object.fromEntries(ofTasks),
    ...sharedRequestSchemas(backends),
    ...runSchemas(tasks),
    RunInfo: runInfoJsonSchema(),
    Status: statusSchema(),
    Endpoint: endpointSchema(),
    Problem: problemSchema,
  };
  const key = {
    type: "http",
    scheme: "bearer",
    description:
      "One of this server's keys, where it has any: some callers may wake the large model that others may not, and a run that was started with a key is found, read and cancelled with that key alone.",
  };
  const metrics = {
    type: "http",
    scheme: "bearer",
    description: "METRICS_TOKEN, which opens the figures and nothing else.",
  };
  const told = JSON.stringify(paths);
  const responses = Object.entries(problemResponses()).filter(([name]) =>
    told.includes(`"#/components/responses/${name}"`),
  );
  return {
    schemas,
    responses: withRequestIdHeaders(Object.fromEntries(responses)),
    ...sharedHeaderComponents,
    securitySchemes: { key, metrics },
  };
}

/** The schemas of one task. */
function taskSchemas(
  task: AnyTask,
  backends: readonly BackendRef[],
): Readonly<Record<string, JsonSchema>> {
  const name = pascalCase(task.id);
  const run = schemaRef("RunInfo");
  return {
    ...taskRequestSchemas(task, backends),
    [`${name}Output`]: taskOutputSchema(task),
    [`${name}Reply`]: taskReplySchema(task, run),
    [`${name}BatchReply`]: {
      type: "object",
      properties: {
        outputs: {
          type: "array",
          items: { anyOf: [schemaRef(`${name}Output`), schemaRef("Problem")] },
          description: "One output, or one problem, for each input, in their order.",
        },
        run: {
          anyOf: [run, { type: "null" }],
          description: "Who answered, with the sums; null when no input got an answer.",
        },
      },
      required: ["outputs", "run"],
    },
    [feedbackName(task.id)]: feedbackSchema(task),
  };
}

/** Feedback on an answer of this task: its input and its output are the task's own. */
function feedbackSchema({ id }: AnyTask): JsonSchema {
  const name = pascalCase(id);
  const { properties, ...body } = jsonSchemaOf(feedbackBodySchema);
  return {
    ...body,
    properties: {
      ...(isJsonObject(properties) ? properties : {}),
      task: { type: "string", const: id },
      input: schemaRef(`${name}Input`),
      output: schemaRef(`${name}Output`),
    },
    // A default makes a field one that may be left out.
    required: ["runId", "task", "model", "verdict"],
  };
}

const problemSchema: JsonSchema = {
  type: "object",
  description:
    "An error as RFC 9457 has it, with a code and the numbers that a program can act on.",
  properties: {
    type: { type: "string", const: "about:blank" },
    title: { type: "string", description: "The HTTP status in words." },
    status: { type: "integer", description: "The HTTP status." },
    detail: {
      type: "string",
      description: "What happened, the limit or reason, and the next step.",
    },
    code: { type: "string", enum: [...errorCodes] },
    retryable: {
      type: "boolean",
      description: "True when the same request may succeed later.",
    },
    field: { type: "string", description: "The field at fault, such as `inputs[3].text`." },
    size: { type: "number", description: "The size that was sent." },
    limit: { type: "number", description: "The largest size that is taken." },
    retryAfterMs: { type: "number", description: "How long to wait before the same call." },
  },
  required: ["type", "title", "status", "detail", "code", "retryable"],
};

function problemResponses(): OpenApiPart {
  // 499 is never read by anybody: the client has gone.
  const codes = errorCodes.filter((code) => code !== "aborted");
  return Object.fromEntries(codes.map((code) => [statusName(code), problemResponse(code, codes)]));
}

function problemResponse(code: ErrorCode, codes: readonly ErrorCode[]): OpenApiPart {
  const status = errorStatus[code];
  const alike = codes.filter((other) => errorStatus[other] === status);
  const retryAfter = {
    "Retry-After": { description: "Seconds to wait.", schema: { type: "integer", minimum: 1 } },
  };
  return {
    description: alike.map((name) => `\`${name}\``).join(", "),
    content: { "application/problem+json": { schema: schemaRef("Problem") } },
    ...(status === 429 || status >= 503 ? { headers: retryAfter } : {}),
  };
}
