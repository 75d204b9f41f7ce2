import { serveRehearsal } from "../../testing/gradio-rehearsal.ts";
const server = await serveRehearsal({ maxRuns: 8, port: 7590 });
console.log(server.rootUrl);
