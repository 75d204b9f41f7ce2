import { afterEach, expect, test, vi } from "vitest";
import { readModelText } from "./model-files.ts";

const url = "https://example.test/models/mood-v1/config.json";

afterEach(() => {
  vi.unstubAllGlobals();
});

test("a URL is fetched and a path is read from the file system", async () => {
  vi.stubGlobal("fetch", (location: string) => Promise.resolve(new Response(`from ${location}`)));
  expect(await readModelText(url)).toBe(`from ${url}`);
  expect(await readModelText(import.meta.filename)).toContain("read from the file system");
});

test.each([
  [
    "a server that has no such file",
    () => Promise.resolve(new Response("", { status: 404 })),
    "model-not-found",
  ],
  [
    "a server in trouble",
    () => Promise.resolve(new Response("", { status: 502 })),
    "backend-unavailable",
  ],
  ["no connection", () => Promise.reject(new TypeError("Failed to fetch")), "backend-unavailable"],
])("%s is told with a next step", async (_, reply, code) => {
  vi.stubGlobal("fetch", reply);
  const read = readModelText(url);
  await expect(read).rejects.toMatchObject({ code, retryable: true });
  await expect(read).rejects.toThrow(/config\.json .*(another model|another place)\.$/);
});
