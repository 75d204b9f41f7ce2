// The same call as the form's, as programs that run as they stand: pure, from the form's values.
import { type AnyTask, type BackendChoice, codeSnippets, type JsonObject } from "@pilotlight/core";

interface SampleOptions {
  readonly task: AnyTask;
  readonly values: JsonObject;
  readonly choice: BackendChoice;
  /** Where the app lives, with a slash at its end. */
  readonly appUrl: string;
}

/** A way to call the API. */
export interface ApiSample {
  readonly id: "curl" | "fetch" | "javascript" | "python";
  readonly label: string;
  /** The program; copied as it is. */
  code(options: SampleOptions): string;
}

/** Every way, the one that needs least first. */
export const apiSamples: readonly ApiSample[] = [
  { id: "curl", label: "curl", code: curlSample },
  { id: "fetch", label: "fetch", code: fetchSample },
  {
    id: "javascript",
    label: "JavaScript client",
    code: (options) => clientSamples(options).javascript,
  },
  {
    id: "python",
    label: "Python client",
    code: (options) => clientSamples(options).python,
  },
];

// A long text is cut on the screen: the form of the call is what one wants to see.
const shownTextLength = 400;

/** The values with long texts cut, for showing. */
export function shortened(values: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries<unknown>({ ...values }).map(([name, value]) => [
      name,
      typeof value === "string" && value.length > shownTextLength
        ? `${value.slice(0, shownTextLength).toWellFormed()} …`
        : value,
    ]),
  );
}

function curlSample({ task, appUrl, ...options }: SampleOptions): string {
  // From standard input: one argument of a command may not be longer than 128 KB.
  return [
    `curl -s ${appUrl}api/v1/${task.id} \\`,
    `  -H 'content-type: application/json' --data-binary @- <<'JSON'`,
    JSON.stringify(body(options), null, 2),
    "JSON",
  ].join("\n");
}

function fetchSample({ task, appUrl, ...options }: SampleOptions): string {
  return [
    `const response = await fetch(${JSON.stringify(`${appUrl}api/v1/${task.id}`)}, {`,
    `  method: "POST",`,
    `  headers: { "content-type": "application/json" },`,
    `  body: JSON.stringify(${indented(JSON.stringify(body(options), null, 2))}),`,
    "});",
    "console.log(await response.json());",
  ].join("\n");
}

function clientSamples({ task, values, appUrl }: SampleOptions) {
  const rootUrl = appUrl.replace(/\/$/u, "");
  return codeSnippets({ taskId: task.id, input: values, rootUrl });
}

// "This device" is no place for an API caller; the server chooses.
function body({ values, choice }: Pick<SampleOptions, "values" | "choice">): object {
  if (choice === "large") return { ...values, backend: "large" };
  return choice === "auto" || choice === "browser" ? values : { ...values, backend: "small" };
}

function indented(json: string): string {
  return json.replaceAll("\n", "\n  ");
}
