import { spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { createInterface } from "node:readline";
import { showWhile } from "./show-progress.mjs";

const flags = ["--filter=web", "--output-logs=new-only", "--log-prefix=none", "--ui=stream"];

/** Builds what is stale of the app and shows how far it is; ends the process when it fails. */
export async function buildApp() {
  console.error("Building what has changed …");
  const build = spawn("pnpm", ["exec", "turbo", "run", "build", ...flags], {
    stdio: ["ignore", "pipe", "inherit"],
    shell: process.platform === "win32",
  });
  const lines = [];
  createInterface({ input: build.stdout }).on("line", (line) => lines.push(line));
  const end = showWhile(() => lines.findLast(isStep)?.trim() ?? "looking for what has changed");
  const [status] = await once(build, "close");
  end(status === 0 ? "The app is built" : undefined);
  if (status === 0) return;
  console.error(lines.join("\n"));
  console.error("The build failed; the lines above say where.");
  process.exit(status ?? 1);
}

/** True for a line of Vite or SvelteKit that says what comes next. */
function isStep(line) {
  return /^(?:vite v.* building |Prerendering|Compressing)/.test(line);
}
