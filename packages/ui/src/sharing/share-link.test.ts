import { sentimentAnalysis, summarization } from "@pilotlight/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { makeShareLink, maxLinkLength, readShareLink } from "./share-link.ts";

const page = new URL("https://example.org/some/path/summarization");

async function hashOf(values: Record<string, string | number | boolean>): Promise<string> {
  const link = await makeShareLink(page, values);
  if (!link.ok) throw new Error(`The link has ${link.length} characters.`);
  return new URL(link.url).hash;
}

test("a link gives back what went into it, whatever the text", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: "binary", maxLength: 300 }).map((text) => text.toWellFormed()),
      fc.constantFrom("short", "medium", 7),
      async (text, length) => {
        const values = { text, length };
        expect(await readShareLink(summarization, await hashOf(values))).toEqual(values);
      },
    ),
    { numRuns: 100, seed: 4 },
  );
});

test("the input stands in the fragment alone, which no browser sends", async () => {
  const link = await makeShareLink(page, { text: "secret" });
  expect(link).toMatchObject({ ok: true });
  const url = new URL(link.ok ? link.url : "");
  expect([url.origin + url.pathname, url.search]).toEqual([page.href, ""]);
});

test("a text that makes too long a link says how long", async () => {
  const noise = Array.from({ length: 20_000 }, (_, index) => ((index * 7919) % 9973).toString(36));
  const link = await makeShareLink(page, { text: noise.join("") });
  expect(link).toMatchObject({ ok: false, limit: maxLinkLength });
  expect(link.ok ? 0 : link.length).toBeGreaterThan(maxLinkLength);
});

test("fields that the task has not, or that do not fit, are left out", async () => {
  const hash = await hashOf({ text: "good", sentences: "yes", constructor: "x", other: 1 });
  expect(await readShareLink(sentimentAnalysis, hash)).toEqual({ text: "good" });
});

test.each([
  "",
  "#",
  "#input=",
  "#input=%%%",
  "#input=AAAA",
  "#other=x",
  "#input=q1YqSa0oUbKqrQUA!",
])("a fragment that carries no input is no input: %s", async (hash) => {
  expect(await readShareLink(sentimentAnalysis, hash)).toBeNull();
});

test("a link that was cut on its way is no input", async () => {
  const hash = await hashOf({ text: "A text that was long enough to be cut." });
  expect(await readShareLink(sentimentAnalysis, hash.slice(0, -9))).toBeNull();
});
