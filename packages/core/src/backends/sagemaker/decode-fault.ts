// What the AWS SDK threw → the row of the fault table, and what the log may hold. Users get the row's words
// alone; the service's own words go to the log; a container's words, which may repeat the input, go nowhere
// but to its codec.
import * as v from "valibot";
import type { CallFault } from "../large-model/model-client.ts";
import { rowOf } from "./fault-table.ts";

const text = v.optional(v.nullable(v.string()), null);
const number = v.optional(v.nullable(v.number()), null);
const thrownError = v.object({
  name: v.string(),
  message: v.optional(v.string(), ""),
  code: v.fallback(text, null),
  OriginalStatusCode: v.fallback(number, null),
  OriginalMessage: v.fallback(text, null),
  ErrorCode: v.fallback(text, null),
  LogStreamArn: v.fallback(text, null),
  $metadata: v.optional(
    v.object({ httpStatusCode: v.fallback(number, null), requestId: v.fallback(text, null) }),
    { httpStatusCode: null, requestId: null },
  ),
});
const nothingKnown = v.parse(thrownError, { name: "unknown" });

type ThrownError = v.InferOutput<typeof thrownError>;

// Their messages quote the container.
const containerErrors: ReadonlySet<string> = new Set(["ModelError", "ModelStreamError"]);

/** What an error of the SDK means, whatever it is. */
export function decodeFault(error: unknown): CallFault {
  const result = v.safeParse(thrownError, error);
  const thrown = result.success ? result.output : nothingKnown;
  const { name, code, message, $metadata, OriginalMessage } = thrown;
  const isService = message !== "" && !containerErrors.has(name);
  return {
    row: rowOf(thrown),
    facts: {
      name: code === null ? name : `${name} ${code}`,
      message: isService ? message.slice(0, 500) : null,
      status: $metadata.httpStatusCode,
      details: detailsOf(thrown),
    },
    refusal: OriginalMessage,
  };
}

/** The container's status, why a stream ended, the request's id and where the container's log is. */
function detailsOf(thrown: ThrownError): Readonly<Record<string, string | number>> {
  const { OriginalStatusCode, ErrorCode, $metadata, LogStreamArn } = thrown;
  const facts = {
    originalStatus: OriginalStatusCode,
    errorCode: ErrorCode,
    requestId: $metadata.requestId,
    logStreamArn: LogStreamArn,
  };
  const known = Object.entries(facts).flatMap(([name, value]) =>
    value === null ? [] : [[name, value] as const],
  );
  return Object.fromEntries(known);
}
