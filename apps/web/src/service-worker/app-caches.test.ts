import { describe, expect, it } from "vitest";
import { AppCaches } from "./app-caches.ts";

const scope = "https://example.org/";

/** Caches in memory: Node has none. What a test does not need is not here. */
function memoryCaches(): CacheStorage {
  const stores = new Map<string, Map<string, Response>>();
  const key = (request: RequestInfo | URL) =>
    new URL(request instanceof Request ? request.url : String(request), scope).href;
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

describe("what is kept for the time without a network", () => {
  const plan = {
    shell: [scope, `${scope}page.js`],
    pages: [scope],
    heavy: [`${scope}ort/1.0/runtime.wasm`, `${scope}models/qa-v1/config.json`],
  };
  const [runtime = "", model = ""] = plan.heavy;
  const all = [...plan.shell, ...plan.heavy];

  /** The app on a device, whose network lacks some addresses. */
  function appWithout(gone: Set<string> = new Set()) {
    const caches = memoryCaches();
    const asked: string[] = [];
    const fetch = async (request: RequestInfo | URL) => {
      const { url } = new Request(request);
      asked.push(url);
      return new Response("file", { status: gone.has(url) ? 504 : 200 });
    };
    return { app: new AppCaches({ caches, fetch, name: "shell-1", plan }), caches, asked };
  }

  it("is told by address: a file of another version takes no missing file's place", async () => {
    const { app, caches } = appWithout();
    await app.install();
    await (await caches.open("heavy-1")).put(`${scope}ort/0.9/runtime.wasm`, new Response());
    await app.heavy(model);
    expect(await app.keptFiles()).toEqual({ kept: [...plan.shell, model], missing: [runtime] });
  });

  it("is fetched where it is missing, be it of a run or of the page, and nothing else again", async () => {
    const { app, caches, asked } = appWithout();
    await app.install();
    await app.heavy(model);
    await (await caches.open("shell-1")).delete(`${scope}page.js`);
    asked.length = 0;
    const left: number[] = [];
    const end = await app.keepAll(({ missing }) => left.push(missing.length));
    expect(asked).toEqual([`${scope}page.js`, runtime]);
    expect(left).toEqual([1, 0]);
    expect(end).toEqual({ kept: all, missing: [] });
    expect(await app.page(`${scope}page.js`)).toBeDefined();
  });

  it("is not whole when one file cannot be had", async () => {
    const { app } = appWithout(new Set([runtime]));
    await app.install();
    await expect(app.keepAll(() => undefined)).rejects.toThrow(`${runtime} was answered with 504.`);
    expect((await app.keptFiles()).missing).toContain(runtime);
  });
});
