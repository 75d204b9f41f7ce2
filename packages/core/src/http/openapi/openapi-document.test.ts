import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { errorCodes, InferenceError } from "../../contract/inference-error.ts";
import type { RunEvent } from "../../contract/run-event.ts";
import { isJsonObject } from "../../contract/json.ts";
import { tasks } from "../../tasks/registry.ts";
import { endpointStatus } from "../../testing/fake-endpoint.ts";
import { wordCount } from "../../testing/word-count/task.ts";
import { toProblem } from "../kit/problem.ts";
import { parseFeedback } from "../rest/feedback-body.ts";
import { runStatus } from "../rest/run-status.ts";
import { createOpenApiDocument } from "./openapi-document.ts";

const document = createOpenApiDocument({ tasks: [...tasks, wordCount], version: "1.2.3" });

/** A check of values against one of the document's schemas, by its place in the document. */
function checkerOf(...place: string[]): (value: unknown) => boolean {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
  ajv.addVocabulary(["components", "paths"]);
  ajv.addSchema({ $id: "doc:api", components: document.components, paths: document.paths });
  const pointer = place.map((name) => name.replaceAll("/", "~1")).join("/");
  const check = ajv.compile({ $ref: `doc:api#/${pointer}` });
  return (value) => check(value);
}

const bodyOf = (path: string) =>
  checkerOf("paths", path, "post", "requestBody", "content", "application/json", "schema");

const schema = (name: string) => checkerOf("components", "schemas", name);

/** Every object in a value. */
function* objectsIn(value: unknown): Generator<Readonly<Record<string, unknown>>> {
  if (Array.isArray(value)) for (const item of value) yield* objectsIn(item);
  if (!isJsonObject(value)) return;
  yield value;
  for (const item of Object.values(value)) yield* objectsIn(item);
}

describe("the OpenAPI document", () => {
  it("is one that a validator of OpenAPI 3.1 takes", async () => {
    const validator = new Validator();
    const result = await validator.validate(structuredClone(document));
    expect(result.errors).toBeUndefined();
    expect([result.valid, validator.version]).toEqual([true, "3.1"]);
  });

  it("refers to nothing that is not in it", () => {
    const known = new Set<string>();
    for (const [kind, parts] of Object.entries(document.components ?? {})) {
      for (const name of Object.keys(parts as object)) known.add(`#/components/${kind}/${name}`);
    }
    const refs = [...objectsIn(document)].flatMap(({ $ref }) =>
      typeof $ref === "string" ? [$ref] : [],
    );
    expect(refs.filter((ref) => !known.has(ref))).toEqual([]);
    expect(refs.length).toBeGreaterThan(50);
  });

  it("has nothing that no path refers to", () => {
    const told = JSON.stringify([...objectsIn(document)]);
    for (const [kind, parts] of Object.entries(document.components ?? {})) {
      if (kind === "securitySchemes") continue;
      const unused = Object.keys(parts as object).filter(
        (name) => !told.includes(`"#/components/${kind}/${name}"`),
      );
      expect([kind, unused]).toEqual([kind, []]);
    }
  });

  it("keeps streams of events apart from replies in JSON", () => {
    const contents = [...objectsIn(document)].flatMap(({ content }) =>
      isJsonObject(content) ? [Object.keys(content)] : [],
    );
    expect(contents.filter((types) => types.length !== 1)).toEqual([]);
    expect(contents.flat()).toContain("text/event-stream");
  });

  it("takes and gives the request's id everywhere, and Cache-Control where something runs", () => {
    const takes = (operation: unknown) => JSON.stringify(operation);
    for (const [path, item] of Object.entries(document.paths)) {
      for (const [method, operation] of Object.entries(item as object)) {
        if (method === "parameters") continue;
        const told = takes(operation);
        expect([path, told.includes("#/components/parameters/RequestId")]).toEqual([path, true]);
        const runs = /^\/(?:api\/v1\/[^/]+-[^/]+|api\/v1\/summarization|predict$|demo$)/u.test(
          path,
        );
        expect([path, told.includes("#/components/parameters/CacheControl")]).toEqual([path, runs]);
        for (const response of Object.values((operation as { responses: object }).responses)) {
          const isRef = takes(response).startsWith('{"$ref"');
          expect([
            path,
            isRef || takes(response).includes("#/components/headers/RequestId"),
          ]).toEqual([path, true]);
        }
      }
    }
    const { responses } = document.components as { responses: object };
    for (const response of Object.values(responses)) {
      expect(takes(response)).toContain("#/components/headers/RequestId");
    }
  });

  it("gives each operation a name of its own", () => {
    const ids = [...objectsIn(document.paths)].flatMap(({ operationId }) => operationId ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(["word-count", "get-run", "cancel-run", "predict"]));
  });

  it("has a path for each task, the toy task among them", () => {
    for (const { id } of [...tasks, wordCount])
      expect(document.paths).toHaveProperty([`/api/v1/${id}`]);
    expect(document.paths).toHaveProperty(["/api/v1/word-count", "post", "responses", "202"]);
    const { paths } = createOpenApiDocument({ tasks: [wordCount], version: "1" });
    expect(Object.keys(paths)).toEqual([
      "/api/v1/word-count",
      "/api/v1/word-count/events",
      "/api/v1/runs/{id}",
      "/api/v1/runs/{id}/events",
      "/api/v1/status",
      "/api/v1/status/events",
      "/api/v1/wake",
      "/api/v1/feedback",
      "/healthz",
      "/readyz",
      "/metrics",
    ]);
  });

  it("names the server where one is given, and the backends that it has", () => {
    const serverUrl = "https://nlp.example/lab";
    const own = createOpenApiDocument({
      tasks,
      version: "1",
      serverUrl,
      backends: [{ backend: "onnx", role: "small" }],
    });
    expect(own.servers).toEqual([{ url: serverUrl }]);
    expect(own.components).toHaveProperty("schemas.BackendChoice.enum", [
      "auto",
      "small",
      "onnx",
      null,
    ]);
    expect(document.servers).toEqual([{ url: "/" }]);
  });
});

describe("the schemas of the OpenAPI document", () => {
  const run = {
    id: "1",
    backend: "onnx",
    role: "small" as const,
    model: "word counter 1",
    reason: "it answers at once",
    reasonFacts: { code: "at-once" } as const,
    cached: false,
    queueMs: 0,
    computeMs: 1,
    notice: null,
    noticeFacts: [],
  };
  const problem = toProblem(new InferenceError("invalid-input", "Send a text.", { field: "text" }));

  it("take the examples that they show", () => {
    const requests = Object.entries(document.paths).flatMap(([path, item]) =>
      [...objectsIn(item)].flatMap(({ examples }) =>
        isJsonObject(examples) ? Object.values(examples).map((example) => ({ path, example })) : [],
      ),
    );
    expect(requests.map(({ path }) => path)).toContain("/api/v1/word-count");
    const ajv = new Ajv2020({ strict: false });
    ajv.addFormat("uri-reference", true);
    ajv.addSchema({ $id: "doc:api", ...document });
    for (const { path, example } of requests) {
      const at = `paths/${path.replaceAll("/", "~1")}/post/requestBody/content/application~1json/schema`;
      const value = isJsonObject(example) ? example.value : undefined;
      expect([path, ajv.validate({ $ref: `doc:api#/${at}` }, value)]).toEqual([path, true]);
    }
  });

  it("tell one input from a batch, and take no field that the task has not", () => {
    const isRequest = schema("WordCountRequest");
    const isBatch = schema("WordCountBatchRequest");
    expect(isRequest({ text: "a", backend: "onnx", waitMs: 10 })).toBe(true);
    expect(isRequest({ text: "a", backend: null, waitMs: null })).toBe(true);
    expect(isRequest({ text: "a", size: 1 })).toBe(false);
    expect(isBatch({ inputs: [{ text: "a" }] })).toBe(true);
    expect(isBatch({ inputs: [] })).toBe(false);
    expect(isBatch({ inputs: Array.from({ length: 257 }, () => ({ text: "a" })) })).toBe(false);
  });

  it("take replies, and problems in their places within a batch", () => {
    expect(schema("WordCountReply")({ words: 1, run })).toBe(true);
    expect(schema("WordCountReply")({ words: "one", run })).toBe(false);
    expect(schema("WordCountBatchReply")({ outputs: [{ words: 1 }, problem], run })).toBe(true);
    expect(schema("WordCountBatchReply")({ outputs: [], run: null })).toBe(true);
    expect(schema("WordCountBatchReply")({ outputs: [{}], run: null })).toBe(false);
  });

  it("take a run as it stands, in each of its states", () => {
    const isStatus = schema("RunStatus");
    const events: readonly RunEvent[] = [
      { type: "progress", stage: "waking", done: 5, total: 300, unit: "seconds" },
      { type: "queue-update", position: 2, expectedMs: null },
      {
        type: "backend-start",
        backend: "onnx",
        role: "small",
        reason: "it answers at once",
        reasonFacts: { code: "at-once" },
      },
      { type: "progress", stage: "reading", done: 1, total: 2, unit: "items" },
      { type: "run-end", output: { words: 1 }, run: { ...run, backend: "onnx" } },
    ];
    const stored = events.map((event, index) => ({ number: index + 1, event }));
    for (let count = 0; count <= events.length; count += 1) {
      const snapshot = { runId: "1", taskId: "word-count", events: stored.slice(0, count) };
      expect(isStatus(runStatus(snapshot))).toBe(true);
    }
    const error = { code: "timeout", message: "Too slow.", retryable: true } as const;
    const failed = { number: 1, event: { type: "run-error", error, runId: "1" } as const };
    const status = runStatus({ runId: "1", taskId: "word-count", events: [failed] });
    expect(isStatus(status)).toBe(true);
    expect(status).toMatchObject({ status: "failed", error: { status: 504 } });
    expect(isStatus({ id: "1", task: "word-count", status: "asleep" })).toBe(false);
  });

  it("take the status, with a large model and without", () => {
    const isStatus = schema("Status");
    const status = {
      ready: true,
      backends: [
        {
          backend: "onnx",
          role: "small",
          name: "the server's CPU",
          available: true,
          why: null,
          whyFacts: null,
        },
      ],
      tasks: [{ id: "word-count", title: "Words" }],
      feedback: true,
    };
    expect(isStatus({ ...status, endpoint: null })).toBe(true);
    expect(isStatus({ ...status, endpoint: endpointStatus() })).toBe(true);
    const wake = {
      allowed: false,
      wakesLeftToday: 0,
      why: "the budget is spent",
      whyFacts: { code: "never" },
    } as const;
    expect(isStatus({ ...status, endpoint: endpointStatus({ wake }) })).toBe(true);
    expect(isStatus({ ...status, endpoint: { ...endpointStatus(), temperature: "hot" } })).toBe(
      false,
    );
  });

  it("take a wake for a task that there is, or for none", () => {
    const isWake = bodyOf("/api/v1/wake");
    for (const body of [{}, { task: null }, { task: "word-count" }])
      expect(isWake(body)).toBe(true);
    for (const body of [{ task: "" }, { task: "none" }, { task: 1 }, { more: 1 }, []])
      expect([body, isWake(body)]).toEqual([body, false]);
  });

  it("take the feedback that the server takes, and refuse what it refuses", () => {
    const isFeedback = bodyOf("/api/v1/feedback");
    const verdict = { runId: "1", task: "word-count", model: "word counter 1", verdict: "good" };
    const preferredTo = { runId: "2", model: "Mistral" };
    const others = [
      ...[{ task: "none" }, { task: "" }, { verdict: "fine" }, { runId: "" }, { more: 1 }],
      ...[{ words: "x".repeat(1001) }, { preferredTo: { runId: "2" } }],
      // What another task takes and gives is not this one's.
      ...[{ input: {} }, { input: { text: "a", more: 1 } }, { output: { words: "three" } }],
      { task: "summarization", output: { words: 3 } },
    ];
    const texts = { words: "Fine.", input: { text: "a" }, output: { words: 1 } };
    const bodies = [verdict, { ...verdict, ...texts, preferredTo }];
    const refused = others.map((change) => ({ ...verdict, ...change }));
    for (const body of bodies) {
      expect(isFeedback(body)).toBe(true);
      expect(parseFeedback([...tasks, wordCount], body)).toMatchObject(body);
    }
    for (const body of refused) {
      expect([body, isFeedback(body)]).toEqual([body, false]);
      expect(() => parseFeedback([...tasks, wordCount], body)).toThrow(InferenceError);
    }
  });

  it("take every problem that there is", () => {
    const isProblem = schema("Problem");
    for (const code of errorCodes) {
      expect(isProblem(toProblem(new InferenceError(code, "It failed.")))).toBe(true);
    }
    expect(isProblem({ ...problem, code: "unheard-of" })).toBe(false);
  });

  it("take every run event", () => {
    const isEvent = schema("RunEvent");
    const events: readonly RunEvent[] = [
      { type: "queue-update", position: 1, expectedMs: null },
      {
        type: "backend-start",
        backend: "onnx",
        role: "small",
        reason: "it answers at once",
        reasonFacts: { code: "at-once" },
      },
      { type: "progress", stage: "reading", done: 1, total: 2, unit: "windows" },
      { type: "text-delta", text: "a" },
      { type: "run-end", output: { words: 1 }, run: { ...run, backend: "onnx" } },
      {
        type: "run-error",
        error: { code: "aborted", message: "Cancelled.", retryable: false },
        runId: "1",
      },
    ];
    expect(events.map((event) => isEvent(event))).toEqual(events.map(() => true));
    expect(isEvent({ type: "surprise" })).toBe(false);
  });
});
