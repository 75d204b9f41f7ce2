import { expect, it } from "vitest";
import { AppCaches } from "./app-caches.ts";

/** Caches in memory: Node has none. What a test does not need is not here. */
function memoryCaches(): CacheStorage {
  const stores = new Map<string, Map<string, Response>>();
  const key = (request: RequestInfo | URL) =>
    request instanceof Request ? request.url : String(request);
  const open = (name: string) => {
    const store = stores.get(name) ?? new Map<string, Response>();
    stores.set(name, store);
    return {
      put: async (request: RequestInfo | URL, response: Response) =>
        void store.set(key(request), response),
      match: async (request: RequestInfo | URL) => store.get(key(request))?.clone(),
      keys: async () => [...store.keys()].map((url) => new Request(url)),
      delete: async (request: RequestInfo | URL) => store.delete(key(request)),
    };
  };
  const storage = {
    open: async (name: string) => open(name),
    keys: async () => [...stores.keys()],
    delete: async (name: string) => stores.delete(name),
    match: async (request: RequestInfo | URL, { cacheName }: MultiCacheQueryOptions = {}) => {
      const names = cacheName === undefined ? [...stores.keys()] : [cacheName];
      const found = await Promise.all(names.map((name) => open(name).match(request)));
      return found.find((response) => response !== undefined);
    },
  };
  return storage as unknown as CacheStorage;
}

const scope = "https://example.org/";
const downloaded = `${scope}models/hub/someone_large-0123456789ab/config.json`;

it("an update drops old versions and their heavy files, and no model that a person downloaded", async () => {
  const caches = memoryCaches();
  const version = (name: string, heavy: string) =>
    new AppCaches({
      caches,
      fetch: async () => new Response("file"),
      name: `shell-${name}`,
      plan: { shell: [`${scope}${name}.js`], pages: [], heavy: [scope + heavy] },
    });
  await (await caches.open("downloaded-models")).put(downloaded, new Response("model"));
  for (const name of ["1", "2", "3", "4"]) {
    const app = version(name, `models/v${name}`);
    await app.install();
    await app.heavy(`${scope}models/v${name}`);
    await app.clean();
  }
  expect(await caches.keys()).toEqual(
    expect.arrayContaining(["shell-2", "shell-3", "shell-4", "downloaded-models"]),
  );
  expect(await caches.keys()).not.toContain("shell-1");
  expect(await caches.match(`${scope}models/v1`)).toBeUndefined();
  expect(await caches.match(`${scope}models/v4`)).toBeDefined();
  expect(await (await version("4", "models/v4").find(downloaded))?.text()).toBe("model");
});
