import { InferenceError } from "../../contract/inference-error.ts";

/** What a run's reply can be: one JSON object, or its events. */
export type ReplyType = "application/json" | "text/event-stream";

/** Both, the preferred one first. */
export const replyTypes: readonly ReplyType[] = ["application/json", "text/event-stream"];

/**
 * The reply that the caller prefers of those that are offered; the first of them when it does not say.
 * @throws InferenceError `not-acceptable` when it excludes all of them
 */
export function acceptedType(accept: string | null, offered: readonly ReplyType[]): ReplyType {
  const ranges = parseAccept(accept ?? "*/*");
  const ranked = offered
    .map((type) => ({ type, quality: qualityOf(type, ranges) }))
    .filter(({ quality }) => quality > 0)
    // Stable: at equal quality the first that is offered wins.
    .toSorted((one, other) => other.quality - one.quality);
  const best = ranked[0];
  if (best) return best.type;
  throw new InferenceError(
    "not-acceptable",
    `The reply is ${offered.join(" or ")}, and the request's "accept" header takes neither. Ask for one of them or leave the header out.`,
  );
}

/** True when the caller names web pages and wants nothing more than one: a browser's own navigation. */
export function prefersHtml(accept: string | null): boolean {
  const ranges = parseAccept(accept ?? "*/*");
  const html = ranges.find(({ type }) => type === "text/html")?.quality ?? 0;
  return html > 0 && html > qualityOf("application/json", ranges);
}

interface MediaRange {
  readonly type: string;
  readonly quality: number;
}

function parseAccept(accept: string): readonly MediaRange[] {
  return accept
    .toLowerCase()
    .split(",")
    .map((part) => {
      const [type = "", ...parameters] = part.split(";").map((piece) => piece.trim());
      const quality = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2);
      const number = quality === undefined ? 1 : Number(quality);
      return { type, quality: Number.isFinite(number) ? number : 0 };
    })
    .filter(({ type }) => type !== "");
}

/** The most specific range decides, as RFC 9110 says. */
function qualityOf(type: ReplyType, ranges: readonly MediaRange[]): number {
  // A header without a single readable range says nothing.
  if (ranges.length === 0) return 1;
  const [family] = type.split("/");
  for (const wanted of [type, `${family ?? ""}/*`, "*/*"]) {
    const range = ranges.find((candidate) => candidate.type === wanted);
    if (range) return range.quality;
  }
  // Problems are JSON too: a client that asks for them alone takes JSON.
  const problem = ranges.find((candidate) => candidate.type === "application/problem+json");
  return type === "application/json" && problem ? problem.quality : 0;
}
