// Where the time of `npm test` went: for reading, nothing is held against it.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));
const folder = join(root, "node_modules/.cache/test-times");
const turboRuns = join(root, ".turbo/runs");

/** Begins to take times: `folder` is where the test runners report each test, `steps` is to be filled. */
export function startTimes() {
  for (const old of [folder, turboRuns]) rmSync(old, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return { folder, steps: [], startedAtMs: performance.now() };
}

/** Prints again, at the very end, what each failed task said last: its own place is far up by then. */
export function printFailures() {
  for (const { taskId, task, directory, execution } of readJsonFiles(turboRuns).flatMap(
    ({ tasks }) => tasks,
  )) {
    if (!execution || execution.exitCode === 0) continue;
    const log = join(root, directory, `.turbo/turbo-${task.replaceAll(":", "$colon$")}.log`);
    console.error(`\n── what failed: ${taskId.replace("//#", "")}`);
    if (existsSync(log)) console.error(endOf(readFileSync(log, "utf8")));
  }
}

function endOf(text) {
  return text.trimEnd().split("\n").slice(-80).join("\n");
}

/** Prints the total, each step with what it ran, and the slowest tests. */
export function printTimes({ steps, startedAtMs }) {
  const tasks = readJsonFiles(turboRuns).flatMap(tasksOf);
  const fromCache = tasks.filter(({ isCached }) => isCached).length;
  const ran = tasks.filter(({ isCached }) => !isCached);
  console.log("\n── times");
  for (const { title, seconds } of steps) printTime(seconds, title);
  printTime((performance.now() - startedAtMs) / 1000, "in all");
  console.log(
    `\nTasks: ${ran.length} ran, ${fromCache} had nothing new and came from turbo's cache.`,
  );
  printSlowest("tasks", ran);
  printSlowest("tests", readJsonFiles(folder).flatMap(testsOf));
}

function printSlowest(what, list) {
  if (list.length === 0) return;
  console.log(`\nThe slowest ${what}, in seconds:`);
  const slowest = list.toSorted((a, b) => b.seconds - a.seconds).slice(0, 10);
  for (const { seconds, title } of slowest) printTime(seconds, title);
}

function printTime(seconds, title) {
  console.log(`${seconds.toFixed(1).padStart(8)}  ${title}`);
}

function readJsonFiles(place) {
  if (!existsSync(place)) return [];
  return readdirSync(place, { withFileTypes: true })
    .filter(({ name }) => name.endsWith(".json"))
    .map(({ name }) => JSON.parse(readFileSync(join(place, name), "utf8")));
}

/** What a run of turbo did. */
function tasksOf({ tasks }) {
  return tasks
    .filter(({ execution }) => execution)
    .map(({ taskId, cache, execution: { startTime, endTime } }) => ({
      title: taskId.replace("//#", ""),
      isCached: cache.status === "HIT",
      seconds: (endTime - startTime) / 1000,
    }));
}

/** The tests in a report of Vitest's or of Playwright's. */
function testsOf({ testResults, suites, config }) {
  if (testResults) {
    return testResults.flatMap(({ name, assertionResults }) =>
      assertionResults.map(({ fullName, duration }) => timed(name, fullName, duration)),
    );
  }
  return suites.flatMap((suite) => testsOfSuite(suite, config.rootDir));
}

function testsOfSuite({ specs = [], suites = [], file }, rootFolder) {
  const own = specs.flatMap(({ title, tests }) =>
    tests.flatMap(({ results }) =>
      results.map(({ duration }) => timed(join(rootFolder, file), title, duration)),
    ),
  );
  return [...own, ...suites.flatMap((suite) => testsOfSuite(suite, rootFolder))];
}

function timed(file, title, durationMs) {
  const path = relative(root, file).split(sep).join("/");
  return { title: `${path}: ${title}`, seconds: (durationMs ?? 0) / 1000 };
}
