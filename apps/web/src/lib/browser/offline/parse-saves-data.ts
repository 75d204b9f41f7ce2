import * as v from "valibot";

const schema = v.object({ connection: v.object({ saveData: v.boolean() }) });

/** Whether a navigator says that data is to be saved; most browsers do not say. */
export function parseSavesData(navigator: unknown): boolean {
  const result = v.safeParse(schema, navigator);
  return result.success && result.output.connection.saveData;
}
