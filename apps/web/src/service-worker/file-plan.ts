// Which files the page needs to work without a network, and when each is fetched: pure, from the
// build's own list of its files.

/** The files of one version of the app, as paths from the app's root without a leading slash. */
export interface BuildFiles {
  /** Named by their content, such as `_app/immutable/chunks/x.js`. */
  readonly immutable: readonly string[];
  /** Files of the static folder: models, icons. */
  readonly assets: readonly string[];
  /** Pages that were made at build time. */
  readonly prerendered: readonly string[];
  /** What a run of every tab takes beside the page: models, the WebAssembly runtime, the worker. */
  readonly run: readonly string[];
}

/** What a version of the app keeps for the time without a network. */
export interface FilePlan {
  /** Small: fetched when the version is installed, all or none. */
  readonly shell: readonly string[];
  /** Pages among the shell. */
  readonly pages: readonly string[];
  /** Heavy: what runs take beside the page, all of it; fetched with the first run. */
  readonly heavy: readonly string[];
}

/** Sorts the files of a version; addresses are absolute, under the scope of the service worker. */
export function planFiles(files: BuildFiles, scope: string): FilePlan {
  const address = (path: string) => new URL(path.replace(/^\//u, ""), scope).href;
  const run = new Set(files.run);
  const isWanted = (path: string) => !run.has(path) && !isUnused(path);
  const pages = files.prerendered.filter(isPage).map(address);
  const light = [...files.immutable, ...files.assets].filter(isWanted).map(address);
  return { shell: [...new Set([...pages, ...light])], pages, heavy: [...run].map(address) };
}

/** True for what belongs to a model that a person may download. */
function isHubFile(path: string): boolean {
  return /^\/?models\/hub\//u.test(path);
}

/** What the service worker looks at of a request. */
export interface AskedFile {
  /** The address without query and fragment. */
  readonly address: string;
  readonly cache: RequestCache;
}

/**
 * True for a file of a model that may be kept on this device. A download asks past every cache, and
 * the list of what is offered changes: both go to the network.
 */
export function isDownloaded({ address, cache }: AskedFile, scope: string): boolean {
  if (cache === "no-store" || !address.startsWith(scope)) return false;
  const path = address.slice(scope.length);
  return isHubFile(path) && path !== "models/hub/index.json";
}

/** A name for the shell of a version that changes with any of its files, so that no two builds share one. */
export function shellName(version: string, { immutable, assets, run }: BuildFiles): string {
  return `shell-${version}-${digest([...immutable, ...assets, ...run].join("\n"))}`;
}

/** The kept page that a navigation asks for: without its query, and however the host spells its end. */
export function pageFor(url: string, pages: readonly string[]): string | undefined {
  const wanted = plainAddress(url);
  return pages.find((page) => plainAddress(page) === wanted);
}

// Files of models that no run takes are cards and licences, which people read at their addresses, and
// larger models, which are kept when a person downloads them, never by themselves. Another runtime's
// are what somebody left in the static folder. The viewer of the API is of no use without the API.
function isUnused(path: string): boolean {
  return /^\/?(?:models|ort|swagger-ui)\/|(?:^|\/)\.|\.(?:md|txt|map)$/iu.test(path);
}

// Prerendering also makes data files and redirects; a page has no extension. Who may hold the pages
// for frames is the server's to say each time, so they are not kept.
function isPage(path: string): boolean {
  return !/\.[a-z0-9]+$|^\/?embed\//iu.test(path);
}

function plainAddress(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname.replace(/(?:\/?index)?\.html$/u, "").replace(/\/$/u, "");
}

/** FNV-1a, 32 bits: tells builds apart, protects nothing. */
function digest(text: string): string {
  let hash = 0x81_1c_9d_c5;
  for (const character of text) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01_00_01_93);
  }
  return (hash >>> 0).toString(16).padStart(8, "0");
}
