import { createReadStream, realpathSync } from "node:fs";
import { type IncomingMessage, request, type ServerResponse } from "node:http";
import { createRequire } from "node:module";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { playwright } from "@vitest/browser-playwright";
import { defineConfig, type Plugin } from "vitest/config";
import { everyNodeTest, everyTest, reporters } from "../../vitest.base.ts";
import { serveRest } from "./src/testing/serve-rest.ts";

const executablePath = process.env["CHROMIUM_HEADLESS_PATH"] ?? process.env["CHROMIUM_PATH"];

/** Serves the ML runtime's two files under `/ort/`, as the app does from its own origin. */
function ortFiles(): Plugin {
  const transformers = realpathSync(
    fileURLToPath(new URL("./node_modules/@xenova/transformers/package.json", import.meta.url)),
  );
  const { resolve } = createRequire(transformers);
  return {
    name: "ort-files",
    configureServer({ middlewares }) {
      middlewares.use("/ort/", (request, response) => {
        const name = basename(new URL(request.url ?? "/", "http://localhost").pathname);
        const type = name.endsWith(".mjs") ? "text/javascript" : "application/wasm";
        response.setHeader("content-type", type);
        createReadStream(resolve(`onnxruntime-web/${name}`)).pipe(response);
      });
    },
  };
}

/** Puts a server that echoes behind `/echo/`, on the page's own origin; started when it is asked. */
function echoServer(): Plugin {
  let running: ReturnType<typeof serveRest> | undefined;
  const forward = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const { rootUrl } = await (running ??= serveRest());
    const { method, headers } = incoming;
    const onward = request(new URL(incoming.url ?? "/", rootUrl), { method, headers }, (reply) => {
      outgoing.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(outgoing);
    });
    outgoing.on("close", () => onward.destroy());
    onward.on("error", () => outgoing.destroy());
    incoming.pipe(onward);
  };
  return {
    name: "echo-server",
    configureServer({ middlewares }) {
      middlewares.use("/echo/", (incoming, outgoing) => void forward(incoming, outgoing));
    },
    buildEnd: async () => (await running)?.close(),
  };
}

export default defineConfig({
  test: {
    reporters: reporters("core"),
    projects: [
      {
        test: {
          ...everyNodeTest,
          name: "node",
          include: ["src/**/*.test.ts"],
          exclude: ["src/**/*.browser.test.ts"],
        },
      },
      {
        // The models that the app ships are served from where they lie.
        publicDir: "../../apps/web/static",
        plugins: [ortFiles(), echoServer()],
        optimizeDeps: {
          include: [
            "@xenova/transformers",
            "eld/extrasmall",
            "eventsource-parser",
            "p-queue",
            "valibot",
          ],
        },
        resolve: {
          alias: [{ find: "onnxruntime-web/webgpu", replacement: "onnxruntime-web/wasm" }],
        },
        test: {
          ...everyTest,
          name: "browser",
          include: ["src/**/*.browser.test.ts"],
          browser: {
            enabled: true,
            headless: true,
            provider: playwright({
              launchOptions: {
                ...(executablePath ? { executablePath } : {}),
                args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
              },
            }),
            instances: [{ browser: "chromium" }],
          },
        },
      },
    ],
  },
});
