import { describe, expect, it } from "vitest";
import { type FakeClock, fakeClock } from "../../testing/fake-clock.ts";
import { type ClientHabits, Session, type SessionEvent } from "./session.ts";
import { SseStream } from "../kit/sse-stream.ts";

const habits: ClientHabits = {
  lingerMs: 1000,
  holdMs: 0,
  holdPerEventMs: 0,
  settleMs: 0,
  holdCancelledMs: 0,
};

/** A stream with what its client has read of it. */
function listener() {
  const stream = new SseStream(new AbortController().signal);
  const read: string[] = [];
  const body = stream.response().body?.getReader();
  const state = { read, isEnded: false, hangUp: async () => body?.cancel() };
  void (async () => {
    for (let part = await body?.read(); part?.value; part = await body?.read()) {
      read.push(...new TextDecoder().decode(part.value).split("\n\n").filter(Boolean));
    }
    state.isEnded = true;
  })();
  return { stream, ...state, isEnded: () => state.isEnded };
}

/** An event whose messages the test sends. */
function scripted(eventId: string) {
  const { promise, resolve } = Promise.withResolvers<null>();
  const event: SessionEvent = {
    eventId,
    async deliver(send) {
      await send(`data: ${eventId} starts\n\n`);
      await promise;
      await send(`data: ${eventId} ends\n\n`);
    },
  };
  const end = () => {
    resolve(null);
  };
  return { event, end };
}

const closed = 'data: {"msg":"close_stream","event_id":null}';
const heartbeat = 'data: {"msg":"heartbeat","event_id":null}';

function setUp(): { clock: FakeClock; session: Session } {
  const clock = fakeClock();
  return { clock, session: new Session(clock) };
}

describe("Session", () => {
  it("keeps the messages of an event until its client listens", async () => {
    const { clock, session } = setUp();
    const { event, end } = scripted("a");
    await session.join(async () => event, habits);
    end();
    await clock.advance(5000);
    const { stream, read } = listener();
    session.attach(stream, habits);
    await clock.advance(0);
    expect(read).toEqual(["data: a starts", "data: a ends"]);
  });

  it("closes the stream some time after the last event, and ends it when the client hangs up", async () => {
    const { clock, session } = setUp();
    const { event, end } = scripted("a");
    const { stream, read, hangUp, isEnded } = listener();
    session.attach(stream, habits);
    await session.join(async () => event, habits);
    end();
    await clock.advance(999);
    expect(read).not.toContain(closed);
    await clock.advance(1);
    expect(read.at(-1)).toBe(closed);
    expect(isEnded()).toBe(false);
    await hangUp();
    expect(stream.signal.aborted).toBe(true);
  });

  it("ends a closed stream after 1 s whether or not the client hangs up", async () => {
    const { clock, session } = setUp();
    const { stream, read, isEnded } = listener();
    session.attach(stream, habits);
    await clock.advance(1999);
    expect([read, isEnded()]).toEqual([[closed], false]);
    await clock.advance(1);
    expect(isEnded()).toBe(true);
  });

  it("stays open for an event that comes while it lingers", async () => {
    const { clock, session } = setUp();
    const { stream, read } = listener();
    session.attach(stream, habits);
    await clock.advance(900);
    await session.join(async () => scripted("a").event, habits);
    await clock.advance(5000);
    expect(read).toEqual(["data: a starts"]);
  });

  it("does not close while an event is being filed", async () => {
    const { clock, session } = setUp();
    const { stream, read } = listener();
    session.attach(stream, habits);
    const filing = Promise.withResolvers<SessionEvent>();
    const joined = session.join(() => filing.promise, habits);
    await clock.advance(5000);
    filing.resolve(scripted("a").event);
    await joined;
    await clock.advance(0);
    expect(read).toEqual(["data: a starts"]);
  });

  it("closes after a filing that failed", async () => {
    const { clock, session } = setUp();
    const { stream, read } = listener();
    session.attach(stream, habits);
    const joined = session.join(() => Promise.reject(new Error("full")), habits);
    await expect(joined).rejects.toThrow("full");
    await clock.advance(1000);
    expect(read).toEqual([closed]);
  });

  it("holds a new event's id until the client has let go of its closed stream", async () => {
    const { clock, session } = setUp();
    const { stream, hangUp } = listener();
    session.attach(stream, habits);
    await clock.advance(1000);
    let isAnswered = false;
    void session
      .join(async () => scripted("a").event, habits)
      .then(() => {
        isAnswered = true;
      });
    await clock.advance(200);
    expect(isAnswered).toBe(false);
    await hangUp();
    await clock.advance(0);
    expect(isAnswered).toBe(true);
  });

  it("tells a client that opens a second stream everything again, and closes the first", async () => {
    const { clock, session } = setUp();
    const first = listener();
    const second = listener();
    await session.join(async () => scripted("a").event, habits);
    session.attach(first.stream, habits);
    await clock.advance(0);
    session.attach(second.stream, habits);
    await clock.advance(0);
    expect([first.read, second.read]).toEqual([["data: a starts", closed], ["data: a starts"]]);
  });

  it("holds the messages of a new event longer, the more events are pending", async () => {
    const { clock, session } = setUp();
    const slow = { ...habits, holdMs: 40, holdPerEventMs: 50 };
    const { stream, read } = listener();
    session.attach(stream, slow);
    await session.join(async () => scripted("a").event, slow);
    await session.join(async () => scripted("b").event, slow);
    await clock.advance(40);
    expect(read).toEqual(["data: a starts"]);
    await clock.advance(50);
    expect(read).toEqual(["data: a starts", "data: b starts"]);
  });

  it("sends a heartbeat every 15 s", async () => {
    const { clock, session } = setUp();
    const { stream, read } = listener();
    session.attach(stream, habits);
    await session.join(async () => scripted("a").event, habits);
    await clock.advance(30_000);
    expect(read).toEqual(["data: a starts", heartbeat, heartbeat]);
  });

  it("fails what is pending when it stops, also for a client that comes to listen afterwards", async () => {
    const { clock, session } = setUp();
    const { stream, read } = listener();
    await session.join(async () => scripted("a").event, habits);
    void session.stop();
    session.attach(stream, habits);
    await clock.advance(0);
    const text = '"output":{"error":"The server is restarting. Please try again."';
    expect(read).toEqual([expect.stringContaining(text), closed]);
  });

  it("fails an event whose messages cannot be had", async () => {
    const { clock, session } = setUp();
    const { stream, read } = listener();
    session.attach(stream, habits);
    const deliver = () => Promise.reject(new Error("secret"));
    await session.join(async () => ({ eventId: "a", deliver }), habits);
    await clock.advance(0);
    expect(read[0]).toContain('"success":false');
    expect(read[0]).not.toContain("secret");
  });
});
