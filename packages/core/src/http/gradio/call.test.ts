import { describe, expect, it } from "vitest";
import type { Caller } from "../../runs/runs.ts";
import { idOf, jsonType, setUpGradioApi, rootUrl } from "../../testing/gradio-api-fixture.ts";

describe("a call that was made with a key", () => {
  it("is read and cancelled with that key alone", async () => {
    const { api, runs } = setUpGradioApi();
    const holder = { caller: "key 1", isKnownCaller: true };
    const ask = (path: string, caller: Caller, body?: object) =>
      api(
        new Request(`${rootUrl}/gradio_api/${path}`, {
          ...(body ? { method: "POST", headers: jsonType, body: JSON.stringify(body) } : {}),
        }),
        caller,
      );
    const call = "call/sentiment-analysis";
    const runId = await idOf(await ask(call, holder, { data: ["wait for it"] }));
    for (const stranger of [{ caller: "me" }, { caller: "key 2", isKnownCaller: true }]) {
      expect((await ask(`${call}/${runId}`, stranger)).status).toBe(404);
      expect((await ask(`${call}/${runId}?wait=false`, stranger)).status).toBe(404);
      // The answer is the same as for a run that is not there.
      expect((await ask("cancel", stranger, { event_id: runId })).status).toBe(200);
    }
    expect(runs.running.has(runId)).toBe(true);
    expect((await ask(`${call}/${runId}?wait=false`, holder)).status).toBe(200);
    await ask("cancel", holder, { event_id: runId });
    await new Promise(setImmediate);
    expect(runs.running.has(runId)).toBe(false);
  });

  it("is joined and followed in a session of that key alone", async () => {
    const { api } = setUpGradioApi();
    const holder = { caller: "key 1", isKnownCaller: true };
    const join = (caller: Caller) => {
      const body = JSON.stringify({ fn_index: 1, data: ["A text."], session_hash: "hash" });
      const request = { method: "POST", headers: jsonType, body };
      return api(new Request(`${rootUrl}/gradio_api/queue/join`, request), caller);
    };
    const follow = (caller: Caller) =>
      api(new Request(`${rootUrl}/gradio_api/queue/data?session_hash=hash`), caller);
    expect((await join(holder)).status).toBe(200);
    for (const stranger of [{ caller: "me" }, { caller: "key 2", isKnownCaller: true }]) {
      expect((await follow(stranger)).status).toBe(404);
      expect((await join(stranger)).status).toBe(404);
    }
    const stream = await follow(holder);
    expect(stream.status).toBe(200);
    await stream.body?.cancel();
  });
});

describe("call", () => {
  it("streams whole values under an id, as often as it is asked", async () => {
    const { post, send } = setUpGradioApi();
    const id = await idOf(await post("/gradio_api/call/summarization", { data: ["one two"] }));
    const read = async () => (await send(`/gradio_api/call/summarization/${id}`)).text();
    const text = await read();
    expect(text.split("\n\n").map((frame) => frame.split("\n")[0])).toEqual([
      "event: progress",
      "event: generating",
      "event: generating",
      "event: complete",
      "",
    ]);
    expect(text).toContain('event: generating\ndata: ["one two",null]\n\n');
    expect(await read()).toBe(text);
  });

  it("takes the fields by name in its second form and fills in the options", async () => {
    const { post, runs } = setUpGradioApi();
    const response = await post("/gradio_api/call/v2/summarization/", { text: "one" });
    expect(response.status).toBe(200);
    expect(runs.started[0]?.input).toEqual({ text: "one", length: "medium" });
  });

  it("tells where a run stands when asked not to wait", async () => {
    const { post, send } = setUpGradioApi();
    const id = await idOf(await post("/gradio_api/call/sentiment-analysis", { data: ["fail"] }));
    const path = `/gradio_api/call/sentiment-analysis/${id}`;
    await (await send(path)).text();
    expect(await (await send(`${path}?wait=false`)).json()).toMatchObject({
      status: "error",
      data: { error: "The model failed on purpose. Try another text." },
    });
  });

  it("does not know a run of another task, nor one that never was", async () => {
    const { post, send } = setUpGradioApi();
    const id = await idOf(await post("/gradio_api/call/word-count", { data: ["a"] }));
    const statuses = await Promise.all(
      [`summarization/${id}`, "word-count/0"].map(
        async (path) => (await send(`/gradio_api/call/${path}`)).status,
      ),
    );
    expect(statuses).toEqual([404, 404]);
  });

  it("ends with an error when the server stops", async () => {
    const { api, clock, post, send } = setUpGradioApi();
    const id = await idOf(await post("/gradio_api/call/word-count", { data: ["wait"] }));
    const response = await send(`/gradio_api/call/word-count/${id}`);
    await clock.advance(15_000);
    void api.shutdown();
    const text = await response.text();
    expect(text).toContain("event: heartbeat\ndata: null\n\n");
    expect(text).toContain('event: error\ndata: {"error":"The server is restarting');
    expect((await post("/gradio_api/call/word-count", { data: ["a"] })).status).toBe(503);
  });
});
