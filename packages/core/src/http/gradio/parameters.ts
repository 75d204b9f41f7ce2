// A task's fields as Gradio's input components, in the positional order of the API.
import { fieldSchema, type Field } from "../../tasks/field.ts";
import { isWhole, type NumberBounds } from "../../tasks/number-bounds.ts";
import type { AnyTask } from "../../tasks/task.ts";
import type { ValueType } from "./value-types.ts";

/** What the API's documentation says about one input. */
export interface Parameter extends ValueType {
  readonly name: string;
  readonly description: string;
  readonly hasDefault: boolean;
  readonly fallback: string | number | boolean | null;
  readonly example: string | number | boolean | null;
}

const longestExample = 300;

/** The inputs of a task's endpoint, in order. */
export function parameters(task: AnyTask): readonly Parameter[] {
  const example: Readonly<Record<string, unknown>> = { ...task.examples[0]?.input };
  return Object.entries(task.fields).map(([name, field]) => ({
    ...component(field),
    name,
    label: field.label,
    description: field.description,
    schema: fieldSchema(field),
    hasDefault: field.fallback !== undefined,
    fallback: field.fallback ?? null,
    example: exampleOf(example[name]) ?? field.fallback ?? "Hello!!",
  }));
}

function component(field: Field): Pick<ValueType, "type" | "component" | "pythonType"> {
  switch (field.kind) {
    case "text":
      return { type: "textbox", component: "Textbox", pythonType: "str" };
    case "number":
      return { type: "number", component: "Number", pythonType: numberType(field) };
    case "switch":
      return { type: "checkbox", component: "Checkbox", pythonType: "bool" };
    case "choice": {
      const words = `Literal[${field.choices.map(({ value }) => `'${value}'`).join(", ")}]`;
      const pythonType = field.number ? `${words} | ${numberType(field.number)}` : words;
      return { type: "dropdown", component: "Dropdown", pythonType };
    }
  }
}

function numberType(bounds: NumberBounds): "int" | "float" {
  return isWhole(bounds) ? "int" : "float";
}

function exampleOf(value: unknown): string | number | boolean | null {
  if (typeof value === "number" || typeof value === "boolean") return value;
  if (typeof value !== "string") return null;
  return value.length > longestExample
    ? `${value.slice(0, longestExample).toWellFormed()} …`
    : value;
}
