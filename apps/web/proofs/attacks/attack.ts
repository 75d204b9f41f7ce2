/** What an attack is given: a server, and somebody to tell what it answered. */
export interface Target {
  readonly url: string;
  /** Counts a reply: its HTTP status, or a word for a connection that ended without one. */
  readonly note: (reply: number | string) => void;
  /** Posts JSON as a caller of this address and notes the status; never throws. */
  readonly post: (path: string, body: string, options?: PostOptions) => Promise<void>;
  /** Fires when the attack is over: what is still open then is let go. */
  readonly signal: AbortSignal;
}

/** How a body is posted. */
export interface PostOptions {
  /** Who sends it, as an address; left out, one and the same. */
  readonly from?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One attack on a server of its own. */
export interface Attack {
  /** The name of its row. */
  readonly name: string;
  /** Settings of the server beside the usual ones. */
  readonly env?: Readonly<Record<string, string>>;
  /** Sends everything; another caller is watched meanwhile, and for a while after. */
  readonly send: (target: Target) => Promise<void>;
}
