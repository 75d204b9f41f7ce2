// The production server's entry: `node build/start.js`, and with `serve` behind it, as SageMaker starts its
// containers, that container.
import "./check-runtime.ts";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import process from "node:process";
import { setTimeout } from "node:timers/promises";
import { fetchedModelsFolder } from "../src/lib/server/fetched-models.ts";
import { createLog } from "../src/lib/server/log.ts";
import { announceStop } from "../src/lib/server/stop-channel.ts";
import { allowedHosts } from "./check-host.ts";
import { containerPaths, createAppServer, type Handler } from "./create-server.ts";
import { fetchModels } from "./fetch-models.ts";
import { gracefulStop } from "./graceful-stop.ts";
import { listen } from "./listen.ts";
import { createMetricsServer } from "./metrics-server.ts";
import { readSettings } from "./read-settings.ts";
import { serveFetchedModels } from "./serve-fetched-models.ts";
import { findStaticFiles } from "./static-files.ts";

const buildFolder = fileURLToPath(new URL(".", import.meta.url));

if (process.argv[2] === "serve") process.env.SERVER_MODE = "sagemaker";
const read = readSettings(process.env);
if (!read.ok) {
  console.error(read.message);
  process.exit(1);
}
const {
  allowedHosts: hosts,
  mode,
  basePath,
  port,
  host,
  logLevel,
  stopGraceSeconds,
  stopNoticeSeconds,
  connections,
  embedParents,
  modelSource,
  hub,
  metricsPort,
} = read.settings;

// Read by SvelteKit's handler when it loads. Our own limit answers in our own shape.
process.env.BODY_SIZE_LIMIT = "Infinity";
process.env.PROTOCOL_HEADER = "x-forwarded-proto";
process.env.BUILD_FOLDER = buildFolder;

const log = createLog(logLevel);
const modelsFolder = fetchedModelsFolder(modelSource, join(buildFolder, ".."));
if (modelSource.kind === "hub") await fetchModels({ hub, folder: modelsFolder, log });
const server = createAppServer({
  handler: await loadHandler(),
  files: findStaticFiles(buildFolder),
  basePath,
  ...(mode === "sagemaker" ? { onlyPaths: containerPaths } : {}),
  allowedHosts: allowedHosts(hosts, host),
  embedParents,
  // Under a path of a larger site, the name is that site's: what it promises, it promises itself.
  isHttpsOnly: connections.trustedProxies > 0 && basePath === "",
  fetchedModels: serveFetchedModels(modelsFolder),
  connections,
  writeTimeoutMs: connections.writeTimeoutSeconds * 1000,
  isStopping: () => stopping.isStopping,
  log,
});
const stopping = gracefulStop({
  server,
  ...(stopNoticeSeconds > 0 ? { notice: () => setTimeout(stopNoticeSeconds * 1000) } : {}),
  graceMs: stopGraceSeconds * 1000,
  finishWork: announceStop,
  onStopping: (openConnections) => {
    log.info("stopping", { openConnections });
  },
  exit: (code) => process.exit(code),
});
process.on("SIGTERM", () => {
  stopping.stop();
});
// A person at the keyboard, and no load balancer, sends this one.
process.on("SIGINT", () => {
  stopping.stop("without notice");
});

if (metricsPort !== undefined) {
  const place = { port: metricsPort, host, setting: "METRICS_PORT" };
  const metrics = await listen(createMetricsServer(log), place);
  if (!metrics.ok) {
    console.error(metrics.message);
    process.exit(1);
  }
  console.log(`Its figures are on ${metrics.url}/metrics`);
}
const listening = await listen(server, { port, host });
if (!listening.ok) {
  console.error(listening.message);
  process.exit(1);
}
console.log(`Pilotlight is on ${listening.url}${basePath}`);

async function loadHandler(): Promise<Handler> {
  const module: unknown = await import(new URL("./handler.js", import.meta.url).href);
  if (hasHandler(module)) return module.handler;
  throw new Error("build/handler.js has no handler. Build again with `npm run build`.");
}

function hasHandler(module: unknown): module is { handler: Handler } {
  return (
    typeof module === "object" &&
    module !== null &&
    "handler" in module &&
    typeof module.handler === "function"
  );
}
