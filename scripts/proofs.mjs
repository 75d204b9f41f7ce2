// The long checks with their full counts, by name; `scripts/proof.mjs` runs one.
import { spawnSync } from "node:child_process";
import process from "node:process";

/** Each proof by name: what it shows, and the module whose `main` runs it. */
export const proofs = {
  fuzz: {
    shows: "50,000 mutated requests: each gets an answer or a clear 4xx, and the server lives on",
    run: async () => {
      const { main } = await import("../apps/web/proofs/fuzz.ts");
      await main({ count: 50_000, seed: 1 });
    },
  },
  "gradio-race": {
    shows: "20 callers on one Gradio client, 75 calls each, 4 rounds: no hang, no failure",
    run: async () => {
      const { main } =
        await import("../packages/core/src/http/gradio/conformance/javascript-race.ts");
      if (!(await main())) process.exitCode = 1;
    },
  },
  "gradio-python": {
    shows: "Python's gradio_client over the whole list; absent where Python or PyPI is",
    run: async () => {
      const { main } =
        await import("../packages/core/src/http/gradio/conformance/python-client.ts");
      if ((await main()) === false) process.exitCode = 1;
    },
  },
  "dropped-connections": {
    shows:
      "200 runs whose connection is cut at a random moment: all found again, none computed twice",
    run: async () => {
      const { main } = await import("../apps/web/proofs/dropped-connections.ts");
      await main({ count: 200, seed: 1 });
    },
  },
  "provider-patterns": {
    shows:
      "every stage of the deployment is valid to HashiCorp's AWS provider; absent where Terraform is",
    run: async () => {
      const { main } = await import("../packages/infra-pulumi/src/proofs/provider-patterns.ts");
      if ((await main()) === false) process.exitCode = 1;
    },
  },
  engine: {
    shows:
      "npm run deploy, preview and destroy on Pulumi's real engine, scenario by scenario; absent where neither Go nor Pulumi, or no PyPI, is",
    run: async () => {
      const { main } = await import("../packages/infra-pulumi/src/proofs/engine/engine.ts");
      const only = process.argv.slice(3).find((word) => word !== "--");
      if ((await main(only)) === false) process.exitCode = 1;
    },
  },
  bytes: {
    shows:
      "what a visit and the first run of each tab transfer, counted between browser and server",
    run: async () => {
      const { main } = await import("../apps/web/proofs/transferred-bytes.ts");
      await main();
    },
  },
  "long-text": {
    shows:
      "questions about 100,000 characters, answered in Chromium within three seconds once the model is loaded",
    run: async () => {
      const { main } = await import("../apps/web/proofs/long-text.ts");
      await main();
    },
  },
  "clean-build": {
    shows:
      "a build from the tracked files alone: the page is ready for offline, and every tab answers without the server",
    run: async () => {
      const [{ main }, { findChromium }] = await Promise.all([
        import("../apps/web/proofs/clean-build.ts"),
        import("./find-chromium.mjs"),
      ]);
      main({ executablePath: findChromium() });
    },
  },
  "cold-storm": {
    shows:
      "500 simultaneous runs on a large model of each provider that is asleep: all answered, one wake; Gradio's absent where PyPI is",
    run: async () => {
      const { main } = await import("../apps/web/proofs/cold-storm.ts");
      // One provider alone: sagemaker, openai or gradio.
      await main({ runs: 500, waiting: 50, only: process.argv[3] });
    },
  },
  openapi: {
    shows:
      "the OpenAPI document and a server without a large model, and with one, before Redocly, Spectral and Schemathesis: no finding; absent where npm or PyPI is",
    run: async () => {
      const { main } = await import("../apps/web/proofs/openapi.ts");
      await main({ examples: 10, seed: 1 });
    },
  },
  "mcp-conformance": {
    shows: "MCP's own conformance suite against /mcp; absent where npm is",
    run: async () => {
      const { main } = await import("../apps/web/proofs/mcp-conformance.ts");
      await main();
    },
  },
  "gradio-large": {
    shows:
      "a real Gradio app as the large model: not started, starting, awake, gone; every task an answer or a clear error; absent where PyPI is",
    run: async () => {
      const { main } = await import("../apps/web/proofs/gradio-large.ts");
      await main();
    },
  },
  lighthouse: {
    shows:
      "Lighthouse's mobile scores of the first tab, beside a Gradio app of three tabs; absent where npm or PyPI is",
    run: async () => {
      const [{ main }, { findChromium }] = await Promise.all([
        import("../apps/web/proofs/lighthouse.ts"),
        import("./find-chromium.mjs"),
      ]);
      await main({ executablePath: findChromium(), rounds: 3 });
    },
  },
  browsers: {
    shows:
      "the page's story in a real Firefox and a real WebKit; absent where the browser, or npm, is",
    run: async () => {
      const { main } = await import("../apps/web/proofs/browsers.ts");
      await main(process.argv[3]);
    },
  },
  growth: {
    shows: "what reads a long text works about four times as long for four times the text",
    run: async () => {
      const { main } = await import("../packages/core/src/testing/growth.ts");
      if (!(await main())) process.exitCode = 1;
    },
  },
  "stream-splits": {
    shows: "10,000 random cuttings of the large model's streams decode to the same text",
    run: async () => {
      const { main } =
        await import("../packages/core/src/backends/large-model/testing/stream-splits.ts");
      main({ count: 10_000, seed: 1 });
    },
  },
  overhead: {
    shows:
      "what the server adds to the bare client of each provider: to the first word at most 5 ms at the median; Gradio absent where PyPI is",
    run: async () => {
      const { main } = await import("../apps/web/proofs/overhead.ts");
      await main({ replies: 50, tokens: 40, msPerToken: 25 });
    },
  },
  "recorded-calls": {
    shows:
      "what the page records as scripts for Python makes the same calls, with the real gradio_client and httpx",
    run: async () => {
      await runSpec("recorded-calls");
    },
  },
  "page-work": {
    shows:
      "a million characters on this device and on the server: the page never works for more than 50 ms at a stretch",
    run: async () => {
      await runSpec("page-work");
    },
  },
  storm: {
    shows: "100 clients for 60 s: no failure, memory comes back; beside a plain Node server",
    run: async () => {
      const { main } = await import("../apps/web/proofs/storm.ts");
      await main({ clients: 100, seconds: 60 });
    },
  },
  attacks: {
    shows:
      "attacks with long texts, many runs and bad bodies: the server lives and other callers are answered within a second",
    run: async () => {
      const { main } = await import("../apps/web/proofs/attacks.ts");
      await main({ watchSeconds: 20, only: process.argv[3] });
    },
  },
  faults: {
    shows:
      "every fault of a large model, three providers, three tasks: an answer or a clear error each time; Gradio's absent where PyPI is",
    run: async () => {
      const [{ main }, { findChromium }] = await Promise.all([
        import("../apps/web/proofs/faults.ts"),
        import("./find-chromium.mjs"),
      ]);
      // One provider alone: sagemaker, openai or gradio.
      await main({ executablePath: findChromium(), only: process.argv[3] });
    },
  },
  vllm: {
    shows:
      "a real vLLM with a small model as the large one, by its address and behind sagemaker-local; absent where PyPI is",
    run: async () => {
      const { main } = await import("../apps/web/proofs/vllm.ts");
      // The address of one that runs already, if any.
      await main(process.argv[3]);
    },
  },
  recordings: {
    shows:
      "records vLLM, llama.cpp's server and a Gradio app anew, as the fixtures that npm test replays; absent where PyPI is",
    run: async () => {
      const { main } = await import("../apps/web/proofs/recordings.ts");
      await main({ only: process.argv[3], vllmUrl: process.argv[4] });
    },
  },
  image: {
    shows:
      "the image, built and run by a container engine, or laid out line by line where there is none",
    run: () => runScript("@pilotlight/infra-pulumi", "proof:image"),
  },
  "hub-models": {
    shows:
      "models as the hub has them, pulled and asked on the server and in Chromium: the same right answers; absent where PyPI is",
    run: async () => {
      const [{ main }, { findChromium }] = await Promise.all([
        import("../apps/web/proofs/hub-models.ts"),
        import("./find-chromium.mjs"),
      ]);
      await main({ executablePath: findChromium(), only: process.argv[3] });
    },
  },
  "slow-machine": {
    shows: "all of npm test passes while every core is kept busy twice over by something else",
    run: async () => {
      const { main } = await import("./slow-machine.mjs");
      await main();
    },
  },
};

/** Runs a spec of the app's proofs in Chromium. */
async function runSpec(name) {
  const [{ runSpec: run }, { findChromium }] = await Promise.all([
    import("../apps/web/proofs/run-spec.ts"),
    import("./find-chromium.mjs"),
  ]);
  run(name, findChromium());
}

/** Runs a script of a package, and takes over its exit code. */
function runScript(workspacePackage, script) {
  const { status } = spawnSync("pnpm", ["--filter", workspacePackage, "run", script], {
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  process.exitCode = status ?? 1;
}
