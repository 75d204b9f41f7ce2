// The pieces that the parts of the OpenAPI document share.
import { type ErrorCode, InferenceError } from "../../contract/inference-error.ts";
import { errorStatus, toProblem } from "../kit/problem.ts";
import type { JsonSchema } from "../kit/task-schema.ts";

/** A piece of the document. */
export type OpenApiPart = Readonly<Record<string, unknown>>;

/** A reference to a schema of the document. */
export function schemaRef(name: string): JsonSchema {
  return { $ref: `#/components/schemas/${name}` };
}

/** A body of one media type. */
export function jsonContent(schema: JsonSchema, more: OpenApiPart = {}): OpenApiPart {
  return { "application/json": { schema, ...more } };
}

interface EventStream {
  /** The name of the schema of each event's data. */
  readonly data: string;
  /** What an event has beside its data. */
  readonly properties: Readonly<Record<string, JsonSchema>>;
  readonly example: OpenApiPart;
  readonly headers?: OpenApiPart;
}

/**
 * A 200 that is a stream of server-sent events. The schema is that of each event: OpenAPI before 3.2 has
 * no other place for it.
 */
export function eventStream({ data, properties, example, headers = {} }: EventStream): OpenApiPart {
  const schema = objectSchema({
    ...properties,
    data: {
      type: "string",
      description: `A ${data}, as JSON.`,
      contentMediaType: "application/json",
      contentSchema: schemaRef(data),
    },
  });
  const description =
    "Server-sent events as they happen, each as the schema has it. Lines that begin with a colon keep the connection open.";
  return {
    "200": { description, headers, content: { "text/event-stream": { schema, example } } },
  };
}

/** A 200 with a JSON body. */
export function okResponse(description: string, schema: JsonSchema, more: OpenApiPart = {}) {
  return { "200": { description, content: jsonContent(schema, more) } };
}

/** An object whose properties are all there. */
export function objectSchema(properties: Readonly<Record<string, JsonSchema>>): JsonSchema {
  return { type: "object", properties, required: Object.keys(properties) };
}

/** The `responses` that tell of these errors, one for each HTTP status. */
export function problemRefs(codes: readonly ErrorCode[]): OpenApiPart {
  const refs = codes.map((code): [string, OpenApiPart] => [
    String(errorStatus[code]),
    { $ref: `#/components/responses/${statusName(code)}` },
  ]);
  return Object.fromEntries(refs);
}

/** The name of the response that tells of an error: its HTTP status in words. */
export function statusName(code: ErrorCode): string {
  return toProblem(new InferenceError(code, "")).title.replaceAll(" ", "");
}

/** A task's id, or a status, as part of a component's name. */
export function pascalCase(id: string): string {
  return id
    .split(/[^A-Za-z0-9]+/u)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}

/** The name of the schema of feedback on a task's answers. */
export function feedbackName(taskId: string): string {
  return `${pascalCase(taskId)}Feedback`;
}

/** What may be wrong with any request that has a body. */
export const bodyErrors: readonly ErrorCode[] = [
  "invalid-request",
  "invalid-input",
  "invalid-json",
  "unknown-key",
  "forbidden-origin",
  "not-acceptable",
  "body-too-large",
  "unsupported-media-type",
];

/** What may keep a run from its answer. */
export const runErrors: readonly ErrorCode[] = [
  "wake-refused",
  "wake-budget-spent",
  "endpoint-cold",
  "endpoint-throttled",
  "internal",
  "backend-failed",
  "network",
  "too-many-runs",
  "overloaded",
  "backend-unavailable",
  "model-not-found",
  "timeout",
];
