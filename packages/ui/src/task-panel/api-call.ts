// The curl line that does over HTTP what the form does.
import type { BackendChoice } from "@pilotlight/core";
import type { TaskSession } from "../sessions/task-session.svelte.ts";

// A long text is cut in the sample: the form of the call is what one wants to see.
const shownTextLength = 400;

interface ApiCallOptions {
  readonly session: TaskSession;
  readonly choice: BackendChoice;
  readonly appUrl: string;
}

/** A curl command for the form's values, to be pasted into a POSIX shell. */
export function apiCall({ session, choice, appUrl }: ApiCallOptions): string {
  const body = Object.fromEntries(
    Object.entries(session.values).map(([name, value]) => [
      name,
      typeof value === "string" ? shorten(value) : value,
    ]),
  );
  // "This device" is no place for an API caller; the server chooses.
  const sent = choice === "auto" || choice === "browser" ? body : { ...body, backend: "onnx" };
  const json = JSON.stringify(sent, null, 2).replaceAll("'", "'\\''");
  return [
    `curl ${appUrl}api/v1/${session.task.id} \\`,
    `  -H 'content-type: application/json' \\`,
    `  -d '${json}'`,
  ].join("\n");
}

function shorten(text: string): string {
  return text.length > shownTextLength
    ? `${text.slice(0, shownTextLength).toWellFormed()} …`
    : text;
}
