// Attacks on what the server keeps for callers: memory, kept runs and files, connections.
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { embeddedModels } from "@pilotlight/core";
import type { Attack, Target } from "./attack.ts";

const attacker = "10.0.0.1";
const boundary = "b";
const formHead = `POST /gradio_api/upload HTTP/1.1\r\nhost: localhost\r\nx-forwarded-for: ${attacker}\r\ncontent-type: multipart/form-data; boundary=${boundary}\r\n`;

/** One caller against the memory, the kept things and the connections of the others. */
export const shareAttacks: readonly Attack[] = [
  {
    name: "14 uploads of 123,360 empty parts",
    env: { MAX_BODY_BYTES: "20000000" },
    send: (target) => {
      const part = `--${boundary}\r\ncontent-disposition: form-data; name="files"; filename="a"\r\n\r\n\r\n`;
      const body = `${part.repeat(123_360)}--${boundary}--\r\n`;
      return repeat(14, () => upload(target, body));
    },
  },
  {
    name: "60 unfinished uploads of 8.4 MB",
    env: { MAX_BODY_BYTES: "8500000" },
    send: async (target) => {
      const sent = Buffer.alloc(8_300_000, "x");
      const head = `${formHead}content-length: 8400000\r\n\r\n`;
      await repeat(60, async () => {
        const socket = await open(target, "held");
        socket.resume();
        socket.write(head);
        socket.write(sent);
      });
    },
  },
  {
    name: "300 slow readers of a model",
    env: { WRITE_TIMEOUT_SECONDS: "10" },
    send: async (target) => {
      const address = `/models/${embeddedModels[0]?.folder ?? ""}/onnx/model_quantized.onnx`;
      const head = `GET ${address} HTTP/1.1\r\nhost: localhost\r\nx-forwarded-for: ${attacker}\r\n\r\n`;
      await repeat(300, async () => {
        const socket = await open(target, "held");
        socket.pause();
        socket.write(head);
      });
    },
  },
  {
    name: "68 summaries of 990,000 digits: another's run is kept",
    send: async (target) => {
      const find = await startAnothersRun(target);
      const body = JSON.stringify({ text: "1".repeat(990_000), length: 1 });
      for (let run = 0; run < 68; run += 1) await target.post("/api/v1/summarization", body);
      await find();
    },
  },
  {
    name: "nine uploads of 8 MB: another's file is kept",
    env: { MAX_BODY_BYTES: "8500000" },
    send: async (target) => {
      const path = await uploadAs("10.0.0.2", target, "mine");
      for (let file = 0; file < 9; file += 1) {
        await uploadAs(`${attacker}:${5000 + file}`, target, "x".repeat(8_000_000));
      }
      const kept = await fetch(`${target.url}/gradio_api/file=${path}`);
      target.note(kept.ok ? "another's file is kept" : "another's file is gone");
    },
  },
  {
    name: "1,000 status streams from one address: another's opens",
    send: async (target) => {
      // A reply that nobody holds is closed by the garbage collector.
      const held: Response[] = [];
      const listen = async (from: string) => {
        const headers = { accept: "text/event-stream", "x-forwarded-for": from };
        const reply = await fetch(`${target.url}/api/v1/status`, {
          headers,
          signal: target.signal,
        });
        target.note(reply.status);
        if (reply.ok) held.push(reply);
        else await reply.arrayBuffer();
        return reply.status;
      };
      await repeat(1000, () => listen(attacker));
      const another = await listen("10.0.0.2");
      target.note(another === 200 ? "another's stream opens" : "another's stream is refused");
      target.note(`${held.length} streams open at a time`);
    },
  },
  {
    name: "2,000 idle connections from one address",
    // Here they are the attacker's own, and not those of a proxy.
    env: { TRUST_PROXY: "0" },
    send: async (target) => {
      await repeat(2000, async () => {
        const socket = await open(target, "open");
        socket.resume();
      });
    },
  },
];

/** Does it so many times, 50 at a time. */
async function repeat(count: number, act: (index: number) => Promise<unknown>): Promise<void> {
  const numbers = Array.from({ length: count }, (_, index) => index).values();
  const worker = async () => {
    for (const index of numbers) await act(index);
  };
  await Promise.all(Array.from({ length: 50 }, worker));
}

/** A connection that is held until the end: what it is noted with, unless a reply or the server's close comes first. */
async function open({ url, note, signal }: Target, held: string): Promise<Socket> {
  const { port, hostname } = new URL(url);
  const socket = connect(Number(port), hostname);
  let isNoted = false;
  const noteOnce = (reply: string) => {
    if (!isNoted) note(reply);
    isNoted = true;
  };
  socket.once("data", (data: Buffer) => {
    noteOnce(/^HTTP\/1\.1 (\d+)/u.exec(data.toString("latin1"))?.[1] ?? "other bytes");
  });
  socket.on("error", () => socket.destroy());
  socket.once("close", () => {
    noteOnce("closed");
  });
  signal.addEventListener("abort", () => {
    noteOnce(held);
    socket.destroy();
  });
  await Promise.race([once(socket, "connect"), once(socket, "close")]);
  return socket;
}

async function upload({ url, note, signal }: Target, body: string): Promise<void> {
  try {
    const response = await fetch(`${url}/gradio_api/upload`, {
      method: "POST",
      headers: {
        "content-type": `multipart/form-data; boundary=${boundary}`,
        "x-forwarded-for": attacker,
      },
      body,
      signal,
    });
    await response.arrayBuffer();
    note(response.status);
  } catch {
    note("cut off");
  }
}

async function uploadAs(from: string, { url, note }: Target, text: string): Promise<string> {
  const body = new FormData();
  body.append("files", new File([text], "a.txt"));
  const headers = { "x-forwarded-for": from };
  const response = await fetch(`${url}/gradio_api/upload`, { method: "POST", headers, body });
  note(response.status);
  return /"([^"]+)"/u.exec(await response.text())?.[1] ?? "";
}

/** Another caller's finished run, and a function that looks for it by its id and by its key. */
async function startAnothersRun({ url, note }: Target): Promise<() => Promise<void>> {
  const ask = () =>
    fetch(`${url}/api/v1/sentiment-analysis`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "x-forwarded-for": "10.0.0.2",
        "idempotency-key": "mine",
      },
      body: JSON.stringify({ text: "I love it." }),
    });
  const idOf = async (response: Response) =>
    /"id":"([0-9a-f]{32})"/u.exec(await response.text())?.[1] ?? "";
  const runId = await idOf(await ask());
  return async () => {
    const found = await fetch(`${url}/api/v1/runs/${runId}`);
    note(found.ok ? "another's run is kept" : "another's run is gone");
    const again = await idOf(await ask());
    note(again === runId ? "another's key finds it" : "another's key makes a new run");
  };
}
