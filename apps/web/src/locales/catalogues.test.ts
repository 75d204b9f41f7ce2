import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { getConfig, Hub } from "wuchale";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Reads files and writes none: a check changes nothing. */
const readOnly = {
  read: (path: string) => readFile(path, "utf8").catch(() => null),
  write: () => undefined,
  mkdir: () => undefined,
  exists: async (path: string) => (await readOnly.read(path)) !== null,
  unlink: () => true,
};

test("every message has its words in every language, with the same places for values", async () => {
  const open = () => getConfig(`${root}/wuchale.config.ts`);
  const hub = await Hub.create("cli", open, root, 0, readOnly);
  // `syncs` names catalogues that lack a message of the source, or hold one that is gone: run `npm run messages`.
  const { checked, errors, syncs } = await hub.check(true);
  expect(checked).toBeGreaterThan(200);
  expect({ errors, syncs }).toEqual({ errors: [], syncs: [] });
  const [own] = (await hub.status()).flatMap(({ storage }) =>
    "details" in storage ? [storage] : [],
  );
  expect(own?.details.map(({ locale }) => locale)).toEqual(["en", "de", "es"]);
  for (const language of own?.details ?? []) {
    expect(language).toMatchObject({ untranslated: 0, obsolete: 0 });
  }
});
