import { describe, expect, it } from "vitest";
import { jsonType, setUpGradioApi, rootUrl } from "../../testing/gradio-api-fixture.ts";

describe("run", () => {
  it("answers in one go, for the fn_index where there is one", async () => {
    const { post } = setUpGradioApi();
    const body = { fn_index: 3, data: ["bad"], session_hash: "s" };
    const response = await post("/gradio_api/run/predict", body);
    expect(await response.json()).toMatchObject({
      data: [{ label: "NEGATIVE" }, { label: "NEGATIVE" }],
      is_generating: false,
    });
    expect((await post("/gradio_api/api/word-count", { data: ["a"] })).status).toBe(200);
  });

  it("answers an error in words", async () => {
    const { post } = setUpGradioApi();
    const failed = await post("/gradio_api/run/word-count", { data: ["fail"] });
    expect([failed.status, await failed.json()]).toEqual([
      502,
      { error: "The model failed on purpose. Try another text." },
    ]);
    expect((await post("/gradio_api/run/word-count", { data: [] })).status).toBe(422);
  });

  it.each([
    ["stops a run", {}, 0],
    ["lets a run go on whose caller has a key to come back with", { "idempotency-key": "k" }, 1],
  ])("%s when the caller hangs up", async (_, headers, running) => {
    const { api, clock, runs } = setUpGradioApi();
    const hangUp = new AbortController();
    const request = new Request(`${rootUrl}/gradio_api/run/word-count`, {
      method: "POST",
      headers: { ...jsonType, ...headers },
      body: '{"data":["wait"]}',
      signal: hangUp.signal,
    });
    const answered = api(request, { caller: "somebody" });
    await clock.advance(0);
    hangUp.abort();
    expect((await answered).status).toBe(499);
    await clock.advance(0);
    expect(runs.running.size).toBe(running);
  });
});
