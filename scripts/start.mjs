// `npm start`: builds what is stale, then serves the production build.
import { spawn, spawnSync } from "node:child_process";
import process from "node:process";

const build = spawnSync(
  "pnpm",
  ["exec", "turbo", "run", "build", "--filter=web", "--output-logs=errors-only", "--ui=stream"],
  { stdio: ["ignore", "ignore", "inherit"], shell: process.platform === "win32" },
);
if (build.status !== 0) {
  console.error("The build failed; the lines above say where. Run `npm run build` for all of it.");
  process.exit(build.status ?? 1);
}
const server = spawn(process.execPath, ["apps/web/build/start.js"], { stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => signal !== "SIGINT" && server.kill(signal));
}
server.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
