import { describe, expect, it } from "vitest";
import { idOf, rehearseApi } from "../../testing/rehearse-gradio-api.ts";

describe("call", () => {
  it("streams whole values under an id, as often as it is asked", async () => {
    const { post, send } = rehearseApi();
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
    const { post, runs } = rehearseApi();
    const response = await post("/gradio_api/call/v2/summarization/", { text: "one" });
    expect(response.status).toBe(200);
    expect(runs.started[0]?.input).toEqual({ text: "one", length: "medium" });
  });

  it("tells where a run stands when asked not to wait", async () => {
    const { post, send } = rehearseApi();
    const id = await idOf(await post("/gradio_api/call/sentiment-analysis", { data: ["fail"] }));
    const path = `/gradio_api/call/sentiment-analysis/${id}`;
    await (await send(path)).text();
    expect(await (await send(`${path}?wait=false`)).json()).toMatchObject({
      status: "error",
      data: { error: "The model failed on purpose. Try another text." },
    });
  });

  it("does not know a run of another task, nor one that never was", async () => {
    const { post, send } = rehearseApi();
    const id = await idOf(await post("/gradio_api/call/word-count", { data: ["a"] }));
    const statuses = await Promise.all(
      [`summarization/${id}`, "word-count/0"].map(
        async (path) => (await send(`/gradio_api/call/${path}`)).status,
      ),
    );
    expect(statuses).toEqual([404, 404]);
  });

  it("ends with an error when the server stops", async () => {
    const { api, clock, post, send } = rehearseApi();
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
