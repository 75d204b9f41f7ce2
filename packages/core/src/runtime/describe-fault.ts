/** What a log may say of an unforeseen error: its class, code and place, never its message, which may hold input. */
export function describeFault(fault: unknown): string {
  if (!(fault instanceof Error)) return typeof fault;
  const code = "code" in fault && typeof fault.code === "string" ? ` ${fault.code}` : "";
  const frames = (fault.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return [`${fault.name}${code}`, ...frames].join("\n");
}
