// Gradio's components for the parts of an output, with their JSON schemas and Python's words for them.

/** What the API's documentation says about one value. */
export interface ValueType {
  /** Gradio's word for the component, such as `textbox`. */
  readonly type: string;
  /** The same in the spelling of `/info`. */
  readonly component: string;
  readonly label: string;
  readonly schema: Readonly<Record<string, unknown>>;
  readonly pythonType: string;
}

const nullable = (...types: readonly string[]) => ({
  anyOf: [...types, "null"].map((type) => ({ type })),
  default: null,
});

const text = {
  type: "textbox",
  component: "Textbox",
  schema: { type: "string" },
  pythonType: "str",
};

const labelSchema = {
  type: "object",
  title: "LabelData",
  properties: {
    label: nullable("string", "integer", "number"),
    confidences: {
      anyOf: [
        {
          type: "array",
          items: {
            type: "object",
            title: "LabelConfidence",
            properties: {
              label: nullable("string", "integer", "number"),
              confidence: nullable("number"),
            },
          },
        },
        { type: "null" },
      ],
      default: null,
    },
  },
};

const scores = {
  type: "label",
  component: "Label",
  schema: labelSchema,
  pythonType:
    "dict(label: str | int | float | None, confidences: list[dict(label: str | int | float | None, confidence: float | None)] | None)",
};

const markedText = {
  type: "highlightedtext",
  component: "Highlightedtext",
  schema: {
    type: "array",
    items: {
      type: "object",
      properties: {
        token: { type: "string" },
        class_or_confidence: nullable("string", "number"),
      },
    },
  },
  pythonType: "list[dict(token: str, class_or_confidence: str | float | None)]",
};

/** The component of a whole output. */
export const jsonType: ValueType = {
  type: "json",
  component: "Json",
  label: "JSON",
  schema: { type: {}, description: "any valid json" },
  pythonType: "str | float | bool | list | dict",
};

/** The component of each kind of part; the label is the part's own. */
export const valueTypes = { text, scores, "marked-text": markedText };
