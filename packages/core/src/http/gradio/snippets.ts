import type { JsonObject } from "../../contract/json.ts";
import { apiPrefix } from "./config.ts";

/** A call as programs that run as they stand. */
export interface CodeSnippets {
  readonly python: string;
  readonly javascript: string;
  readonly bash: string;
}

interface SnippetOptions {
  readonly taskId: string;
  /** The fields to send, by name. */
  readonly input: JsonObject;
  /** The app's public address without a slash at its end. */
  readonly rootUrl: string;
}

/** The same call for Python's `gradio_client`, for `@gradio/client`, and for curl. */
export function codeSnippets({ taskId, input, rootUrl }: SnippetOptions): CodeSnippets {
  const fields = Object.entries<unknown>({ ...input });
  const list = (line: (name: string, value: unknown) => string) =>
    fields.map(([name, value]) => line(name, value)).join("\n");
  const python = [
    "from gradio_client import Client",
    "",
    `client = Client(${JSON.stringify(rootUrl)})`,
    "result = client.predict(",
    list((name, value) => `    ${name}=${pythonLiteral(value)},`),
    `    api_name="/${taskId}",`,
    ")",
    "print(result)",
  ];
  const javascript = [
    'import { Client } from "@gradio/client";',
    "",
    `const client = await Client.connect(${JSON.stringify(rootUrl)});`,
    `const result = await client.predict("/${taskId}", {`,
    list((name, value) => `  ${name}: ${JSON.stringify(value)},`),
    "});",
    "console.log(result.data);",
  ];
  const bash = [
    `EVENT_ID=$(curl -s ${rootUrl}${apiPrefix}/call/v2/${taskId} \\`,
    '  -H "Content-Type: application/json" \\',
    `  -d ${shellQuoted(JSON.stringify(input))} | cut -d '"' -f 4)`,
    `curl -sN ${rootUrl}${apiPrefix}/call/${taskId}/$EVENT_ID`,
  ];
  return {
    python: python.join("\n"),
    javascript: javascript.join("\n"),
    bash: bash.join("\n"),
  };
}

/** A text, number, truth value or null as Python writes it; a JSON text is a Python text, too. */
export function pythonLiteral(value: unknown): string {
  if (typeof value === "boolean") return value ? "True" : "False";
  return value === null ? "None" : JSON.stringify(value);
}

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
