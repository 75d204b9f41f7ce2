import { describe, expect, it } from "vitest";
import { idOf, jsonType, setUpGradioApi } from "../../testing/gradio-api-fixture.ts";
import { clientTraits } from "./client-traits.ts";

const clients = {
  "Python's client": { "user-agent": "gradio_client/2.6.0; hf_hub/1.0.0" },
  "Python's client before 1.13": { "user-agent": "gradio_client/1.4.0; hf_hub/0.30.0" },
  "the JavaScript client": { "x-gradio-user": "api" },
  "the JavaScript client before 2": { "user-agent": "node" },
};

function traitsOf(headers: HeadersInit) {
  return clientTraits(new Request("http://127.0.0.1/", { headers }));
}

describe("a client's traits", () => {
  it("let go of Python's streams at once, since scripts wait for it to exit", () => {
    const python = traitsOf(clients["Python's client"]).habits;
    expect(python.lingerMs).toBeLessThan(traitsOf({}).habits.lingerMs);
  });

  it.each([
    ["Python's client", ["invalid-input", "overloaded"]],
    ["Python's client before 1.13", ["overloaded"]],
    ["the JavaScript client", ["invalid-input", "overloaded", "too-many-runs", "unknown-key"]],
    ["the JavaScript client before 2", ["overloaded"]],
  ] as const)("are the refusals that %s can show", (client, shown) => {
    const { showsRefusal } = traitsOf(clients[client]);
    const codes = ["invalid-input", "overloaded", "too-many-runs", "unknown-key"] as const;
    expect(codes.filter(showsRefusal)).toEqual(shown);
    expect(showsRefusal("endpoint-cold")).toBe(false);
  });
});

describe("a refusal that a client cannot show", () => {
  it.each([
    ["the JavaScript client before 2", clients["the JavaScript client before 2"]],
    ["Python's client before 1.13", clients["Python's client before 1.13"]],
  ])("reaches the user of %s as a run that failed", async (_client, headers) => {
    const { clock, post, send, runs } = setUpGradioApi();
    const body = { fn_index: 1, session_hash: "s", data: [""] };
    const joined = await post("/gradio_api/queue/join", body, { ...jsonType, ...headers });
    expect(joined.status).toBe(200);
    const eventId = await idOf(joined);
    const stream = await send("/gradio_api/queue/data?session_hash=s", { headers });
    await clock.advance(1000);
    const reader = stream.body?.getReader();
    const { value } = (await reader?.read()) ?? {};
    const message: unknown = JSON.parse(new TextDecoder().decode(value).replace(/^data: /u, ""));
    expect(message).toMatchObject({
      msg: "process_completed",
      event_id: eventId,
      success: false,
      output: { error: 'The field "text" is empty. Send a text of 1 to 1,000,000 characters.' },
    });
    expect(runs.started).toEqual([]);
    await reader?.cancel();
  });
});
