// `npm run demo`: builds what is stale, then shows the app beside a local SageMaker, cold and 60 times as fast.
import process from "node:process";
import { buildApp } from "./build-app.mjs";

await buildApp();
const { main } = await import("../apps/web/demo/run-demo.ts");
process.exitCode = await main(process.argv.slice(2).filter((word) => word !== "--"));
