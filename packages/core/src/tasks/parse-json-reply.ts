import * as v from "valibot";
import { UnreadableReply } from "./prompt.ts";

// Models put JSON into a code fence now and then, whatever they are asked.
const fenced = /^```(?:json)?\s*\n?([\s\S]*?)\n?\s*```$/u;

/**
 * A reply that is one JSON value of the schema, bare or in a code fence.
 * @throws UnreadableReply with what is wrong, none of the reply's own words in it
 */
export function parseJsonReply<Output>(
  schema: v.GenericSchema<unknown, Output>,
  reply: string,
): Output {
  const text = reply.trim();
  const result = v.safeParse(schema, parse(fenced.exec(text)?.[1] ?? text));
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = v.getDotPath(issue);
  throw new UnreadableReply(
    path === null ? "It is not a JSON object of that form." : `"${path}" is not as asked for.`,
  );
}

function parse(text: string): unknown {
  if (text === "") throw new UnreadableReply("It is empty.");
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw new UnreadableReply("It is not one JSON object and nothing else.");
    }
    throw error;
  }
}
