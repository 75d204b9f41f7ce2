import { describe, expect, it } from "vitest";
import { fakeClock } from "../../testing/fake-clock.ts";
import { clientTraits } from "./client-traits.ts";
import { Sessions } from "./sessions.ts";
import { SseStream } from "../kit/sse-stream.ts";

const me = { caller: "me" };

function setUp({ maxPerCaller = 3 } = {}) {
  const clock = fakeClock();
  const sessions = new Sessions({
    clock,
    maxSessions: 3,
    maxPerCaller,
    maxEvents: 2,
    keepMs: 60_000,
  });
  return { clock, sessions };
}

const request = new Request("http://127.0.0.1/");
const { habits } = clientTraits(request);

describe("Sessions", () => {
  it("keeps a session that nobody listens to for its time", async () => {
    const { clock, sessions } = setUp();
    const session = sessions.listen("a", me);
    await clock.advance(59_000);
    sessions.listen("b", me);
    expect(sessions.listen("a", me)).toBe(session);
    await clock.advance(60_000);
    sessions.listen("c", me);
    expect(sessions.size).toBe(1);
  });

  it("drops the idle session that was used first for a new one, and never one in use", () => {
    const { sessions } = setUp();
    const inUse = sessions.listen("a", me);
    inUse.attach(new SseStream(request.signal), habits);
    const idle = sessions.listen("b", me);
    sessions.listen("c", me);
    sessions.listen("d", me);
    expect(sessions.listen("a", me)).toBe(inUse);
    expect(sessions.listen("b", me)).not.toBe(idle);
  });

  it("refuses a session when all are in use", () => {
    const { sessions } = setUp();
    for (const hash of ["a", "b", "c"]) {
      sessions.listen(hash, me).attach(new SseStream(request.signal), habits);
    }
    expect(() => sessions.listen("d", me)).toThrow("There are 3 sessions");
  });

  it("refuses an event beyond the session's limit", async () => {
    const { sessions } = setUp();
    for (const eventId of ["1", "2"]) {
      await sessions.join("a", me).join(async () => ({ eventId, deliver: async () => {} }), habits);
    }
    expect(() => sessions.join("a", me)).toThrow("There are 2 pending events");
  });

  it("takes no events after it was stopped", async () => {
    const { sessions } = setUp();
    await sessions.stop();
    expect(() => sessions.join("a", me)).toThrow("The server is restarting");
  });

  it("takes room for another's session from the caller who has most, and then only what nobody listens to", () => {
    const { sessions } = setUp();
    const mine = sessions.listen("mine", me);
    sessions.listen("b", { caller: "greedy" });
    sessions.listen("c", { caller: "greedy" });
    sessions.listen("d", { caller: "third" });
    expect(sessions.listen("mine", me)).toBe(mine);
    expect(sessions.size).toBe(3);
  });

  it("gives a caller beyond his share his own place alone", () => {
    const { sessions } = setUp({ maxPerCaller: 2 });
    const mine = sessions.listen("mine", me);
    const greedy = { caller: "greedy" };
    const first = sessions.listen("b", greedy);
    for (const hash of ["c", "d", "e"]) sessions.listen(hash, greedy);
    expect(sessions.size).toBe(3);
    expect(sessions.listen("mine", me)).toBe(mine);
    expect(sessions.listen("b", greedy)).not.toBe(first);
    for (const hash of ["b", "e"]) {
      sessions.listen(hash, greedy).attach(new SseStream(request.signal), habits);
    }
    expect(() => sessions.listen("f", greedy)).toThrow("There are 2 sessions of yours");
  });

  it("keeps a session that was made with a key to that key", () => {
    const { sessions } = setUp();
    const known = { caller: "key 1", isKnownCaller: true };
    const session = sessions.listen("a", known);
    for (const stranger of [me, { caller: "key 2", isKnownCaller: true }]) {
      const error = expect.objectContaining({ code: "unknown-run" }) as Error;
      expect(() => sessions.listen("a", stranger)).toThrow(error);
      expect(() => sessions.join("a", stranger)).toThrow(error);
    }
    expect(sessions.join("a", known)).toBe(session);
    const open = sessions.listen("b", me);
    expect(sessions.listen("b", { caller: "me, from elsewhere" })).toBe(open);
    expect(() => sessions.listen("b", known)).toThrow("There is no such session for you");
  });
});
