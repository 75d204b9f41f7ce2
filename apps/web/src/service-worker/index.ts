// The service worker: the app without a network. Answers from this device what belongs to the app and
// leaves everything else, the API above all, to the network.
import { self } from "$app/service-worker";
import { version } from "$app/env";
import { assets, immutable, prerendered } from "$app/manifest";
import runFiles from "virtual:run-files";
import { AppCaches } from "./app-caches.ts";
import { isDownloaded, pageFor, planFiles, shellName } from "./file-plan.ts";

const paths = (entries: readonly { readonly path: string }[]) => entries.map(({ path }) => path);
const files = {
  immutable: paths(immutable),
  assets: paths(assets),
  prerendered: paths(prerendered),
  run: runFiles,
};
const plan = planFiles(files, self.registration.scope);
const shell = new Set(plan.shell);
const app = new AppCaches({
  caches: self.caches,
  fetch: (...call) => fetch(...call),
  name: shellName(version, files),
  plan,
});

// It waits until the person agrees: open tabs go on with the version that they began with.
self.addEventListener("install", (event) => {
  event.waitUntil(app.install());
});

self.addEventListener("activate", (event) => {
  // Tabs that were open before the first visit's install get their files from here at once.
  event.waitUntil(app.clean().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { method, mode, url, cache } = event.request;
  if (method !== "GET" || !url.startsWith(self.location.origin)) return;
  const [address = url] = url.split(/[?#]/u);
  if (mode === "navigate") {
    const page = pageFor(url, plan.pages);
    if (page !== undefined) event.respondWith(keptPage(page, event.request));
  } else if (app.isHeavy(address)) {
    event.respondWith(app.heavy(address).catch(() => missing()));
  } else if (isDownloaded({ address, cache }, self.registration.scope)) {
    event.respondWith(kept(address, event.request).catch(() => missing()));
  } else if (shell.has(address) || address.includes("/_app/immutable/")) {
    event.respondWith(kept(address, event.request));
  }
});

self.addEventListener("message", (event) => {
  const data: unknown = event.data;
  const [port] = event.ports;
  if (data === "activate") void self.skipWaiting();
  if (data === "kept-files" && port) event.waitUntil(tellKept(port));
  if (data === "keep-all" && port) event.waitUntil(keepAll(port));
});

async function tellKept(port: MessagePort): Promise<void> {
  // `vite dev` keeps nothing that runs need, so it promises nothing.
  port.postMessage(plan.heavy.length === 0 ? null : await app.keptFiles());
}

async function keptPage(page: string, request: Request): Promise<Response> {
  const { search, href } = new URL(request.url);
  // A page finds its files relative to its own address, so it is shown at that and no other spelling.
  if (href.split(/[?#]/u)[0] !== page) return Response.redirect(page + search);
  return (await app.page(page)) ?? (await fetch(request));
}

async function kept(address: string, request: Request): Promise<Response> {
  return (await app.find(address)) ?? (await fetch(request));
}

async function keepAll(port: MessagePort): Promise<void> {
  try {
    const state = await app.keepAll((files) => {
      port.postMessage(files);
    });
    port.postMessage({ ...state, isDone: true });
  } catch {
    // No network, or no room: the next run tries again.
    port.postMessage({ ...(await app.keptFiles()), isDone: true });
  }
}

// What transformers.js takes for "not there"; a network error would read as a broken model.
function missing(): Response {
  return new Response("This file is not kept on this device, and there is no network.", {
    status: 504,
  });
}
