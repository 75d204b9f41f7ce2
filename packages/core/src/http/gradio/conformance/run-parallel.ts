import type { Client } from "@gradio/client";
import { isJsonObject } from "../../../contract/json.ts";

/** Many callers on one client, each with its calls one after the other; answers what went wrong. */
export async function runParallel(
  client: Client,
  { callers, calls }: { callers: number; calls: number },
): Promise<string[]> {
  const failures: string[] = [];
  const caller = async (number: number) => {
    for (let index = 0; index < calls; index += 1) {
      const text = `caller ${number} call ${index}`;
      try {
        const { data } = await client.predict("/sentiment-analysis", { text });
        // The scripted reason is the text: no caller may get another's answer.
        const values: readonly unknown[] = Array.isArray(data) ? data : [];
        const whole = values[1];
        const reason = isJsonObject(whole) ? whole["reason"] : undefined;
        if (reason !== text) failures.push(`${text}: got ${String(reason)}`);
      } catch (error) {
        failures.push(`${text}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: callers }, (_, number) => caller(number)));
  return failures;
}
