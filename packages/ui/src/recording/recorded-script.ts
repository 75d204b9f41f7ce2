// Recorded runs as one program that makes the same calls: pure.
import { type BackendChoice, pythonLiteral } from "@pilotlight/core";
import type { RecordedCall } from "./recorded-calls.svelte.ts";

interface ScriptOptions {
  readonly calls: readonly RecordedCall[];
  /** Where the app lives, with a slash at its end. */
  readonly appUrl: string;
}

/** A language that a recording can be written in. */
export interface ScriptLanguage {
  readonly id: string;
  readonly label: string;
  /** What it takes to run the script. */
  readonly needs: string;
  /** The name and media type of its file. */
  readonly file: { readonly name: string; readonly type: string };
  /** The program; runs as it is. */
  readonly script: (options: ScriptOptions) => string;
}

/** Every language, the one that needs least first. */
export const scriptLanguages: readonly ScriptLanguage[] = [
  {
    id: "curl",
    label: "curl",
    needs: "For a shell: bash pilotlight.sh",
    file: { name: "pilotlight.sh", type: "application/x-sh" },
    script: curlScript,
  },
  {
    id: "fetch",
    label: "fetch",
    needs: "For JavaScript, without a library: node pilotlight.mjs",
    file: { name: "pilotlight.mjs", type: "text/javascript" },
    script: fetchScript,
  },
  {
    id: "httpx",
    label: "Python httpx",
    needs: "Takes pip install httpx, then: python pilotlight.py",
    file: { name: "pilotlight.py", type: "text/x-python" },
    script: httpxScript,
  },
  {
    id: "javascript",
    label: "JavaScript client",
    needs: "Takes npm install @gradio/client, then: node pilotlight.mjs",
    file: { name: "pilotlight.mjs", type: "text/javascript" },
    script: javascriptScript,
  },
  {
    id: "python",
    label: "Python client",
    needs: "Takes pip install gradio_client, then: python pilotlight.py",
    file: { name: "pilotlight.py", type: "text/x-python" },
    script: pythonScript,
  },
];

// As long as the page waits for a large model that was asked for.
const longestWaitMs = 600_000;

interface Wish {
  readonly backend: "small" | "large";
  readonly waitMs?: number;
}

/** Who shall answer, to the server; null where it may choose. "This device" is no place for it. */
function wishOf(choice: BackendChoice): Wish | null {
  if (choice === "auto" || choice === "browser") return null;
  return choice === "large" ? { backend: "large", waitMs: longestWaitMs } : { backend: "small" };
}

function bodyOf({ input, choice }: RecordedCall): object {
  return { ...input, ...wishOf(choice) };
}

/** Each call with its number and name, as a comment stands before it. */
function written(
  calls: readonly RecordedCall[],
  mark: "#" | "//",
  lines: (call: RecordedCall) => readonly string[],
): readonly string[] {
  return calls.flatMap((call, index) => [
    "",
    `${mark} ${index + 1}. ${call.title}`,
    ...lines(call),
  ]);
}

function curlScript({ calls, appUrl }: ScriptOptions): string {
  return [
    "#!/usr/bin/env bash",
    "set -euo pipefail",
    ...written(calls, "#", (call) => [
      `curl -sS --fail-with-body '${appUrl}api/v1/${call.taskId}' \\`,
      // From standard input: one argument of a command may not be longer than 128 KB.
      `  -H 'content-type: application/json' --data-binary @- <<'JSON'`,
      json(bodyOf(call)),
      "JSON",
      "echo",
    ]),
    "",
  ].join("\n");
}

function fetchScript({ calls, appUrl }: ScriptOptions): string {
  return [
    `const api = ${json(`${appUrl}api/v1/`)};`,
    "",
    "async function run(task, body) {",
    "  const response = await fetch(api + task, {",
    `    method: "POST",`,
    `    headers: { "content-type": "application/json" },`,
    "    body: JSON.stringify(body),",
    "  });",
    "  if (!response.ok) throw new Error(await response.text());",
    "  return response.json();",
    "}",
    ...written(calls, "//", (call) => [
      `console.log(await run(${json(call.taskId)}, ${json(bodyOf(call))}));`,
    ]),
    "",
  ].join("\n");
}

function httpxScript({ calls, appUrl }: ScriptOptions): string {
  return [
    "import httpx",
    "",
    `api = ${json(`${appUrl}api/v1/`)}`,
    "",
    "",
    "def run(task, body):",
    "    response = httpx.post(api + task, json=body, timeout=None)",
    "    if response.is_error:",
    "        raise SystemExit(response.text)",
    "    return response.json()",
    "",
    ...written(calls, "#", (call) => [
      `print(run(${json(call.taskId)}, {`,
      ...Object.entries<unknown>({ ...bodyOf(call) }).map(
        ([name, value]) => `    ${json(name)}: ${pythonLiteral(value)},`,
      ),
      "}))",
    ]),
    "",
  ].join("\n");
}

/** The clients that the calls need: who shall answer is a header of the whole client. */
function clientsOf(calls: readonly RecordedCall[]): readonly (Wish | null)[] {
  const wishes = calls.map(({ choice }) => wishOf(choice));
  return wishes.filter(
    (wish, index) => wishes.findIndex((other) => other?.backend === wish?.backend) === index,
  );
}

function clientName(wish: Wish | null): string {
  return wish === null ? "client" : `${wish.backend}_client`;
}

function headersOf({ backend, waitMs }: Wish): Readonly<Record<string, string>> {
  return {
    "x-pilotlight-backend": backend,
    ...(waitMs === undefined ? {} : { "x-pilotlight-wait-ms": String(waitMs) }),
  };
}

function javascriptScript({ calls, appUrl }: ScriptOptions): string {
  const root = json(appUrl.replace(/\/$/u, ""));
  return [
    'import { Client } from "@gradio/client";',
    "",
    ...clientsOf(calls).map((wish) => {
      const options = wish ? `, { headers: ${json(headersOf(wish))} }` : "";
      return `const ${clientName(wish)} = await Client.connect(${root}${options});`;
    }),
    ...written(calls, "//", (call) => [
      `console.log((await ${clientName(wishOf(call.choice))}.predict("/${call.taskId}", ${json(call.input)})).data);`,
    ]),
    "",
  ].join("\n");
}

function pythonScript({ calls, appUrl }: ScriptOptions): string {
  const root = json(appUrl.replace(/\/$/u, ""));
  return [
    "from gradio_client import Client",
    "",
    ...clientsOf(calls).map((wish) => {
      const options = wish ? `, headers=${JSON.stringify(headersOf(wish))}` : "";
      return `${clientName(wish)} = Client(${root}${options})`;
    }),
    ...written(calls, "#", (call) => [
      `print(${clientName(wishOf(call.choice))}.predict(`,
      ...Object.entries<unknown>({ ...call.input }).map(
        ([name, value]) => `    ${name}=${pythonLiteral(value)},`,
      ),
      `    api_name="/${call.taskId}",`,
      "))",
    ]),
    "",
  ].join("\n");
}

function json(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
