import { test as base } from "@playwright/test";
import { serveLargeModel, type ServedLargeModel } from "./serve-large-model.ts";

interface Fixtures {
  /** Serves a large model for this test. */
  readonly serve: typeof serveLargeModel;
}

/** A test that can serve a large model, which ends with it. */
export const test = base.extend<Fixtures>({
  // Playwright reads the names of what a fixture needs from its first parameter: none.
  // eslint-disable-next-line no-empty-pattern
  serve: async ({}, use) => {
    const all: ServedLargeModel[] = [];
    await use(async (options) => {
      const served = await serveLargeModel(options);
      all.push(served);
      return served;
    });
    for (const served of all) await served.close();
  },
});
