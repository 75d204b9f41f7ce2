/** What a call of the control plane names. */
export interface ControlRequest {
  readonly endpointName: string | undefined;
  readonly componentName: string | undefined;
  readonly copyCount: number | undefined;
}

/** Reads what a call names; what is missing or of another kind is undefined. */
export function parseControlRequest(body: string): ControlRequest {
  const value = parseRecord(body);
  const desired = value["DesiredRuntimeConfig"];
  const copyCount = isRecord(desired) ? desired["CopyCount"] : undefined;
  return {
    endpointName: stringOf(value["EndpointName"]),
    componentName: stringOf(value["InferenceComponentName"]),
    copyCount: Number.isInteger(copyCount) ? (copyCount as number) : undefined,
  };
}

/** The object that a JSON text is; empty when it is none. */
export function parseRecord(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

function stringOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
