// The schemas and responses that the paths refer to.
import { type ErrorCode, errorCodes } from "../../contract/inference-error.ts";
import { type BackendRef, roles } from "../../contract/backend-id.ts";
import { runEventSchema } from "../../contract/run-event.ts";
import type { AnyTask } from "../../tasks/task.ts";
import { errorStatus } from "../kit/problem.ts";
import { maxBatch } from "../rest/run-body.ts";
import {
  type JsonSchema,
  jsonSchemaOf,
  requestFieldSchemas,
  runInfoJsonSchema,
  taskInputSchema,
  taskOutputSchema,
  taskReplySchema,
} from "../kit/task-schema.ts";
import { endpointSchema, statusSchema } from "./status-schema.ts";
import { type OpenApiPart, pascalCase, schemaRef, statusName } from "./schema-parts.ts";

/** All components of the document. */
export function components(
  tasks: readonly AnyTask[],
  backends: readonly BackendRef[],
): OpenApiPart {
  const ofTasks = tasks.flatMap((task) => Object.entries(taskSchemas(task, backends)));
  const schemas = {
    ...Object.fromEntries(ofTasks),
    RunInfo: runInfoJsonSchema(),
    RunEvent: runEventJsonSchema(),
    RunStatus: runStatusSchema,
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
  return { schemas, responses: problemResponses(), securitySchemes: { key } };
}

/** The schemas of one task: `…Request` is one input with the request-wide fields, `…Input` without. */
function taskSchemas(
  task: AnyTask,
  backends: readonly BackendRef[],
): Readonly<Record<string, JsonSchema>> {
  const name = pascalCase(task.id);
  const run = schemaRef("RunInfo");
  return {
    [`${name}Input`]: taskInputSchema(task),
    [`${name}Request`]: taskInputSchema(task, { backends }),
    [`${name}BatchRequest`]: {
      type: "object",
      properties: {
        inputs: {
          type: "array",
          items: schemaRef(`${name}Input`),
          minItems: 1,
          maxItems: maxBatch,
          description: "One input for each output; a bad one spoils only its own place.",
        },
        ...requestFieldSchemas(backends),
      },
      required: ["inputs"],
      additionalProperties: false,
    },
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
  };
}

function runEventJsonSchema(): JsonSchema {
  return {
    ...jsonSchemaOf(runEventSchema),
    description:
      "One thing that happened to a run. `run-end` or `run-error` is last. A `backend-start` makes void what came before it.",
  };
}

const runStatusSchema: JsonSchema = {
  type: "object",
  description: "A run as it stands.",
  properties: {
    id: { type: "string", description: "The run's id." },
    task: { type: "string", description: "The task's id." },
    status: { type: "string", enum: ["queued", "running", "done", "cancelled", "failed"] },
    position: { type: "integer", description: "While queued: the place in line, 1 is next." },
    expectedMs: {
      type: ["number", "null"],
      description: "While queued: the expected wait; null when nobody can tell.",
    },
    backend: { type: "string", description: "While running: the place that computes." },
    role: {
      type: "string",
      enum: [...roles],
      description: "While running: what that place is for.",
    },
    text: { type: "string", description: "While running: the text so far." },
    waking: {
      type: "object",
      description:
        "While queued for the large model: the seconds since its wake, and how many that is expected to take.",
    },
    progress: {
      type: ["object", "null"],
      description: "While running: how far the model or the reading is.",
    },
    output: { type: "object", description: "When done: the task's output." },
    run: schemaRef("RunInfo"),
    error: schemaRef("Problem"),
  },
  required: ["id", "task", "status"],
};

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
