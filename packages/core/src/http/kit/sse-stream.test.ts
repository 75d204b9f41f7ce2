import { describe, expect, it } from "vitest";
import { fakeClock } from "../../testing/fake-clock.ts";
import { SseStream } from "./sse-stream.ts";

const { signal } = new Request("http://127.0.0.1/");

describe("SseStream", () => {
  it("makes a writer wait for a reader that is behind", async () => {
    const stream = new SseStream(signal);
    let sent = 0;
    const writing = (async () => {
      for (; sent < 100; sent += 1) await stream.send("x".repeat(8 * 1024));
    })();
    await fakeClock().advance(0);
    expect(sent).toBeLessThan(10);
    const reading = stream.response().text();
    await writing;
    stream.end();
    await reading;
    expect(sent).toBe(100);
  });

  it("lets a writer go on when the reader is gone", async () => {
    const stream = new SseStream(signal);
    const sending = stream.send("x".repeat(1024 * 1024));
    await stream.response().body?.cancel();
    await sending;
    expect(stream.signal.aborted).toBe(true);
  });

  it("lets all writers go on that found the reader behind", async () => {
    const stream = new SseStream(signal);
    const sending = [1, 2, 3].map(() => stream.send("x".repeat(1024 * 1024)));
    const reading = stream.response().text();
    await Promise.all(sending);
    stream.end();
    expect(await reading).toHaveLength(3 * 1024 * 1024);
  });

  it("learns of a hang-up from the request's signal", () => {
    const hangUp = new AbortController();
    const stream = new SseStream(hangUp.signal);
    hangUp.abort();
    expect(stream.signal.aborted).toBe(true);
  });

  it("shows the reader an error when it is broken off", async () => {
    const stream = new SseStream(signal);
    const reading = stream.response().text();
    stream.fail();
    await expect(reading).rejects.toThrow("broke the stream off");
  });
});
