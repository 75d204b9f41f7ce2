import type { ApiSample } from "./api-samples.ts";

/** What it takes to run a sample. */
export function sampleNeeds(id: ApiSample["id"]): string {
  switch (id) {
    case "curl":
      return "For a shell.";
    case "fetch":
      return "For JavaScript, without a library.";
    case "javascript":
      return "Takes npm install @gradio/client.";
    case "python":
      return "Takes pip install gradio_client.";
  }
}
