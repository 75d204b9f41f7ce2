// The AWS SDK by itself, as little as it takes to get a streamed reply: what our server is measured against.
import {
  InvokeEndpointWithResponseStreamCommand,
  SageMakerRuntimeClient,
} from "@aws-sdk/client-sagemaker-runtime";
import { summarizationPrompt } from "../../../tasks/summarization/prompt.ts";
import { openaiChatCodec } from "../../large-model/decode-openai-chat.ts";

/** Where the local SageMaker is. */
interface BareEndpoint {
  readonly url: string;
  readonly endpointName: string;
  readonly componentName: string;
}

/** A caller of an endpoint without anything of ours but the request's body. */
export interface BareCalls {
  /** The text of a summary's reply, as its pieces arrive. */
  summarize(text: string): AsyncIterable<string>;
  close(): void;
}

/** Opens it; connections are kept open between calls. */
export function bareCalls({ url, endpointName, componentName }: BareEndpoint): BareCalls {
  const client = new SageMakerRuntimeClient({
    endpoint: url,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
  });
  return {
    async *summarize(text) {
      const input = { text, length: "long" };
      const { Body } = await client.send(
        new InvokeEndpointWithResponseStreamCommand({
          EndpointName: endpointName,
          InferenceComponentName: componentName,
          ContentType: "application/json",
          Body: openaiChatCodec.encode({
            messages: [{ role: "user", content: summarizationPrompt.ask(input) }],
            maxTokens: summarizationPrompt.maxReplyTokens(input),
            streams: true,
          }),
        }),
      );
      const decoder = new TextDecoder();
      let rest = "";
      for await (const { PayloadPart } of Body ?? []) {
        rest += decoder.decode(PayloadPart?.Bytes, { stream: true });
        const events = rest.split("\n\n");
        rest = events.pop() ?? "";
        for (const event of events) {
          const content = /"content":"([^"]+)"/u.exec(event)?.[1];
          if (content !== undefined) yield content;
        }
      }
    },
    close: () => {
      client.destroy();
    },
  };
}
