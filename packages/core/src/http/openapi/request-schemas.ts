// What a task takes, as the document's schemas. Each option is a schema of its own, by name: a generator
// that takes a property with a default for one that is always there leaves a reference optional.
import type { BackendRef } from "../../contract/backend-id.ts";
import { isJsonObject } from "../../contract/json.ts";
import type { AnyTask } from "../../tasks/task.ts";
import { type JsonSchema, requestFieldSchemas, taskInputSchema } from "../kit/task-schema.ts";
import { maxBatch } from "../rest/run-body.ts";
import { pascalCase, schemaRef } from "./schema-parts.ts";

type Schemas = Readonly<Record<string, JsonSchema>>;

const choiceName = "BackendChoice";

/** The schemas that every task's requests share. */
export function sharedRequestSchemas(backends: readonly BackendRef[]): Schemas {
  return { [choiceName]: orNull(requestFieldSchemas(backends).backend) };
}

/** The schemas of one task's requests: `…Request` is one input with the request-wide fields, `…Input` without. */
export function taskRequestSchemas(task: AnyTask, backends: readonly BackendRef[]): Schemas {
  const name = pascalCase(task.id);
  const { properties, ...input } = taskInputSchema(task);
  const fields = Object.entries(isJsonObject(properties) ? properties : {});
  const options = fields.flatMap(([field, schema]) =>
    isJsonObject(schema) && Object.hasOwn(schema, "default") ? [{ field, schema }] : [],
  );
  const optionName = (field: string) => `${name}${pascalCase(field)}`;
  const references = options.map(({ field }): [string, JsonSchema] => [
    field,
    schemaRef(optionName(field)),
  ]);
  const inputProperties = Object.fromEntries<unknown>([...fields, ...references]);
  const { waitMs } = requestFieldSchemas(backends);
  const shared = { backend: schemaRef(choiceName), waitMs: orNull(waitMs) };
  return {
    ...Object.fromEntries(options.map(({ field, schema }) => [optionName(field), orNull(schema)])),
    [`${name}Input`]: { ...input, properties: inputProperties },
    [`${name}Request`]: { ...input, properties: { ...inputProperties, ...shared } },
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
        ...shared,
      },
      required: ["inputs"],
      additionalProperties: false,
    },
  };
}

/** A schema that takes null too: with an option it says the same as leaving it out. */
function orNull(schema: JsonSchema): JsonSchema {
  const { type, enum: words, anyOf } = schema;
  if (Array.isArray(anyOf)) {
    const choices: readonly unknown[] = anyOf;
    return { ...schema, anyOf: [...choices, { type: "null" }] };
  }
  const names: readonly unknown[] = Array.isArray(words) ? words : [];
  return {
    ...schema,
    type: [type, "null"],
    ...(names.length > 0 ? { enum: [...names, null] } : {}),
  };
}
