#!/usr/bin/env node
// Stands in for `pulumi`, `docker` and `git` on the PATH of the commands' tests: none of the three can
// do its work without an account, an engine or a clean checkout. It writes down how it was called, and
// answers from the files of $STAND_IN; which program it is, its own name says.
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import process from "node:process";

const folder = process.env.STAND_IN ?? "";
const name = basename(process.argv[1] ?? "");
const words = process.argv.slice(2);
const phase = process.env.PILOTLIGHT_PHASE ? ` [${process.env.PILOTLIGHT_PHASE}]` : "";
appendFileSync(join(folder, "calls"), `${[name, ...words].join(" ")}${phase}\n`);

const plan = JSON.parse(readFileSync(join(folder, "plan.json"), "utf8"));
const stateFile = join(folder, "outputs.json");
const call = [name, ...words].join(" ");
const failure = Object.entries(plan.fail ?? {}).find(([start]) => call.startsWith(start));

if (failure) {
  process.stderr.write(`${failure[1]}\n`);
  process.exit(1);
}
if (call === "git rev-parse --short=12 HEAD") console.log("0123456789ab");
if (call === "git status --porcelain") process.stdout.write(plan.changes ?? "");
if (call.startsWith("docker login")) {
  writeFileSync(join(folder, "password"), readFileSync(0));
}
if (call.startsWith("pulumi stack output")) {
  if (!existsSync(stateFile)) {
    process.stderr.write("error: no stack named 'test' found\n");
    process.exit(255);
  }
  process.stdout.write(readFileSync(stateFile));
}
const configFile = words.indexOf("--config-file") + 1;
if (configFile > 0) {
  writeFileSync(join(folder, "config-file"), readFileSync(words[configFile] ?? ""));
}
if (call.startsWith("pulumi up")) {
  writeFileSync(stateFile, JSON.stringify(phase === "" ? plan.complete : plan.foundation));
}
