// What Node can do at best: reads each request and answers the bytes that it was given, on a free port.
import { createServer } from "node:http";
import process from "node:process";

const body = process.env["PLAIN_REPLY"] ?? "";
const headers = {
  "content-type": "application/json",
  "cache-control": "no-store",
  "content-length": String(Buffer.byteLength(body)),
};
const server = createServer((request, response) => {
  request.resume();
  request.on("end", () => {
    response.writeHead(200, headers).end(body);
  });
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  console.log(`port ${typeof address === "object" && address ? address.port : 0}`);
});
