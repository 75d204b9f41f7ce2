import { expect, it } from "vitest";
import { cliOptions, helpText } from "./cli-options.ts";
import { faultNames } from "./faults.ts";

it("starts cold, in real time and without a fault when nothing is asked for", () => {
  expect(cliOptions([])).toMatchObject({
    port: 8123,
    start: "cold",
    timeScale: 1,
    fault: null,
    answerModule: null,
    idleMinutes: 15,
  });
});

it("takes what is asked for", () => {
  const line = "--port 0 --start warm --time-scale 60 --fault hang --answer ./mine.js --quiet";
  expect(cliOptions(line.split(" "))).toMatchObject({
    port: 0,
    start: "warm",
    timeScale: 60,
    fault: "hang",
    answerModule: "./mine.js",
    isQuiet: true,
  });
});

it.each([
  ["--start hot", '--start is "hot". Write cold or warm.'],
  ["--fault flood", '--fault is "flood". Take from: cold, throttled,'],
  ["--port 70000", '--port is "70000". Give a whole number from 0 to 65535.'],
  ["--port 1.5", '--port is "1.5". Give a whole number'],
  ["--time-scale fast", '--time-scale is "fast". Give a number from 0.001.'],
  ["--time-scale 0", '--time-scale is "0". Give a number from 0.001.'],
  ["--idle-minutes=", '--idle-minutes is "". Give a number from 0.'],
])("refuses %s and says what may stand there", (line, message) => {
  expect(() => cliOptions(line.split(" "))).toThrow(message);
});

it("names every fault in its help", () => {
  for (const name of faultNames) expect(helpText()).toContain(`  ${name} `);
});
