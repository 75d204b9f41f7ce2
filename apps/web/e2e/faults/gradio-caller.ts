// A program that calls one task by Gradio's own client, as a user's script does: prints all that came as
// JSON and ends. An unhandled rejection ends it with another code than 0.
import process from "node:process";
import { Client } from "@gradio/client";

const [url = "", path = "", values = "[]"] = process.argv.slice(2);
const data: unknown = JSON.parse(values);
if (!Array.isArray(data)) throw new Error("The third word is no JSON list of values.");
const client = await Client.connect(url, { events: ["data", "status"] });
const seen: unknown[] = [];
for await (const event of client.submit(path, data)) seen.push(event);
process.stdout.write(JSON.stringify(seen), () => process.exit(0));
