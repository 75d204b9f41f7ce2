// What the document tells of runs: one thing that happened to a run, and a run as it stands.
import { roles } from "../../contract/backend-id.ts";
import { progressSchema, runEventSchema } from "../../contract/run-event.ts";
import type { AnyTask } from "../../tasks/task.ts";
import { type JsonSchema, jsonSchemaOf } from "../kit/task-schema.ts";
import { objectSchema, pascalCase, schemaRef } from "./schema-parts.ts";

/** The schemas of runs, by name. */
export function runSchemas(tasks: readonly AnyTask[]): Readonly<Record<string, JsonSchema>> {
  return {
    RunEvent: {
      ...jsonSchemaOf(runEventSchema),
      description:
        "One thing that happened to a run. `run-end` or `run-error` is last. A `backend-start` makes void what came before it.",
    },
    RunStatus: runStatusSchema,
    RunOutput: runOutputSchema(tasks),
    Progress: jsonSchemaOf(progressSchema),
  };
}

const progressOrNull: JsonSchema = { anyOf: [schemaRef("Progress"), { type: "null" }] };

const backend: JsonSchema = { type: "string", description: "The place that computes." };
const role: JsonSchema = {
  type: "string",
  enum: [...roles],
  description: "What that place is for.",
};

const runStatusSchema: JsonSchema = {
  description: "A run as it stands; `status` says which of the facts are there.",
  oneOf: [
    statusOf(
      "queued",
      {
        position: { type: "integer", description: "The place in line, 1 is next." },
        expectedMs: {
          type: ["number", "null"],
          description: "The expected wait; null when nobody can tell.",
        },
      },
      {
        backend: { type: "string", description: "Whose line it is, once that is known." },
        role,
        waking: {
          ...schemaRef("Progress"),
          description:
            "For a run that waits for the large model: the seconds since its wake, and how many that is expected to take.",
        },
      },
    ),
    statusOf("running", {
      backend,
      role,
      text: { type: "string", description: "The text so far." },
      progress: { ...progressOrNull, description: "How far the model or the reading is." },
    }),
    statusOf("done", { output: schemaRef("RunOutput"), run: schemaRef("RunInfo") }),
    statusOf("cancelled"),
    statusOf("failed", { error: schemaRef("Problem") }),
  ],
};

/** A run in one status: these facts are there, those may be. */
function statusOf(
  status: string,
  facts: Readonly<Record<string, JsonSchema>> = {},
  optional: Readonly<Record<string, JsonSchema>> = {},
): JsonSchema {
  const always = {
    id: { type: "string", description: "The run's id." },
    task: { type: "string", description: "The task's id." },
    status: { type: "string", const: status },
    ...facts,
  };
  return { ...objectSchema(always), properties: { ...always, ...optional } };
}

/** What a run gave: its task's output, or for a batch one for each input. */
function runOutputSchema(tasks: readonly AnyTask[]): JsonSchema {
  const outputs = tasks.map(({ id }) => schemaRef(`${pascalCase(id)}Output`));
  const items = { anyOf: [...outputs, schemaRef("Problem")] };
  return {
    description: "The task's output; for a batch one output or one problem for each input.",
    anyOf: [...outputs, objectSchema({ outputs: { type: "array", items } })],
  };
}
