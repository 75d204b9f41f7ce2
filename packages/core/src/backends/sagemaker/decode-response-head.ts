import * as v from "valibot";

const head = v.object({ statusCode: v.number(), headers: v.record(v.string(), v.string()) });

/** True for a success of HTTP that is no stream of AWS events, such as a proxy's page. */
export function isForeignHead(response: unknown): boolean {
  const result = v.safeParse(head, response);
  if (!result.success || result.output.statusCode >= 300) return false;
  const type = result.output.headers["content-type"] ?? "";
  return !type.startsWith("application/vnd.amazon.eventstream");
}
