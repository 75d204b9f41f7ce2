// What a task takes and gives as JSON schema (2020-12), for the faces that describe it: MCP and OpenAPI.
import { toJsonSchema } from "@valibot/to-json-schema";
import type * as v from "valibot";
import { type BackendRef, roles } from "../../contract/backend-id.ts";
import { backendName } from "../../contract/reason-words.ts";
import { runInfoSchema } from "../../contract/run-event.ts";
import { fieldSchema } from "../../tasks/field.ts";
import { isJsonObject } from "../../contract/json.ts";
import { type AnyTask, inputNames } from "../../tasks/task.ts";
import { maxWaitMs } from "./wish.ts";

/** A JSON schema, or a piece of one. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The dialect of every schema here. */
export const jsonSchemaDialect = "https://json-schema.org/draft/2020-12/schema";

interface InputSchemaOptions {
  /** The backends that a caller may pin; given, the schema has the request-wide fields `backend` and `waitMs` too. */
  readonly backends?: readonly BackendRef[];
}

/** The schema of a task's input as a caller sends it: options may be left out, nothing else may be added. */
export function taskInputSchema(task: AnyTask, { backends }: InputSchemaOptions = {}): JsonSchema {
  const fields = Object.entries(task.fields).map(([name, field]) => [name, fieldSchema(field)]);
  return {
    type: "object",
    properties: {
      ...Object.fromEntries(fields),
      ...(backends === undefined ? {} : requestFieldSchemas(backends)),
    },
    required: inputNames(task),
    additionalProperties: false,
  };
}

/** The schemas of the fields that every request takes beside the task's own. */
export function requestFieldSchemas(
  backends: readonly BackendRef[],
): Readonly<Record<"backend" | "waitMs", JsonSchema>> {
  const named = backends.map((ref) => `"${ref.backend}" is ${backendName(ref)}`);
  const known = roles.filter((role) => backends.some((backend) => backend.role === role));
  const choices = [...known.map((role) => `"${role}" is a ${role} model`), ...named];
  return {
    backend: {
      type: "string",
      enum: ["auto", ...known, ...backends.map(({ backend }) => backend)],
      default: "auto",
      title: "Backend",
      description: `Who answers: ${['"auto" is whoever is ready', ...choices].join(", ")}.`,
    },
    waitMs: {
      type: "integer",
      minimum: 0,
      maximum: maxWaitMs,
      title: "Wait",
      description:
        "How long to wait for a large model that was asked for and is not awake yet, in milliseconds. Left out or 0, such a run is refused at once with when to come back.",
    },
  };
}

/** The schema of a task's output. */
export function taskOutputSchema(task: AnyTask): JsonSchema {
  return jsonSchemaOf(task.output);
}

/** The schema of a whole reply: the task's output fields with `run` beside them. */
export function taskReplySchema(task: AnyTask, run: JsonSchema = runInfoJsonSchema()): JsonSchema {
  const output = taskOutputSchema(task);
  const { properties, required } = output;
  // An output that is a choice of shapes has no list of properties to add to.
  if (!isJsonObject(properties) || !Array.isArray(required)) {
    return { type: "object", allOf: [output], properties: { run }, required: ["run"] };
  }
  const names: readonly unknown[] = required;
  return { ...output, properties: { ...properties, run }, required: [...names, "run"] };
}

/** The schema of `run`: who answered, why, and how long it took. */
export function runInfoJsonSchema(): JsonSchema {
  const schema = jsonSchemaOf(runInfoSchema);
  const properties = isJsonObject(schema.properties) ? schema.properties : {};
  const described = Object.entries(properties).map(([name, property]) => {
    const description = Object.hasOwn(runInfoWords, name) ? runInfoWords[name] : undefined;
    return [name, isJsonObject(property) ? { ...property, description } : property];
  });
  return {
    ...schema,
    description: "Who answered, why, and how long it took.",
    properties: Object.fromEntries(described),
  };
}

const runInfoWords: Readonly<Record<string, string>> = {
  id: "The run's id, good for looking it up again for some minutes.",
  backend: "The place that answered.",
  role: "What that place is for.",
  model: "The model that answered, by name.",
  reason: "Why this backend answered, in words.",
  reasonFacts: "The same as code and values.",
  cached:
    "True when nothing was computed for this run: an equal one was answered before, or was being answered.",
  queueMs: "Milliseconds before the computing began.",
  computeMs: "Milliseconds of computing.",
  notice: "What to know about this answer, such as a language that the model does not read.",
  noticeFacts: "The same as codes and values, one by one.",
};

/** The JSON schema of a valibot schema; what JSON schema cannot say is left open rather than refused. */
export function jsonSchemaOf(schema: v.GenericSchema): JsonSchema {
  const whole = toJsonSchema(schema, {
    target: "draft-2020-12",
    typeMode: "output",
    errorMode: "ignore",
  });
  // A piece of a document does not name its dialect: the document does.
  return Object.fromEntries(Object.entries(whole).filter(([name]) => name !== "$schema"));
}
