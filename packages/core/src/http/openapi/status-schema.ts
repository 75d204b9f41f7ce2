// The state of the service, as `GET /api/v1/status` tells it.
import { backendIds, roles } from "../../contract/backend-id.ts";
import { obstacleSchema } from "../../contract/reason.ts";
import { endpointStatusSchema } from "../../endpoint/endpoint-status.ts";
import { type JsonSchema, jsonSchemaOf } from "../kit/task-schema.ts";
import { objectSchema, schemaRef } from "./schema-parts.ts";

/** The schema of the whole status. */
export function statusSchema(): JsonSchema {
  const backend = objectSchema({
    backend: { type: "string", enum: [...backendIds] },
    role: { type: "string", enum: [...roles] },
    name: { type: "string", description: "Where it runs, as a person says it." },
    available: { type: "boolean" },
    why: { type: ["string", "null"], description: "Why it is not available, in words." },
    whyFacts: {
      anyOf: [jsonSchemaOf(obstacleSchema), { type: "null" }],
      description: "The same as code and values.",
    },
  });
  const task = objectSchema({ id: { type: "string" }, title: { type: "string" } });
  return objectSchema({
    ready: { type: "boolean" },
    backends: { type: "array", items: backend },
    tasks: { type: "array", items: task },
    endpoint: {
      anyOf: [schemaRef("Endpoint"), { type: "null" }],
      description: "The large model; null where there is none.",
    },
    feedback: { type: "boolean", description: "Whether `POST /api/v1/feedback` takes any." },
  });
}

/** The schema of the large model's state. */
export function endpointSchema(): JsonSchema {
  return {
    ...jsonSchemaOf(endpointStatusSchema),
    description: "The large model: how ready it is, whether it can be woken, and what it costs.",
  };
}
