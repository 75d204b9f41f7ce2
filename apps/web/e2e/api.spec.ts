import { questionAnswering, sentimentAnalysis, summarization } from "@pilotlight/core";
import { type APIResponse, expect, test } from "@playwright/test";

const review =
  "We waited an hour for a table and the soup was cold. The waiter shrugged. I will not come back.";
const context =
  "The lighthouse at Kullen was built in 1900 by Magnus Dahlander. Its light reaches 27 nautical miles.";

async function expectProblem(
  response: APIResponse,
  status: number,
  facts: Readonly<Record<string, unknown>>,
): Promise<void> {
  expect(response.status()).toBe(status);
  expect(response.headers()["content-type"]).toBe("application/problem+json");
  const problem: unknown = await response.json();
  expect(problem).toMatchObject({ type: "about:blank", status, retryable: false, ...facts });
}

test.describe("the three tasks", () => {
  test("sentiment gives a label, both scores, and who answered", async ({ request }) => {
    const response = await request.post("/api/v1/sentiment-analysis", { data: { text: review } });
    expect(response.status()).toBe(200);
    const reply: unknown = await response.json();
    expect(reply).toMatchObject({ run: { backend: "onnx", cached: false } });
    const { label, scores, sentences, reason } = sentimentAnalysis.parseOutput(reply);
    expect({ label, sentences, reason }).toEqual({
      label: "NEGATIVE",
      sentences: null,
      reason: null,
    });
    expect(scores.reduce((sum, { score }) => sum + score, 0)).toBeCloseTo(1, 3);
  });

  test("a question is answered with a piece of the text", async ({ request }) => {
    const data = { question: "Who built the lighthouse?", context };
    const response = await request.post("/api/v1/question-answering", { data });
    const { found, answer, start, end } = questionAnswering.parseOutput(await response.json());
    expect(found).toBe(true);
    expect(answer).toContain("Dahlander");
    expect(context.slice(start ?? 0, end ?? 0)).toBe(answer);
  });

  test("a summary is made of sentences of the text", async ({ request }) => {
    const text = `${review} ${context}`;
    const response = await request.post("/api/v1/summarization", { data: { text, length: 2 } });
    const { kind, sentences } = summarization.parseOutput(await response.json());
    expect(kind).toBe("extractive");
    expect(sentences).toHaveLength(2);
  });

  test("a batch keeps its order and gives a bad input its problem in place", async ({
    request,
  }) => {
    const data = { inputs: [{ text: "I love it." }, { text: "" }, { text: "I hate it." }] };
    const response = await request.post("/api/v1/sentiment-analysis", { data });
    expect(response.status()).toBe(200);
    const reply: unknown = await response.json();
    expect(reply).toMatchObject({
      outputs: [
        { label: "POSITIVE" },
        { status: 400, code: "invalid-input", field: "inputs[1].text" },
        { label: "NEGATIVE" },
      ],
      run: { backend: "onnx" },
    });
  });

  test("a run can be read as events", async ({ request }) => {
    const response = await request.post("/api/v1/sentiment-analysis", {
      data: { text: review },
      headers: { accept: "text/event-stream" },
    });
    expect(response.headers()["content-type"]).toBe("text/event-stream");
    const frames = (await response.text()).trim().split("\n\n");
    expect(frames[0]).toMatch(/^id: 1\nevent: backend-start\ndata: \{/);
    expect(frames.at(-1)).toMatch(/\nevent: run-end\ndata: \{"type":"run-end"/);
  });
});

test.describe("the examples of older services", () => {
  test("/predict answers as the sentiment score API did", async ({ request }) => {
    const response = await request.post("/predict", {
      data: { text: ["I hate you.", "I love you."] },
    });
    // The very bytes, but for the numbers.
    const shape = (await response.text()).replaceAll(/\d\.\d+(?:e-\d+)?/g, "n");
    expect(shape).toBe(
      '{"predictions":[[{"label":"NEGATIVE","score":n},{"label":"POSITIVE","score":n}],' +
        '[{"label":"POSITIVE","score":n},{"label":"NEGATIVE","score":n}]]}',
    );
  });

  test("/demo answers as the SageMaker template did", async ({ request }) => {
    const response = await request.post("/demo", {
      data: { inputs: ["I love dogs.", "I am not fond of cats though."] },
    });
    expect(await response.json()).toEqual({
      msg: "Request successful.",
      body: { predictions: ["POSITIVE", "NEGATIVE"] },
    });
  });
});

test.describe("bad requests", () => {
  const url = "/api/v1/sentiment-analysis";
  const headers = { "content-type": "application/json" };

  const bodies = [
    ["text/plain", "{}", 415, "unsupported-media-type"],
    ["multipart/form-data; boundary=x", "--x--", 415, "unsupported-media-type"],
    ["application/json", "", 400, "invalid-json"],
    ["application/json", "{", 400, "invalid-json"],
    ["application/json", Buffer.from([0x7b, 0xff, 0x7d]), 400, "invalid-json"],
    ["application/json", "[".repeat(100_000), 400, "invalid-json"],
    ["application/json", "[]", 400, "invalid-input"],
    ["application/json", '{"text":"\\ud800"}', 400, "invalid-input"],
    ["application/json", '{"text":" "}', 400, "invalid-input"],
    ["application/json", '{"text":"a","__proto__":{}}', 400, "invalid-input"],
    ["application/json", '{"text":"a","backend":"browser"}', 400, "invalid-input"],
  ] as const;

  for (const [type, body, status, code] of bodies) {
    const shown = body.toString().slice(0, 30);
    test(`${type} with ${JSON.stringify(shown)} is ${code}`, async ({ request }) => {
      // As bytes: Playwright would make JSON of a text.
      const data = Buffer.from(body);
      const response = await request.post(url, { data, headers: { "content-type": type } });
      await expectProblem(response, status, { code });
    });
  }

  test("an unknown task names those that there are", async ({ request }) => {
    const response = await request.post("/api/v1/poetry", { data: {} });
    await expectProblem(response, 404, { code: "unknown-task" });
    expect(await response.text()).toContain("sentiment-analysis");
  });

  test("a wrong method says what is taken", async ({ request }) => {
    for (const method of ["GET", "PUT", "DELETE", "PATCH"]) {
      const response = await request.fetch(url, { method });
      await expectProblem(response, 405, { code: "method-not-allowed" });
      expect(response.headers()["allow"]).toBe("POST, OPTIONS");
    }
  });

  test("a body over the limit names both numbers", async ({ request }) => {
    const data = JSON.stringify({ text: "x".repeat(4_000_000) });
    const response = await request.post(url, { data, headers });
    await expectProblem(response, 413, { size: data.length, limit: 4_000_000 });
  });

  test("a text over the limit names the field and both numbers", async ({ request }) => {
    const response = await request.post(url, { data: { text: "x".repeat(1_000_001) } });
    await expectProblem(response, 400, { field: "text", size: 1_000_001, limit: 1_000_000 });
  });

  test("257 inputs name the limit", async ({ request }) => {
    const inputs = Array.from({ length: 257 }, () => ({ text: "a" }));
    const response = await request.post(url, { data: { inputs } });
    await expectProblem(response, 400, { field: "inputs", size: 257, limit: 256 });
  });
});
