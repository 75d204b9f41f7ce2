// WebKit by the driver that comes with WebKitGTK, in the words of W3C WebDriver.
import { spawn, spawnSync } from "node:child_process";
import process from "node:process";
import { setTimeout } from "node:timers/promises";
import * as v from "valibot";
import { freePort } from "../../e2e/free-port.ts";
import type { OpenedBrowser } from "./opened-browser.ts";

const elementKey = "element-6066-11e4-a52e-4f735466cecf";
const replySchema = v.object({ value: v.unknown() });
const sessionSchema = v.object({
  sessionId: v.string(),
  capabilities: v.object({ browserVersion: v.string() }),
});
const elementSchema = v.object({ [elementKey]: v.string() });

/** The system's WebKitGTK; null where its driver is not. */
export async function openWebKit(): Promise<OpenedBrowser | null> {
  if (spawnSync("which", ["WebKitWebDriver"]).status !== 0) return null;
  const port = await freePort();
  // A screen of its own where there is none.
  const words = ["WebKitWebDriver", `--port=${port}`];
  const hasScreen = process.env["DISPLAY"] !== undefined;
  if (!hasScreen && spawnSync("which", ["xvfb-run"]).status !== 0) return null;
  const child = hasScreen
    ? spawn("WebKitWebDriver", words.slice(1), { stdio: "ignore" })
    : spawn("xvfb-run", ["--auto-servernum", ...words], { stdio: "ignore", detached: true });
  const base = `http://127.0.0.1:${port}`;
  while (!(await fetch(`${base}/status`).catch(() => null))?.ok) await setTimeout(100);
  const ask = async (method: string, path: string, body?: object) => {
    const reply = await fetch(`${base}${path}`, {
      method,
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const { value } = v.parse(replySchema, await reply.json());
    if (!reply.ok) throw new Error(`WebKit's driver says ${JSON.stringify(value)}`);
    return value;
  };
  const { sessionId, capabilities } = v.parse(
    sessionSchema,
    await ask("POST", "/session", { capabilities: {} }),
  );
  const session = `/session/${sessionId}`;
  return {
    version: capabilities.browserVersion,
    open: async (url) => {
      await ask("POST", `${session}/url`, { url });
    },
    reload: async () => {
      await ask("POST", `${session}/refresh`, {});
    },
    click: async (selector) => {
      const found = await ask("POST", `${session}/element`, {
        using: "css selector",
        value: selector,
      });
      const { [elementKey]: element } = v.parse(elementSchema, found);
      await ask("POST", `${session}/element/${element}/click`, {});
    },
    evaluate: (expression) =>
      ask("POST", `${session}/execute/sync`, { script: `return (${expression})`, args: [] }),
    close: async () => {
      await ask("DELETE", session).catch(() => null);
      if (child.pid !== undefined) process.kill(hasScreen ? child.pid : -child.pid);
    },
  };
}
