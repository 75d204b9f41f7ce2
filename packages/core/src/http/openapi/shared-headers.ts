// The headers that every operation has: the request's id, taken and given back.
import { isJsonObject } from "../../contract/json.ts";
import type { OpenApiPart } from "./schema-parts.ts";

const methods: ReadonlySet<string> = new Set(["get", "post", "delete"]);

const requestId = { "X-Request-Id": { $ref: "#/components/headers/RequestId" } };

/** The parameters and headers that operations and responses refer to. */
export const sharedHeaderComponents: OpenApiPart = {
  parameters: {
    RequestId: {
      name: "X-Request-Id",
      in: "header",
      description:
        "Your name for the request: 1 to 128 letters, digits and `_.:+/=@-`. It comes back with the reply and stands in the server's log; where it is missing or another, one is made.",
      schema: { type: "string", example: "order-4711" },
    },
    CacheControl: {
      name: "Cache-Control",
      in: "header",
      description:
        "`no-store` keeps nothing of this run and shares nothing with equal ones; `no-cache` computes the answer anew. Others are not heard.",
      schema: { type: "string", example: "no-cache" },
    },
  },
  headers: {
    RequestId: {
      description: "The request's id: the one that was sent, or a new one.",
      schema: { type: "string" },
    },
  },
};

/** A reference to the parameter that says how kept answers are used. */
export const cacheControlParameter: OpenApiPart = {
  $ref: "#/components/parameters/CacheControl",
};

/** The paths, with the request's id at each operation and at each response that is written there. */
export function withRequestIds(paths: OpenApiPart): OpenApiPart {
  return mapValues(paths, (item) =>
    mapValues(item, (operation, method) =>
      methods.has(method) && isJsonObject(operation) ? withRequestId(operation) : operation,
    ),
  );
}

function withRequestId({ parameters, responses, ...operation }: OpenApiPart): OpenApiPart {
  const own: readonly unknown[] = Array.isArray(parameters) ? parameters : [];
  return {
    ...operation,
    parameters: [...own, { $ref: "#/components/parameters/RequestId" }],
    responses: withRequestIdHeaders(responses),
  };
}

/** The responses by name, each with the request's id among its headers; references are left alone. */
export function withRequestIdHeaders(responses: unknown): unknown {
  return mapValues(responses, (response) => {
    if (!isJsonObject(response) || "$ref" in response) return response;
    const headers = isJsonObject(response.headers) ? response.headers : {};
    return { ...response, headers: { ...headers, ...requestId } };
  });
}

function mapValues(
  value: unknown,
  change: (item: unknown, name: string) => unknown,
): Readonly<Record<string, unknown>> {
  const entries = Object.entries(isJsonObject(value) ? value : {});
  return Object.fromEntries(entries.map(([name, item]) => [name, change(item, name)]));
}
