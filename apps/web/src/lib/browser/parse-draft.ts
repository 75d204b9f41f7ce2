/** The value of a stored draft; undefined when there is none or it cannot be read. */
export function parseDraft(stored: string | null): unknown {
  if (stored === null) return undefined;
  if (stored.startsWith("=")) return stored.slice(1);
  try {
    return JSON.parse(stored);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
