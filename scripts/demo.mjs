// `npm run demo`: builds what is stale, then shows the app beside a local SageMaker, cold and 60 times as fast.
import { spawnSync } from "node:child_process";
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
const { main } = await import("../apps/web/demo/run-demo.ts");
process.exitCode = await main();
