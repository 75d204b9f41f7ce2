import { describe, expect, it } from "vitest";
import { fakeClock } from "../../testing/fake-clock.ts";
import { clientTraits } from "./client-traits.ts";
import { Sessions } from "./sessions.ts";
import { SseStream } from "../kit/sse-stream.ts";

function setUp() {
  const clock = fakeClock();
  const sessions = new Sessions({ clock, maxSessions: 3, maxEvents: 2, keepMs: 60_000 });
  return { clock, sessions };
}

const request = new Request("http://127.0.0.1/");
const { habits } = clientTraits(request);

describe("Sessions", () => {
  it("keeps a session that nobody listens to for its time", async () => {
    const { clock, sessions } = setUp();
    const session = sessions.listen("a");
    await clock.advance(59_000);
    sessions.listen("b");
    expect(sessions.listen("a")).toBe(session);
    await clock.advance(60_000);
    sessions.listen("c");
    expect(sessions.size).toBe(1);
  });

  it("drops the idle session that was used first for a new one, and never one in use", () => {
    const { sessions } = setUp();
    const inUse = sessions.listen("a");
    inUse.attach(new SseStream(request.signal), habits);
    const idle = sessions.listen("b");
    sessions.listen("c");
    sessions.listen("d");
    expect(sessions.listen("a")).toBe(inUse);
    expect(sessions.listen("b")).not.toBe(idle);
  });

  it("refuses a session when all are in use", () => {
    const { sessions } = setUp();
    for (const hash of ["a", "b", "c"]) {
      sessions.listen(hash).attach(new SseStream(request.signal), habits);
    }
    expect(() => sessions.listen("d")).toThrow("There are 3 sessions");
  });

  it("refuses an event beyond the session's limit", async () => {
    const { sessions } = setUp();
    for (const eventId of ["1", "2"]) {
      await sessions.join("a").join(async () => ({ eventId, deliver: async () => {} }), habits);
    }
    expect(() => sessions.join("a")).toThrow("There are 2 pending events");
  });

  it("takes no events after it was stopped", async () => {
    const { sessions } = setUp();
    await sessions.stop();
    expect(() => sessions.join("a")).toThrow("The server is restarting");
  });
});
