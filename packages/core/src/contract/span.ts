import * as v from "valibot";

/** The schema of a span in an output. */
export const spanSchema = v.object({ start: v.number(), end: v.number() });

/** A piece of a text in UTF-16 units, end not included: `text.slice(start, end)` is what is meant. */
export type Span = Readonly<v.InferOutput<typeof spanSchema>>;
