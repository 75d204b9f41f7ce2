// `POST /api/v1/{task}`, once for each task.
import { isJsonObject } from "../../contract/json.ts";
import { type AnyTask, inputNames } from "../../tasks/task.ts";
import type { JsonSchema } from "../kit/task-schema.ts";
import {
  bodyErrors,
  eventStream,
  jsonContent,
  type OpenApiPart,
  pascalCase,
  problemRefs,
  runErrors,
  schemaRef,
} from "./schema-parts.ts";
import { cacheControlParameter } from "./shared-headers.ts";

/** The paths of these tasks. */
export function taskPaths(tasks: readonly AnyTask[]): OpenApiPart {
  return Object.fromEntries(
    tasks.flatMap((task) => [
      [`/api/v1/${task.id}`, { post: taskOperation(task) }],
      [`/api/v1/${task.id}/events`, { post: taskEventsOperation(task) }],
    ]),
  );
}

function taskOperation(task: AnyTask): OpenApiPart {
  return {
    operationId: task.id,
    tags: ["Tasks"],
    summary: task.title,
    description: `${task.description} Send one input, or a batch as \`inputs\`. With \`Accept: text/event-stream\` the reply is that of \`/api/v1/${task.id}/events\`.`,
    parameters: [preferParameter, idempotencyParameter, cacheControlParameter],
    requestBody: requestBody(task),
    responses: {
      ...taskResponses(task),
      ...problemRefs([...bodyErrors, "idempotency-conflict", ...runErrors]),
    },
  };
}

function taskEventsOperation(task: AnyTask): OpenApiPart {
  return {
    operationId: `${task.id}-events`,
    tags: ["Tasks"],
    summary: `${task.title}, as events`,
    description: `The same as \`/api/v1/${task.id}\`, told as it happens. A reader that leaves does not end the run: go on with \`/api/v1/runs/{id}/events\`.`,
    parameters: [idempotencyParameter, cacheControlParameter],
    requestBody: requestBody(task),
    responses: {
      ...runEventStream({ "X-Run-Id": runIdHeader, Location: runLocation }),
      ...problemRefs([...bodyErrors, "idempotency-conflict", ...runErrors]),
    },
  };
}

/** A 200 that is the events of a run. */
export function runEventStream(headers: OpenApiPart = {}): OpenApiPart {
  return eventStream({
    data: "RunEvent",
    properties: {
      id: { type: "string", description: "The event's number within the run." },
      event: { type: "string", description: "The event's type." },
    },
    headers,
    example: {
      id: "1",
      event: "text-delta",
      data: '{"type":"text-delta","text":"The lamp"}',
    },
  });
}

const preferParameter: OpenApiPart = {
  name: "Prefer",
  in: "header",
  description:
    "`respond-async` answers at once with 202 and the address of the run, which goes on whoever listens.",
  schema: { type: "string", example: "respond-async" },
};

const idempotencyParameter: OpenApiPart = {
  name: "Idempotency-Key",
  in: "header",
  description:
    "A key of your own making: the same request under the same key gives the first run and computes nothing again, also when the caller went away before the answer.",
  schema: { type: "string", minLength: 1, maxLength: 255, pattern: "^[!-~]+$" },
};

const runIdHeader: OpenApiPart = {
  description: "The run's id; on every reply that begins before the run has ended.",
  schema: { type: "string" },
};

const runLocation: OpenApiPart = {
  description: "`/api/v1/runs/{id}`, where the run is found again.",
  schema: { type: "string", format: "uri-reference" },
};

function requestBody(task: AnyTask): OpenApiPart {
  const name = pascalCase(task.id);
  const schema: JsonSchema = {
    anyOf: [schemaRef(`${name}Request`), schemaRef(`${name}BatchRequest`)],
  };
  const examples = requestExamples(task);
  const hasExamples = Object.keys(examples).length > 0;
  return { required: true, content: jsonContent(schema, hasExamples ? { examples } : {}) };
}

function requestExamples(task: AnyTask): OpenApiPart {
  const whole = task.examples.filter(({ input }) => isWhole(task, input));
  const singles = whole.map(({ title, source, input }, index): [string, OpenApiPart] => [
    `example-${index + 1}`,
    {
      summary: title,
      ...(source ? { description: `${source.name} (${source.licence}), ${source.url}` } : {}),
      value: input,
    },
  ]);
  const inputs = whole.slice(0, 2).map(({ input }) => input);
  const batch: [string, OpenApiPart] = ["batch", { summary: "A batch", value: { inputs } }];
  return Object.fromEntries(inputs.length > 0 ? [...singles, batch] : []);
}

/** An example may fill the form in part only; a request may not. */
function isWhole(task: AnyTask, input: unknown): boolean {
  return isJsonObject(input) && inputNames(task).every((name) => Object.hasOwn(input, name));
}

function taskResponses(task: AnyTask): OpenApiPart {
  const name = pascalCase(task.id);
  const schema = { anyOf: [schemaRef(`${name}Reply`), schemaRef(`${name}BatchReply`)] };
  return {
    "200": {
      description: "The answer; for a batch, one output or one problem for each input.",
      content: jsonContent(schema),
    },
    "202": {
      description: "The run is filed; its address is in `Location`.",
      headers: {
        "X-Run-Id": runIdHeader,
        Location: runLocation,
        "Preference-Applied": { schema: { type: "string", const: "respond-async" } },
      },
      content: jsonContent(schemaRef("RunStatus")),
    },
  };
}
