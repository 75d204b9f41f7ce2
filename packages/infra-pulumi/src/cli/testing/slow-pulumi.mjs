#!/usr/bin/env node
// Stands in for `pulumi` where its signals are tested. As the npm package of that name it starts the real
// one and ends at SIGINT itself; the real one writes down each SIGINT and ends some time after the first.
import { spawn } from "node:child_process";

import process from "node:process";

if (process.env.STAND_IN_REAL === undefined) {
  const env = { ...process.env, STAND_IN_REAL: "yes" };
  const child = spawn(process.execPath, ["--input-type=module", "--eval", realOne()], {
    stdio: "inherit",
    env,
  });
  child.on("exit", (code) => process.exit(code ?? 1));
}

function realOne() {
  return `
    import { appendFileSync } from "node:fs";
    const log = (line) => appendFileSync(process.env.STAND_IN_LOG, line + "\\n");
    const alive = setInterval(() => {}, 1000);
    process.on("SIGINT", () => {
      log("asked");
      setTimeout(() => { log("ended"); clearInterval(alive); process.exit(0); }, 300);
    });
    console.log("ready");
  `;
}
