import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../runtime/system-clock.ts";
import { serveHttp } from "../../testing/serve-http.ts";
import { GradioCalls } from "./gradio-calls.ts";
import { GradioClient } from "./gradio-client.ts";
import { openGradioApp } from "./testing/gradio-app.ts";

const never = new AbortController().signal;
const clock = systemClock;
const seeing = { isBlind: false };

describe("the watch of a Gradio app", () => {
  it("sees an app that runs without asking one of its endpoints", async () => {
    const { app } = await openGradioApp();
    const calls = new GradioCalls({ client: app.client, clock });
    expect(await calls.look(never)).toEqual({ copy: "running", instances: 1 });
    expect(app.requests.filter((request) => request.includes("queue"))).toEqual([]);
    expect(await calls.wake(seeing, never)).toEqual({ isSent: false, result: "answered" });
  });

  it("sees an app that nobody has started as asleep, and that no call wakes it", async () => {
    const { app } = await openGradioApp();
    await app.close();
    const calls = new GradioCalls({ client: app.client, clock });
    expect(await calls.look(never)).toEqual({ copy: "none", instances: 0 });
    expect(await calls.wake(seeing, never)).toMatchObject({ isSent: false, result: "cold" });
    expect(await calls.look(never)).toMatchObject({ copy: "none" });
  });

  it("takes what sleeps behind a gateway for waking after a call", async () => {
    const { app } = await openGradioApp(undefined, {
      instead: () => new Response(null, { status: 503 }),
    });
    const calls = new GradioCalls({ client: app.client, clock });
    expect(await calls.wake(seeing, never)).toMatchObject({ isSent: true, result: "cold" });
    expect(await calls.look(never)).toMatchObject({ copy: "coming" });
    app.answerInstead(() => null);
    expect(await calls.look(never)).toMatchObject({ copy: "running" });
  });

  it("says which endpoint is missing", async () => {
    const { app } = await openGradioApp(undefined, {
      endpoints: { chat: { endpoint: "/chta", parameters: { request: "$request" } } },
    });
    const calls = new GradioCalls({ client: app.client, clock });
    const error: unknown = await calls.look(never).catch((reason: unknown) => reason);
    expect(calls.explain(error).advice).toContain("no endpoint /chta");
  });

  it.each([
    ["SLEEPING", "none"],
    ["BUILDING", "coming"],
    ["APP_STARTING", "coming"],
    ["RUNNING", "running"],
    ["RUNTIME_ERROR", "broken"],
  ])("asks the hub alone of a Space: %s is %s", async (stage, copy) => {
    const asked: string[] = [];
    const hub = await serveHttp(async ({ url, headers }) => {
      asked.push(`${new URL(url).pathname} ${headers.get("authorization") ?? ""}`);
      return Response.json({ id: "me/model", runtime: { stage } });
    });
    onTestFinished(() => hub.close());
    const app = "me/model";
    const hubUrl = hub.rootUrl;
    const client = new GradioClient({ app, endpoints: null, key: "hf_key", clock, hubUrl });
    expect(await new GradioCalls({ client, clock }).look(never)).toMatchObject({ copy });
    expect(asked).toEqual(["/api/spaces/me/model Bearer hf_key"]);
  });

  it("finds a Space's address by the hub, and wakes it there", async () => {
    const { app } = await openGradioApp();
    const hub = await serveHttp(async ({ url }) =>
      url.endsWith("/host")
        ? Response.json({ host: app.rootUrl })
        : Response.json({ runtime: { stage: "SLEEPING" } }),
    );
    onTestFinished(() => hub.close());
    const hubUrl = hub.rootUrl;
    const client = new GradioClient({ app: "me/model", endpoints: null, clock, hubUrl });
    const outcome = await new GradioCalls({ client, clock }).wake(seeing, never);
    expect(outcome).toMatchObject({ result: "answered" });
    expect(app.requests).toContain("GET /config");
  });
});
