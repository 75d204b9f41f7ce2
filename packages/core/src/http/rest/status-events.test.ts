import { describe, expect, it } from "vitest";
import { fakeClock } from "../../testing/fake-clock.ts";
import { StatusEvents } from "./status-events.ts";

function setUp({ maxListeners = 2, maxPerCaller = 2 } = {}) {
  const clock = fakeClock();
  let count = 0;
  const status = () => ({ count: (count += 1) });
  const events = new StatusEvents({ clock, status, maxListeners, maxPerCaller });
  const listen = (init: RequestInit = {}, caller = "me") => {
    const reader = events.response(new Request("http://host/", init), { caller }).body?.getReader();
    const read = async () => new TextDecoder().decode((await reader?.read())?.value);
    return { read, cancel: () => reader?.cancel() };
  };
  return { clock, events, listen };
}

describe("StatusEvents", () => {
  it("tells everybody the same status, computed once", async () => {
    const { events, listen } = setUp();
    const readers = [listen(), listen()];
    for (const { read } of readers) await read();
    events.tell();
    const texts = await Promise.all(readers.map(({ read }) => read()));
    expect(texts).toEqual(['event: status\ndata: {"count":3}\n\n', texts[0]]);
  });

  it("refuses more than its bound, with the numbers, until one leaves", async () => {
    const { events, listen } = setUp();
    const gone = new AbortController();
    const [first] = [listen(), listen({ signal: gone.signal })];
    expect(() => listen()).toThrow("You listen to the status 2 times already; the limit is 2.");
    await first.cancel();
    expect(events.listeners).toBe(1);
    expect(() => listen()).not.toThrow();
    gone.abort();
    expect(events.listeners).toBe(1);
  });

  it("leaves places to others that one caller may not take", async () => {
    const { listen } = setUp({ maxListeners: 10, maxPerCaller: 3 });
    for (let count = 0; count < 3; count += 1) listen({}, "greedy");
    expect(() => listen({}, "greedy")).toThrow(
      expect.objectContaining({
        code: "overloaded",
        details: expect.objectContaining({ size: 3 }) as object,
      }),
    );
    for (let count = 0; count < 7; count += 1) listen({}, `caller ${count}`);
    expect(() => listen({}, "late")).toThrow("Callers listen to the status 10 times already");
  });

  it("gives a reader that is behind the newest status, not all of them", async () => {
    const { events, listen } = setUp();
    const { read } = listen();
    for (let change = 0; change < 1000; change += 1) events.tell();
    expect(await read()).toContain('"count":1}');
    expect(await read()).toContain('"count":1001}');
  });

  it("keeps quiet streams open with comments", async () => {
    const { clock, events, listen } = setUp();
    const reader = listen();
    await reader.read();
    const comment = reader.read();
    await clock.advance(15_000);
    expect(await comment).toBe(": still here\n\n");
    await reader.cancel();
    await clock.advance(15_000);
    const next = listen();
    await next.read();
    const again = next.read();
    await clock.advance(15_000);
    expect(await again).toBe(": still here\n\n");
    events.close();
    expect(await next.read()).toBe("");
  });

  it("takes nobody once it is closed", () => {
    const { events, listen } = setUp();
    events.close();
    expect(() => listen()).toThrow("The server is restarting.");
  });
});
