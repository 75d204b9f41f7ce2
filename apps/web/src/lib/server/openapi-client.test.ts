// What a public generator makes of the document, and whether a program that uses it compiles. Each line
// under `@ts-expect-error` must be one: a type that lets everything through fails here too.
import { fileURLToPath } from "node:url";
import openapiTypescript, { astToString } from "openapi-typescript";
import ts from "typescript";
import { expect, it } from "vitest";
import { tasks } from "@pilotlight/core";
import { createOpenApiDocument } from "@pilotlight/core/faces";

const program = `
import createClient from "openapi-fetch";
import type { components, paths } from "./generated.d.ts";

const client = createClient<paths>({ baseUrl: "https://nlp.example" });

export async function summarize(text: string): Promise<string> {
  const { data, error } = await client.POST("/api/v1/summarization", { body: { text } });
  if (error) throw new Error(\`\${error.code}: \${error.detail} \${error.limit ?? ""}\`);
  // @ts-expect-error a reply is no text: the events have an address of their own
  data satisfies string;
  // Neither a batch nor a run to come back for.
  if (!("kind" in data)) return "";
  // @ts-expect-error there is no such field
  data.summary;
  const kind: "extractive" | "abstractive" = data.kind;
  const reason: string = data.run.reasonFacts.code;
  return [data.summary_text, kind, reason, data.sentences?.[0]?.start.toFixed()].join();
}

export async function ask(): Promise<number | null> {
  await client.POST("/api/v1/question-answering", {
    // @ts-expect-error the context is missing
    body: { question: "Who?" },
  });
  await client.POST("/api/v1/question-answering", {
    // @ts-expect-error there is no such backend
    body: { question: "Who?", context: "Ann.", backend: "moon" },
  });
  const { data } = await client.POST("/api/v1/question-answering", {
    params: { header: { "Idempotency-Key": "1" } },
    body: { question: "Who?", context: "Ann.", topK: 2, backend: "small", waitMs: null },
  });
  return data && "answers" in data ? (data.answers[0]?.score ?? null) : null;
}

export async function judgeMany(texts: readonly string[]): Promise<string[]> {
  const inputs = texts.map((text) => ({ text }));
  const { data } = await client.POST("/api/v1/sentiment-analysis", { body: { inputs } });
  if (!data || !("outputs" in data)) return [];
  return data.outputs.map((output) => ("label" in output ? output.label : output.detail));
}

export async function events(): Promise<ReadableStream<Uint8Array> | null | undefined> {
  const { data } = await client.POST("/api/v1/summarization/events", {
    body: { text: "A text." },
    parseAs: "stream",
  });
  return data;
}

export async function later(id: string): Promise<string> {
  const { data } = await client.GET("/api/v1/runs/{id}", { params: { path: { id } } });
  switch (data?.status) {
    case "queued":
      return String(data.position);
    case "running":
      return data.text + String(data.progress?.done);
    case "done":
      return "summary_text" in data.output ? data.output.summary_text : data.run.model;
    case "failed":
      return data.error.code;
    default:
      return "none";
  }
}

export async function state(): Promise<string> {
  const { data } = await client.GET("/api/v1/status");
  return [data?.backends[0]?.available, data?.endpoint?.temperature].join();
}

export function read(event: components["schemas"]["RunEvent"]): string {
  return event.type === "text-delta" ? event.text : event.type;
}
`;

it("is one that openapi-typescript reads, and a program on openapi-fetch compiles", async () => {
  const document = createOpenApiDocument({ tasks, version: "1" });
  const generated = astToString(await openapiTypescript(JSON.stringify(document)));
  expect(errorsOf({ "generated.d.ts": generated, "program.ts": program })).toEqual([]);
});

/** What the compiler says of these files, which stand in no folder. */
function errorsOf(files: Readonly<Record<string, string>>): readonly string[] {
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2024,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    allowImportingTsExtensions: true,
    lib: ["lib.es2024.d.ts", "lib.dom.d.ts"],
    types: [],
  };
  const folder = fileURLToPath(new URL(".", import.meta.url)).replaceAll("\\", "/");
  const texts = new Map(Object.entries(files).map(([name, text]) => [folder + name, text]));
  const host = ts.createCompilerHost(options);
  host.fileExists = (path) => texts.has(path) || ts.sys.fileExists(path);
  host.readFile = (path) => texts.get(path) ?? ts.sys.readFile(path);
  const built = ts.createProgram([...texts.keys()], options, host);
  return ts.getPreEmitDiagnostics(built).map(({ file, start = 0, messageText }) => {
    const line = (file?.getLineAndCharacterOfPosition(start).line ?? 0) + 1;
    return `${file?.fileName ?? ""}:${line} ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
  });
}
