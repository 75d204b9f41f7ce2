// The path under which a proxy shows the server. Everything behind this file lives at the root of its
// host: pages name their files relative to themselves, and a proxy may have stripped the path already.

interface RedirectFacts {
  /** Such as `/lab`; empty for none. */
  readonly basePath: string;
  /** The addresses of whole pages, without the path. */
  readonly pages: ReadonlySet<string>;
}

/** The target without the path; one that never had it is left as it is. */
export function withoutBase(target: string, basePath: string): string {
  return basePath !== "" && target.startsWith(`${basePath}/`)
    ? target.slice(basePath.length)
    : target;
}

/**
 * Where a request for a page by another spelling of its address is sent, or null. Relative to what was
 * asked for, so that it is right whoever strips what.
 */
export function redirectOf(target: string, { basePath, pages }: RedirectFacts): string | null {
  const [path = "", ...query] = target.split(/(?=\?)/u);
  // A page finds its files relative to its own address, which has to end with the slash here.
  if (basePath !== "" && path === basePath) return `${basePath}/${query.join("")}`;
  const page = withoutBase(path, basePath).replace(/\/$/u, "");
  if (!path.endsWith("/") || page === "" || !pages.has(page)) return null;
  return `../${page.slice(page.lastIndexOf("/") + 1)}${query.join("")}`;
}
