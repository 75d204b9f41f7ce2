// `npm start`: builds what is stale, then serves the production build.
import { spawn } from "node:child_process";
import process from "node:process";
import { buildApp } from "./build-app.mjs";

await buildApp();
const server = spawn(process.execPath, ["apps/web/build/start.js"], { stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => signal !== "SIGINT" && server.kill(signal));
}
server.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
