// What the test settings of every package share.
import { join } from "node:path";
import process from "node:process";

/** Ends what hangs. No machine is slow enough to meet it: a test says nothing of speed. */
const limitMs = 180_000;

/** What every test of the workspace keeps to, whichever project it belongs to. */
export const everyTest = {
  expect: { requireAssertions: true, poll: { timeout: limitMs / 3 } },
  retry: 0,
  testTimeout: limitMs,
  hookTimeout: limitMs,
} as const;

/** What the tests that run in Node keep to beside that: one process for all files, so that each cleans up after itself. */
export const everyNodeTest = { ...everyTest, environment: "node", isolate: false } as const;

/** Reports to the terminal, and the time of each test to the folder that `npm test` names. */
export function reporters(name: string): ("default" | ["json", { outputFile: string }])[] {
  const folder = process.env["PILOTLIGHT_TEST_TIMES"];
  if (folder === undefined) return ["default"];
  return ["default", ["json", { outputFile: join(folder, `${name}-${process.pid}.json`) }]];
}
