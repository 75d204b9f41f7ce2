import { findDebianTool } from "./find-debian-tool.ts";

/** The path of the nginx that a test puts before the server, fetched where that is possible; null where there is none. */
export function findNginx(): string | null {
  return findDebianTool({ command: "nginx", package: "nginx-light" });
}
