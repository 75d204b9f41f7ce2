/** A request of the gateway's, payload format 2.0, as far as it is read. */
export interface GatewayEvent {
  readonly pathParameters?: { readonly task?: string };
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

/** A reply of the gateway's. */
interface GatewayReply {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface World {
  /** The page's address, without a slash at its end. */
  readonly url: string;
  readonly fetch: typeof globalThis.fetch;
  readonly timeoutMs: number;
}

/** Makes the function that answers a request. */
export function makeHandler(world: World): (event: GatewayEvent) => Promise<GatewayReply>;

/** Lambda's entry. */
export const handler: ReturnType<typeof makeHandler>;
