import { expect, it } from "vitest";
import { systemClock } from "../../runtime/system-clock.ts";
import { ServerConnection } from "./server-connection.ts";

it("gives no frame after its signal fired, even one that came together with the last", async () => {
  const headers = { "content-type": "text/event-stream" };
  const reply = new Response("id: 1\ndata: 1\n\nid: 2\ndata: 2\n\n", { headers });
  const fetch = async () => reply;
  const connection = new ServerConnection({ baseUrl: "http://host/", fetch, clock: systemClock });
  const controller = new AbortController();
  const frames = connection.readEvents(reply, controller.signal);
  expect((await frames.next()).value).toEqual({ id: "1", data: 1 });
  controller.abort();
  await expect(frames.next()).rejects.toMatchObject({ code: "aborted" });
});
