interface Chat {
  readonly messages: readonly { readonly content: string }[];
  readonly stream: boolean;
}

/** A chat's body, as our own client writes it. */
export function parseChat(body: string): Chat {
  return JSON.parse(body) as Chat;
}
