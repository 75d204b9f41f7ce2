import { expect, it } from "vitest";
import { openLocal } from "./testing/call-local.ts";

async function openSwitches() {
  const { local, invoke } = await openLocal({ start: "cold" });
  const flip = async (method: string, name: string, body?: object) => {
    const reply = await fetch(`${local.url}/_local/${name}`, {
      method,
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return { status: reply.status, ...((await reply.json()) as object) };
  };
  return { flip, invoke };
}

it("wakes and sleeps at once, and slowly by copies", async () => {
  const { flip } = await openSwitches();
  expect(await flip("GET", "state")).toMatchObject({ status: 200, phase: "cold", next: null });
  expect(await flip("POST", "wake")).toMatchObject({ phase: "warm", currentCopies: 1 });
  expect(await flip("POST", "sleep")).toMatchObject({ phase: "cold", instances: 0 });
  expect(await flip("POST", "copies", { copies: 1 })).toMatchObject({ phase: "starting-instance" });
});

it("sets faults, for some calls or until they are taken away", async () => {
  const { flip, invoke } = await openSwitches();
  await flip("POST", "wake");
  expect(await flip("POST", "fault", { name: "throttled", times: 1 })).toMatchObject({
    fault: "throttled",
  });
  await expect(invoke()).rejects.toMatchObject({ name: "ThrottlingException" });
  expect(await invoke()).toContain("burns");
  await flip("POST", "fault", { name: "hang", scope: "control" });
  expect(await flip("DELETE", "fault")).toMatchObject({ fault: null, controlFault: null });
});

it("lists the calls of the SDK, not its own", async () => {
  const { flip, invoke } = await openSwitches();
  await expect(invoke()).rejects.toThrow("no capacity");
  const listed = Object.values(await flip("GET", "requests"));
  expect(listed).toContainEqual(
    expect.objectContaining({ operation: "InvokeEndpoint", error: "ValidationError" }),
  );
});

it.each([
  ["POST", "fault", { name: "earthquake" }, 400, 'is "earthquake". Take from: cold, throttled'],
  ["POST", "fault", { name: "hang", scope: "all" }, 400, 'Take "invoke", "small" or "control"'],
  ["POST", "fault", { name: "hang", times: 0 }, 400, "Give a number from 1"],
  ["POST", "fault", { name: "hang", times: "two" }, 400, '"times" is "two"'],
  ["POST", "copies", { copies: 9 }, 400, "Give a whole number from 0 to 2"],
  ["GET", "nowhere", undefined, 404, "GET /_local/nowhere is no switch"],
])("says what is wrong with %s %s %o", async (...row) => {
  const [method, name, body, status, message] = row;
  const { flip } = await openSwitches();
  expect(await flip(method, name, body)).toEqual({
    status,
    message: expect.stringContaining(message) as string,
  });
});
