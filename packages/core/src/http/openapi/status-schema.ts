// The state of the service, as `GET /api/v1/status` tells it.
import { backendIds, roles } from "../../contract/backend-id.ts";
import { endpointStatusSchema } from "../../endpoint/decode-endpoint-status.ts";
import { isJsonObject } from "../../contract/json.ts";
import { type JsonSchema, jsonSchemaOf } from "../kit/task-schema.ts";
import { objectSchema, schemaRef } from "./schema-parts.ts";

/** The schema of the whole status. */
export function statusSchema(): JsonSchema {
  const backend = objectSchema({
    backend: { type: "string", enum: [...backendIds] },
    role: { type: "string", enum: [...roles] },
    name: { type: "string", description: "Where it runs, as a person says it." },
    available: { type: "boolean" },
    why: { type: ["string", "null"], description: "Why it is not available." },
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
  });
}

/** The schema of the large model's state. */
export function endpointSchema(): JsonSchema {
  const schema = jsonSchemaOf(endpointStatusSchema);
  const properties = isJsonObject(schema.properties) ? schema.properties : {};
  const described = Object.entries(properties).map(([name, property]) => {
    const description = Object.hasOwn(endpointWords, name) ? endpointWords[name] : undefined;
    return [name, isJsonObject(property) ? { ...property, description } : property];
  });
  return {
    ...schema,
    description: "The large model: how ready it is, whether it can be woken, and what it costs.",
    properties: Object.fromEntries(described),
  };
}

const endpointWords: Readonly<Record<string, string>> = {
  temperature: "No copy runs, one is on its way, it answers, or it is broken.",
  model: "The model's name, as answers are signed with it.",
  words: "The state in words.",
  available: "True when a run may be sent now.",
  sinceSeconds: "How long it has had this temperature.",
  secondsToWarm:
    "Expected seconds until it is warm; 0 when it is, null when nothing brings it there.",
  wakeSeconds: "How long a wake takes, learned from past ones.",
  wakePolicy:
    'When a run wakes it by itself: "summarization" means the tasks that say so, summaries among them; any run; never without being asked; or never at all.',
  wake: "Whether it can be woken now, how often yet today, and why not.",
  cost: "What it has cost since this server began to watch it, estimated from the instances seen.",
};
