// The tests of the app's plain modules. They need nothing of SvelteKit: what does is tested in the browser.
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";
import { everyNodeTest, reporters } from "../../vitest.base.ts";

export default defineConfig({
  plugins: [svelte()],
  test: {
    ...everyNodeTest,
    reporters: reporters("web"),
    include: ["{demo,image,proofs,server,src,vite}/**/*.test.ts"],
  },
});
