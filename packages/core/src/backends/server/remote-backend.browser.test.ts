import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { systemClock } from "../../runtime/system-clock.ts";
import { testBackendContract } from "../../testing/backend-contract.ts";
import { collect } from "../../testing/collect.ts";
import { rehearsal } from "../../testing/rehearsal.ts";
import { rehearsalRequests } from "../../testing/rehearsal-requests.ts";
import { RemoteBackend } from "./remote-backend.ts";

beforeEach(() => {
  // Gradio's client writes to the console whatever it also tells its caller.
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
});

const never = new AbortController().signal;

/** A backend whose server is behind the page's own origin, below a path. */
function remote(fetch = globalThis.fetch) {
  const baseUrl = new URL("/rehearsal/", location.href).href;
  return new RemoteBackend({ baseUrl, fetch, clock: systemClock, tasks: [rehearsal] });
}

testBackendContract("RemoteBackend in a page", () => remote(), rehearsalRequests);

describe("RemoteBackend in a page", () => {
  it("connects without a request, and writes nothing to local storage", async () => {
    const asked = vi.fn(globalThis.fetch);
    const backend = remote(asked);
    onTestFinished(() => backend.close());
    localStorage.clear();
    const events = await collect(backend.run(rehearsalRequests.valid, never));
    expect(events.at(-1)?.type).toBe("backend-end");
    const [[url] = []] = asked.mock.calls;
    expect(url).toMatch(/\/rehearsal\/gradio_api\/queue\/join/u);
    expect(asked).toHaveBeenCalledTimes(1);
    expect(Object.keys(localStorage)).toEqual([]);
  });
});
