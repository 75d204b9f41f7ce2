// The caches of the page's files: one shell per version of the app, and one for the heavy files of all
// versions, whose addresses carry their own version.
import type { FilePlan } from "./file-plan.ts";

interface AppCachesOptions {
  readonly caches: CacheStorage;
  readonly fetch: typeof globalThis.fetch;
  /** The name of this version's shell. */
  readonly name: string;
  readonly plan: FilePlan;
}

/** The files that a version needs without a network, by their addresses. */
export interface KeptFiles {
  readonly kept: readonly string[];
  /** Not on this device; without them some tab does not answer. */
  readonly missing: readonly string[];
}

const shellPrefix = "shell-";
const heavyCache = "heavy-1";
// Tabs that were open before an update still run their version; more than two updates behind is rare.
const olderShells = 2;
// What a version needs, kept in its shell under an address that is no file's.
const listAddress = "heavy-files.json";

// A host that sends no headers of its own gets isolation from here: threads need both.
const isolation = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
  "cross-origin-resource-policy": "same-origin",
};

/** The files of the app on this device. */
export class AppCaches {
  readonly #options: AppCachesOptions;
  readonly #heavy: ReadonlySet<string>;

  constructor(options: AppCachesOptions) {
    this.#options = options;
    this.#heavy = new Set(options.plan.heavy);
  }

  /** Fetches this version's shell. @throws when one file is missing: half a version is none */
  async install(): Promise<void> {
    const { caches, name, plan } = this.#options;
    const shell = await caches.open(name);
    await Promise.all(plan.shell.map((url) => this.#keep(shell, url)));
    await shell.put(listAddress, Response.json(plan.heavy));
  }

  /** Drops shells that no open tab is likely to run, and heavy files that no shell left needs. */
  async clean(): Promise<void> {
    const { caches, name } = this.#options;
    const shells = (await caches.keys()).filter((key) => key.startsWith(shellPrefix));
    const older = shells.filter((key) => key !== name).slice(-olderShells);
    const kept = new Set([...older, name]);
    for (const key of shells) if (!kept.has(key)) await caches.delete(key);
    const needed = await this.#neededBy([...kept]);
    const heavy = await caches.open(heavyCache);
    for (const request of await heavy.keys()) {
      if (!needed.has(request.url)) await heavy.delete(request);
    }
  }

  /** A file of any version that is kept here. */
  async find(url: string): Promise<Response | undefined> {
    const { caches, name } = this.#options;
    const current = await caches.match(url, { cacheName: name, ignoreVary: true });
    return current ?? (await caches.match(url, { ignoreVary: true }));
  }

  /** A page of this version, never of another. */
  page(url: string): Promise<Response | undefined> {
    const { caches, name } = this.#options;
    return caches.match(url, { cacheName: name, ignoreVary: true });
  }

  /** True for a heavy file of this version. */
  isHeavy(url: string): boolean {
    return this.#heavy.has(url);
  }

  /** A heavy file: from this device, else from the network, and then kept. */
  async heavy(url: string): Promise<Response> {
    const known = await this.find(url);
    if (known) return known;
    const response = await this.#fetchWhole(url);
    const heavy = await this.#options.caches.open(heavyCache);
    const copy = response.clone();
    // A full disk must not take the answer away; the file is fetched again next time.
    void heavy.put(url, copy).catch(() => undefined);
    return response;
  }

  /** Which of this version's files are kept: its shell and its heavy files. */
  async keptFiles(): Promise<KeptFiles> {
    const { name, plan } = this.#options;
    const [shell, heavy] = await Promise.all([this.#urlsIn(name), this.#urlsIn(heavyCache)]);
    const isKept = (url: string) => shell.has(url) || heavy.has(url);
    const files = [...plan.shell, ...plan.heavy];
    return { kept: files.filter(isKept), missing: files.filter((url) => !isKept(url)) };
  }

  /** Fetches the files that are missing, one after another. @throws when one cannot be had */
  async keepAll(onKept: (files: KeptFiles) => void): Promise<KeptFiles> {
    const { caches, name } = this.#options;
    const { missing } = await this.keptFiles();
    for (const url of missing) {
      await this.#keep(await caches.open(this.isHeavy(url) ? heavyCache : name), url);
      onKept(await this.keptFiles());
    }
    return await this.keptFiles();
  }

  async #keep(cache: Cache, url: string): Promise<void> {
    // What carries its version in its address may come from the browser's own cache, where the page put it.
    const isVersioned = this.isHeavy(url) || url.includes("/_app/immutable/");
    const response = await this.#fetchWhole(url, { cache: isVersioned ? "default" : "no-cache" });
    await cache.put(url, response);
  }

  async #urlsIn(cacheName: string): Promise<ReadonlySet<string>> {
    const cache = await this.#options.caches.open(cacheName);
    return new Set((await cache.keys()).map(({ url }) => url));
  }

  async #neededBy(shells: readonly string[]): Promise<ReadonlySet<string>> {
    const lists = await Promise.all(
      shells.map(async (cacheName) => {
        const list = await this.#options.caches.match(listAddress, { cacheName });
        const urls: unknown = await list?.json();
        return Array.isArray(urls) ? urls.filter((url) => typeof url === "string") : [];
      }),
    );
    return new Set(lists.flat());
  }

  async #fetchWhole(url: string, init?: RequestInit): Promise<Response> {
    const response = await this.#options.fetch(url, init);
    if (!response.ok) throw new Error(`${url} was answered with ${response.status}.`);
    return isolated(response);
  }
}

/** The same response, made by nobody's redirect and with the isolation headers. */
function isolated(response: Response): Response {
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(isolation)) headers.set(name, value);
  const { status, statusText } = response;
  return new Response(response.body, { status, statusText, headers });
}
