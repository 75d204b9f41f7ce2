import { describe, expect, it, onTestFinished, vi } from "vitest";
import { systemClock } from "../../runtime/system-clock.ts";
import { testBackendContract } from "../../testing/backend-contract.ts";
import { collect } from "../../testing/collect.ts";
import { echoTask } from "../../testing/echo-task.ts";
import { echoRequests } from "../../testing/echo-requests.ts";
import { ServerBackend } from "./server-backend.ts";

const never = new AbortController().signal;

/** A backend whose server is behind the page's own origin, below a path. */
function serverBackend(fetch = globalThis.fetch) {
  const baseUrl = new URL("/echo/", location.href).href;
  return new ServerBackend({ baseUrl, fetch, clock: systemClock, tasks: [echoTask] });
}

testBackendContract("ServerBackend in a page", () => serverBackend(), echoRequests);

describe("ServerBackend in a page", () => {
  it("takes one request, and writes nothing to local storage", async () => {
    const asked = vi.fn(globalThis.fetch);
    const backend = serverBackend(asked);
    onTestFinished(() => backend.close());
    localStorage.clear();
    const events = await collect(backend.run(echoRequests.valid, never));
    expect(events.at(-1)?.type).toBe("backend-end");
    const url = new URL("/echo/api/v1/echo", location.href);
    expect(asked).toHaveBeenCalledExactlyOnceWith(url, expect.objectContaining({ method: "POST" }));
    expect(Object.keys(localStorage)).toEqual([]);
  });
});
