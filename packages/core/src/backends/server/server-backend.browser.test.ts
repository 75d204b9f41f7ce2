import { describe, expect, it, onTestFinished, vi } from "vitest";
import { systemClock } from "../../runtime/system-clock.ts";
import { testBackendContract } from "../../testing/backend-contract.ts";
import { collect } from "../../testing/collect.ts";
import { rehearsal } from "../../testing/rehearsal.ts";
import { rehearsalRequests } from "../../testing/rehearsal-requests.ts";
import { ServerBackend } from "./server-backend.ts";

const never = new AbortController().signal;

/** A backend whose server is behind the page's own origin, below a path. */
function serverBackend(fetch = globalThis.fetch) {
  const baseUrl = new URL("/rehearsal/", location.href).href;
  return new ServerBackend({ baseUrl, fetch, clock: systemClock, tasks: [rehearsal] });
}

testBackendContract("ServerBackend in a page", () => serverBackend(), rehearsalRequests);

describe("ServerBackend in a page", () => {
  it("takes one request, and writes nothing to local storage", async () => {
    const asked = vi.fn(globalThis.fetch);
    const backend = serverBackend(asked);
    onTestFinished(() => backend.close());
    localStorage.clear();
    const events = await collect(backend.run(rehearsalRequests.valid, never));
    expect(events.at(-1)?.type).toBe("backend-end");
    const url = new URL("/rehearsal/api/v1/rehearsal", location.href);
    expect(asked).toHaveBeenCalledExactlyOnceWith(url, expect.objectContaining({ method: "POST" }));
    expect(Object.keys(localStorage)).toEqual([]);
  });
});
