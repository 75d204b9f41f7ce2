// The page that Chromium opens to measure: timeCalls, for Playwright to call.
import { timeCalls } from "./time-calls.ts";

Object.assign(globalThis, { timeCalls });
