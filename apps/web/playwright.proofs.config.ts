// The proofs that drive a browser: as the tests do, one at a time.
import { defineConfig } from "@playwright/test";
import tests from "./playwright.config.ts";

export default defineConfig({ ...tests, testDir: "proofs", workers: 1 });
