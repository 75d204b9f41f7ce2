import type { Random } from "./random.ts";

/** Bytes for a bare connection, which no HTTP client would send. */
export interface FuzzBytes {
  readonly kind: "bytes";
  readonly bytes: Buffer;
}

const url = "/api/v1/sentiment-analysis";
const good = '{"text":"A fine day."}';

function post(headers: string, body = good): string {
  return `POST ${url} HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n${headers}\r\n${body}`;
}

const wrong: readonly [string, ...string[]] = [
  "\r\n\r\n",
  "GET\r\n\r\n",
  "GET / HTTP/9.9\r\nhost: a\r\n\r\n",
  "GET / HTTP/1.1\r\n\r\n",
  "GET / HTTP/1.0\r\n\r\n",
  "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
  "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
  "OPTIONS * HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n",
  "CONNECT a:443 HTTP/1.1\r\nhost: a\r\n\r\n",
  "GET http://other.example/healthz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n",
  "GET ftp://other.example/ HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n",
  "GET / HTTP/1.1\r\nhost: a\r\nhost: b\r\nconnection: close\r\n\r\n",
  "GET / HTTP/1.1\r\nhost: a\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n",
  "GET /\u0000 HTTP/1.1\r\nhost: a\r\n\r\n",
  "GET / HTTP/1.1\nhost: a\nconnection: close\n\n",
  `GET /${"a".repeat(20_000)} HTTP/1.1\r\nhost: a\r\n\r\n`,
  `GET / HTTP/1.1\r\nhost: a\r\n${"x: y\r\n".repeat(3_000)}\r\n`,
  `GET / HTTP/1.1\r\nhost: a\r\nx\u0001: y\r\n\r\n`,
  post(`content-length: ${good.length}\r\ncontent-length: 5\r\n`),
  post("content-length: -1\r\n"),
  post("content-length: 99999999999999999999\r\n"),
  post("content-length: 1000\r\n"),
  post(`content-length: ${good.length}\r\ntransfer-encoding: chunked\r\n`),
  post("transfer-encoding: chunked\r\nconnection: close\r\n", "zz\r\n"),
  post("transfer-encoding: chunked\r\nconnection: close\r\n", "5\r\n{}"),
  post("transfer-encoding: gzip\r\nconnection: close\r\n"),
  post(
    "transfer-encoding: chunked\r\nconnection: close\r\n",
    `${good.length.toString(16)}\r\n${good}\r\n0\r\n\r\n`,
  ),
  `${post(`content-length: ${good.length}\r\n`)}${post(`content-length: ${good.length}\r\nconnection: close\r\n`)}`,
];

/** Bytes that are HTTP in parts. */
export function fuzzBytes(random: Random): FuzzBytes {
  const bytes = Buffer.from(random.pick(wrong), "latin1");
  if (random.chance(0.3)) {
    for (let times = 1 + random.below(3); times > 0; times -= 1) {
      bytes[random.below(bytes.length)] = random.below(256);
    }
  }
  const end = random.chance(0.2) ? random.below(bytes.length) : bytes.length;
  return { kind: "bytes", bytes: bytes.subarray(0, end) };
}
