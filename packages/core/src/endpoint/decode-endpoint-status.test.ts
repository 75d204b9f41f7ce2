import { describe, expect, it } from "vitest";
import { endpointStatus } from "../testing/fake-endpoint.ts";
import { decodeEndpointStatus } from "./decode-endpoint-status.ts";

describe("decodeEndpointStatus", () => {
  it("gives back what the server wrote as JSON", () => {
    const status = endpointStatus({ temperature: "warming", secondsToWarm: 42 });
    expect(decodeEndpointStatus(JSON.parse(JSON.stringify(status)))).toEqual(status);
    const refused = endpointStatus({
      wake: {
        allowed: false,
        wakesLeftToday: 0,
        why: "12 wakes were used today",
        whyFacts: { code: "never" },
      },
    });
    expect(decodeEndpointStatus(JSON.parse(JSON.stringify(refused)))).toEqual(refused);
  });

  it("gives null for a server without a large model and for what is no status", () => {
    expect(decodeEndpointStatus(null)).toBeNull();
    expect(decodeEndpointStatus(undefined)).toBeNull();
    expect(decodeEndpointStatus({ ...endpointStatus(), temperature: "lukewarm" })).toBeNull();
    expect(decodeEndpointStatus({ ...endpointStatus(), cost: undefined })).toBeNull();
  });
});
