// What is not a run: the state of the service, and the two addresses that older services had.
import { backendIds } from "../../backends/backend.ts";
import { fieldSchema } from "../../tasks/field.ts";
import { sentimentAnalysis } from "../../tasks/sentiment-analysis.ts";
import type { AnyTask } from "../../tasks/task.ts";
import { maxBatch } from "../rest/run-body.ts";
import type { JsonSchema } from "../task-schema.ts";
import {
  bodyErrors,
  jsonContent,
  okResponse,
  type OpenApiPart,
  problemRefs,
  runErrors,
} from "./schema-parts.ts";

const label: JsonSchema = { type: "string", enum: ["POSITIVE", "NEGATIVE"] };

/** The paths of the service itself. */
export const servicePaths: OpenApiPart = {
  "/api/v1/status": {
    get: {
      operationId: "status",
      tags: ["Service"],
      summary: "State of each backend",
      responses: {
        ...okResponse("Who could answer now.", statusSchema()),
        ...problemRefs(["forbidden-origin"]),
      },
    },
  },
  "/healthz": {
    get: {
      operationId: "health",
      tags: ["Service"],
      summary: "Is the process alive",
      responses: okResponse("It is.", wordSchema("ok")),
    },
  },
  "/readyz": {
    get: {
      operationId: "ready",
      tags: ["Service"],
      summary: "Would a run be answered",
      responses: {
        ...okResponse("It would.", wordSchema("ready")),
        ...problemRefs(["backend-unavailable"]),
      },
    },
  },
};

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
        reply: objectSchema({ predictions }),
      }),
    },
    "/demo": {
      post: seedOperation("demo", {
        listName: "inputs",
        summary: "The label of each text",
        reply: objectSchema({ msg: { type: "string" }, body: labels }),
      }),
    },
  };
}

interface SeedOperation {
  readonly listName: string;
  readonly summary: string;
  readonly reply: JsonSchema;
}

function seedOperation(operationId: string, operation: SeedOperation): OpenApiPart {
  const { listName, summary, reply } = operation;
  const items = fieldSchema(sentimentAnalysis.fields.text);
  const list = { type: "array", items, minItems: 1, maxItems: maxBatch };
  const body = { ...objectSchema({ [listName]: list }), additionalProperties: false };
  const example = { [listName]: ["I love dogs.", "I am not fond of cats though."] };
  return {
    operationId,
    tags: ["Sentiment of older services"],
    summary,
    requestBody: { required: true, content: jsonContent(body, { example }) },
    responses: {
      ...okResponse("One prediction for each text, in their order.", reply),
      ...problemRefs([...bodyErrors, ...runErrors]),
    },
  };
}

function statusSchema(): JsonSchema {
  const backend = objectSchema({
    backend: { type: "string", enum: [...backendIds] },
    name: { type: "string", description: "Where it runs, as a person says it." },
    available: { type: "boolean" },
    why: { type: ["string", "null"], description: "Why it is not available." },
  });
  const task = objectSchema({ id: { type: "string" }, title: { type: "string" } });
  return objectSchema({
    ready: { type: "boolean" },
    backends: { type: "array", items: backend },
    tasks: { type: "array", items: task },
  });
}

function wordSchema(word: string): JsonSchema {
  return objectSchema({ status: { type: "string", const: word } });
}

/** An object whose properties are all there. */
function objectSchema(properties: Readonly<Record<string, JsonSchema>>): JsonSchema {
  return { type: "object", properties, required: Object.keys(properties) };
}
