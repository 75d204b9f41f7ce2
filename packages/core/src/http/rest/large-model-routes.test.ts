// What REST tells of the large model: its state as JSON and as events, a wake, and a run that waits.
import { describe, expect, it } from "vitest";
import { InferenceError } from "../../contract/inference-error.ts";
import { me, post, setUp } from "./rest-api-fixture.ts";

const asEvents = { accept: "text/event-stream" };
const cold = { temperature: "cold" } as const;

function ask(init: RequestInit = {}): Request {
  return new Request("http://host/", init);
}

describe("GET /api/v1/status", () => {
  it("tells the endpoint's state and what it means for the backends", async () => {
    const { api } = setUp({ endpoint: cold });
    expect(await (await api.status(ask(), me)).json()).toMatchObject({
      ready: true,
      backends: [
        {
          backend: "sagemaker",
          name: "the large model",
          available: false,
          why: "it is asleep (about 3 min to wake)",
          whyFacts: { code: "asleep", wakeSeconds: 180 },
        },
        { backend: "onnx", available: true },
      ],
      endpoint: {
        temperature: "cold",
        words: "asleep",
        condition: { code: "asleep", wakeSeconds: 180 },
        wake: { allowed: true },
        cost: { instanceType: "ml.g5.2xlarge" },
      },
    });
  });

  it("is a stream of the whole status, at once and after each change, if that is asked for", async () => {
    const { api, endpoint, clock } = setUp({ endpoint: cold });
    const response = await api.status(ask({ headers: asEvents }), me);
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    const next = async () => (await reader?.read())?.value ?? "";
    expect(await next()).toMatch(/^event: status\ndata: \{"ready":true,.*"cold".*\}\n\n$/u);
    const change = next();
    endpoint.set({ temperature: "warming" });
    expect(await change).toContain('"temperature":"warming"');
    const silence = next();
    await clock.advance(15_000);
    expect(await silence).toMatch(/^: /u);
    await reader?.cancel();
    endpoint.set({ temperature: "warm" });
    expect(endpoint.listeners).toBe(1);
  });

  it("tells of a change that is not the endpoint's too", async () => {
    const { api } = setUp();
    const response = await api.status(ask({ headers: asEvents }), me);
    api.statusChanged();
    api.close();
    expect((await response.text()).match(/event: status/gu)).toHaveLength(2);
  });

  it("ends its streams when the server stops, and opens no more", async () => {
    const { api, endpoint } = setUp({ endpoint: cold });
    const response = await api.status(ask({ headers: asEvents }), me);
    api.close();
    expect(await response.text()).toContain("event: status");
    expect(endpoint.listeners).toBe(0);
    const late = await api.status(ask({ headers: asEvents }), me);
    expect(late.status).toBe(503);
    expect((await api.status(ask(), me)).status).toBe(200);
  });

  it("answers HEAD without opening a stream", async () => {
    const { api } = setUp({ endpoint: cold });
    const response = await api.status(ask({ method: "HEAD", headers: asEvents }), me);
    expect(response.headers.get("content-type")).toBe("application/json");
  });
});

describe("POST /api/v1/wake", () => {
  const wake = (setup: ReturnType<typeof setUp>, body?: object, known = false) =>
    setup.api.wake(body ? post(body) : ask({ method: "POST" }), { ...me, isKnownCaller: known });

  it("wakes the large model as a person's wish, or as a task's run by policy", async () => {
    const setup = setUp({ endpoint: cold });
    const response = await wake(setup);
    expect(response.status).toBe(202);
    expect(await response.json()).toMatchObject({
      endpoint: { temperature: "warming", secondsToWarm: 180 },
    });
    expect((await wake(setup, {}, true)).status).toBe(202);
    expect((await wake(setup, { task: "word-count" })).status).toBe(202);
    expect(setup.endpoint.wakes).toEqual([
      { by: "person", isKnownCaller: false },
      { by: "person", isKnownCaller: true },
      { by: { taskId: "word-count", wakesLargeModel: false }, isKnownCaller: false },
    ]);
  });

  it("tells why it is refused", async () => {
    const wakeOffer = {
      allowed: false,
      wakesLeftToday: 0,
      why: "the policy is never",
      whyFacts: { code: "never" },
    } as const;
    const response = await wake(setUp({ endpoint: { ...cold, wake: wakeOffer } }));
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: "wake-refused" });
  });

  it("takes no form, not even an empty one, and nothing from a page of another origin", async () => {
    const setup = setUp({ endpoint: cold });
    const form = { "content-type": "application/x-www-form-urlencoded" };
    const empty = await setup.api.wake(ask({ method: "POST", headers: form }), me);
    expect(empty.status).toBe(415);
    const foreign = ask({ method: "POST", headers: { origin: "https://evil.example" } });
    expect((await setup.api.wake(foreign, me)).status).toBe(403);
    expect(setup.endpoint.wakes).toEqual([]);
  });

  it("says how to set up a large model where there is none", async () => {
    const response = await wake(setUp());
    expect(response.status).toBe(404);
    const problem = await response.text();
    expect(problem).toContain('"code":"unknown-route"');
    expect(problem).toContain("Set SAGEMAKER_ENDPOINT");
  });

  it.each([
    [{ task: "translation" }, 'The field "task" is "translation". Send one of "word-count"'],
    [{ task: 7 }, 'The field "task" is a number.'],
    [{ now: true }, 'The field "now" is not known here.'],
    [[], "The body is an array."],
  ])("refuses the body %j", async (body, detail) => {
    const setup = setUp({ endpoint: cold });
    const response = await wake(setup, body);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(JSON.stringify(detail).slice(1, -1));
    expect(setup.endpoint.wakes).toEqual([]);
  });
});

describe("a run that asks for the large model", () => {
  it("gets 503 and when to come back when it is asleep, whatever form the reply has", async () => {
    const { run } = setUp({ endpoint: cold });
    const forms: readonly HeadersInit[] = [{}, asEvents, { prefer: "respond-async" }];
    for (const headers of forms) {
      const response = await run(post({ text: "a", backend: "sagemaker" }, { headers }));
      expect(response.status).toBe(503);
      expect(response.headers.get("retry-after")).toBe("180");
      expect(await response.json()).toMatchObject({ code: "endpoint-cold", retryable: true });
    }
  });

  it("waits as long as it says, and tells how far the wake is to whoever asks", async () => {
    const { run, api, endpoint, clock } = setUp({ endpoint: cold });
    const body = { text: "one two", backend: "sagemaker", waitMs: 60_000 };
    const filed = await run(post(body, { headers: { prefer: "respond-async" } }));
    const runId = filed.headers.get("x-run-id") ?? "";
    await clock.advance(10_000);
    expect(await (await api.keptRun(ask(), runId, me)).json()).toMatchObject({
      status: "queued",
      expectedMs: 170_000,
      waking: { stage: "waking", done: 10, total: 180, unit: "seconds" },
    });
    endpoint.set({ temperature: "warm" });
    await clock.advance(0);
    expect(await (await api.keptRun(ask(), runId, me)).json()).toMatchObject({
      status: "done",
      run: { backend: "sagemaker", reason: "the large model was asked for", queueMs: 9998 },
    });
  });
});

describe("a request that is refused whatever it asks", () => {
  it("gets the problem, and with 401 how one is known here", async () => {
    const { api } = setUp({ allowedOrigins: ["https://other.example"] });
    const headers = { origin: "https://other.example" };
    const error = new InferenceError("unknown-key", "The key is not known here.");
    const response = await api.refuse(ask({ headers }), error);
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toBe("Bearer");
    expect(response.headers.get("access-control-allow-origin")).toBe("https://other.example");
    expect(await response.json()).toMatchObject({ code: "unknown-key" });
  });
});
