// The page's policy of trusted types: an address becomes a worker's script when it is one of our own.

interface PolicyFactory {
  createPolicy(
    name: string,
    rules: { readonly createScriptURL: (address: string) => string | null },
  ): unknown;
}

/** Lets the page start workers from its own origin, and nothing from any other; called once, before the first. */
export function trustOwnScripts(scope: object = globalThis): void {
  if (!hasTrustedTypes(scope)) return;
  scope.trustedTypes.createPolicy("default", {
    createScriptURL: (address) =>
      URL.parse(address, location.href)?.origin === location.origin ? address : null,
  });
}

function hasTrustedTypes(scope: object): scope is { readonly trustedTypes: PolicyFactory } {
  return "trustedTypes" in scope;
}
