import { abortError, type EndpointStatus, InferenceError } from "@pilotlight/core";
import { endpointStatus, fakeClock } from "@pilotlight/core/testing";
import { describe, expect, onTestFinished, test } from "vitest";
import { EndpointFeed } from "./endpoint-feed.ts";
import type { Visibility } from "./page-visibility.ts";

const cold = endpointStatus();
const warm = endpointStatus({ temperature: "warm" });

/** A server that tells what the test says, on every connection that is open. */
class ToldEndpoint {
  readonly #told: (EndpointStatus | null)[] = [];
  #news = Promise.withResolvers<null>();
  open = 0;
  opened = 0;
  /** What `read` does, once for each call. */
  readonly reads: (() => EndpointStatus | null)[] = [];

  tell(status: EndpointStatus | null): void {
    this.#told.push(status);
    this.#news.resolve(null);
    this.#news = Promise.withResolvers();
  }

  async *follow(signal: AbortSignal): AsyncGenerator<EndpointStatus | null> {
    this.open += 1;
    this.opened += 1;
    const aborted = Promise.withResolvers<null>();
    signal.addEventListener("abort", () => {
      aborted.resolve(null);
    });
    try {
      for (let next = Math.max(0, this.#told.length - 1); ;) {
        for (; next < this.#told.length; next += 1) {
          const status = this.#told[next];
          if (status === undefined) continue;
          yield status;
          if (!status) return;
        }
        await Promise.race([this.#news.promise, aborted.promise]);
        if (signal.aborted) throw abortError();
      }
    } finally {
      this.open -= 1;
    }
  }

  async read(): Promise<EndpointStatus | null> {
    const read = this.reads.shift();
    if (!read) throw new InferenceError("network", "The line is dead.", { retryable: true });
    return read();
  }
}

class ToldVisibility implements Visibility {
  #isVisible = true;
  #shown = Promise.withResolvers<null>();

  isVisible(): boolean {
    return this.#isVisible;
  }

  async untilShown(signal: AbortSignal): Promise<void> {
    const aborted = Promise.withResolvers<never>();
    signal.addEventListener("abort", () => {
      aborted.reject(abortError());
    });
    await Promise.race([this.#shown.promise, aborted.promise]);
  }

  hide(): void {
    this.#isVisible = false;
  }

  show(): void {
    this.#isVisible = true;
    this.#shown.resolve(null);
    this.#shown = Promise.withResolvers();
  }
}

let names = 0;

/** A browser with tabs that share locks, channels and a server. */
function setUp({ hasLocks = true } = {}) {
  const name = `pilotlight:/${(names += 1)}`;
  const clock = fakeClock();
  const endpoint = new ToldEndpoint();
  const openTab = () => {
    const visibility = new ToldVisibility();
    const seen: [string | null, number][] = [];
    const feed = new EndpointFeed({
      endpoint,
      name,
      clock,
      now: () => 1_000_000 + clock.nowMs(),
      visibility,
      locks: hasLocks ? navigator.locks : undefined,
      openChannel: (channel) => new BroadcastChannel(channel),
      onStatus: (status, atMs) => seen.push([status?.temperature ?? null, atMs - 1_000_000]),
    });
    const over = feed.run();
    onTestFinished(async () => {
      feed.close();
      await over;
    });
    return { feed, visibility, seen, over };
  };
  return { name, clock, endpoint, openTab };
}

describe("several tabs of one browser", () => {
  test("learn each change over one connection", async () => {
    const { endpoint, openTab } = setUp();
    const tabs = [openTab(), openTab(), openTab()];
    endpoint.tell(cold);
    await expect
      .poll(() => tabs.map(({ seen }) => seen))
      .toEqual([[["cold", 0]], [["cold", 0]], [["cold", 0]]]);
    endpoint.tell(warm);
    await expect.poll(() => tabs.map(({ seen }) => seen.length)).toEqual([2, 2, 2]);
    expect(endpoint.opened).toBe(1);
  });

  test("tell one that comes later what they know, and when it was told", async () => {
    const { endpoint, clock, openTab } = setUp();
    const first = openTab();
    endpoint.tell(cold);
    await expect.poll(() => first.seen.length).toBe(1);
    await clock.advance(20_000);
    const second = openTab();
    await expect.poll(() => second.seen).toEqual([["cold", 0]]);
    expect(endpoint.opened).toBe(1);
  });

  test("hand over when the one that follows closes", async () => {
    const { endpoint, openTab } = setUp();
    const first = openTab();
    endpoint.tell(cold);
    await expect.poll(() => first.seen.length).toBe(1);
    const second = openTab();
    await expect.poll(() => second.seen.length).toBe(1);
    first.feed.close();
    await expect.poll(() => endpoint.opened).toBe(2);
    expect(endpoint.open).toBe(1);
    endpoint.tell(warm);
    await expect.poll(() => second.seen.at(-1)?.[0]).toBe("warm");
    expect(first.seen).toHaveLength(1);
  });

  test("all stop when there turns out to be no large model", async () => {
    const { endpoint, openTab } = setUp();
    const tabs = [openTab(), openTab()];
    endpoint.tell(null);
    await Promise.all(tabs.map(({ over }) => over));
    expect(tabs.map(({ seen }) => seen)).toEqual([[[null, 0]], [[null, 0]]]);
    expect(endpoint.open).toBe(0);
  });

  test("that are hidden open no connection and ask nothing", async () => {
    const { endpoint, clock, name, openTab } = setUp();
    const first = openTab();
    endpoint.tell(cold);
    await expect.poll(() => first.seen.length).toBe(1);
    const second = openTab();
    await expect.poll(() => second.seen.length).toBe(1);
    second.visibility.hide();
    await clock.advance(3_000);
    const asked: unknown[] = [];
    const channel = new BroadcastChannel(name);
    channel.onmessage = ({ data }) => asked.push(data);
    await clock.advance(600_000);
    channel.close();
    expect(asked).toEqual([]);
    expect(endpoint.opened).toBe(1);
  });
});

describe("a tab whose browser has put the following tab to sleep", () => {
  test("takes its place when nobody answers, and gives the tab back its turn when it wakes", async () => {
    const { endpoint, clock, name, openTab } = setUp();
    const asleep = Promise.withResolvers<null>();
    const held = navigator.locks.request(name, () => asleep.promise);
    const outcome = held.then(
      () => "kept",
      () => "taken away",
    );
    const tab = openTab();
    endpoint.tell(cold);
    await clock.advance(2_999);
    expect(tab.seen).toEqual([]);
    await clock.advance(1);
    await expect.poll(() => tab.seen.length).toBe(1);
    expect(await outcome).toBe("taken away");
    asleep.resolve(null);
  });

  test("leaves one that answers alone", async () => {
    const { endpoint, clock, openTab } = setUp();
    const first = openTab();
    await expect.poll(() => endpoint.open).toBe(1);
    const second = openTab();
    for (let checks = 0; checks < 5; checks += 1) {
      await clock.advance(3_000);
      await new Promise((resolve) => setImmediate(resolve));
      await clock.advance(30_000);
    }
    endpoint.tell(cold);
    await expect.poll(() => [first.seen.length, second.seen.length]).toEqual([1, 1]);
    expect(endpoint.opened).toBe(1);
  });
});

describe("where the platform has no locks", () => {
  test("a tab asks now and then, sooner while the large model wakes", async () => {
    const { endpoint, clock, openTab } = setUp({ hasLocks: false });
    const warming = endpointStatus({ temperature: "warming" });
    endpoint.reads.push(
      () => cold,
      () => warming,
      () => warm,
    );
    const { seen } = openTab();
    await clock.advance(14_999);
    expect(seen).toEqual([["cold", 0]]);
    await clock.advance(1);
    expect(seen.at(-1)).toEqual(["warming", 15_000]);
    await clock.advance(5_000);
    expect(seen.at(-1)).toEqual(["warm", 20_000]);
  });

  test("a hidden tab asks nothing, and at once when it is shown again", async () => {
    const { endpoint, clock, openTab } = setUp({ hasLocks: false });
    endpoint.reads.push(
      () => cold,
      () => warm,
    );
    const { seen, visibility } = openTab();
    await clock.advance(1_000);
    visibility.hide();
    await clock.advance(600_000);
    expect(seen).toHaveLength(1);
    visibility.show();
    await clock.advance(0);
    expect(seen.at(-1)).toEqual(["warm", 601_000]);
  });

  test("a tab goes on after a failure, and stops where there is no large model", async () => {
    const { endpoint, clock, openTab } = setUp({ hasLocks: false });
    const { seen, over } = openTab();
    await clock.advance(14_000);
    expect(seen).toEqual([]);
    endpoint.reads.push(() => null);
    await clock.advance(1_000);
    await over;
    expect(seen).toEqual([[null, 15_000]]);
  });
});

test("what another version of the app says in the channel is passed over", async () => {
  const { endpoint, name, openTab } = setUp();
  const tab = openTab();
  endpoint.tell(cold);
  await expect.poll(() => tab.seen.length).toBe(1);
  const channel = new BroadcastChannel(name);
  channel.postMessage("hello");
  channel.postMessage({ type: "status", status: { temperature: "lukewarm" }, atMs: 1 });
  channel.postMessage({ type: "status", status: warm, atMs: 1_000_007 });
  await expect
    .poll(() => tab.seen)
    .toEqual([
      ["cold", 0],
      ["warm", 7],
    ]);
  channel.close();
});
