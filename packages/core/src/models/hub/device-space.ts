/** What the browser says of the room that this site has on the device. */
export interface DeviceSpace {
  readonly usedBytes: number;
  readonly freeBytes: number;
  /** True when the browser does not clear it by itself when the device runs full. */
  readonly isPersistent: boolean;
}

/** The platform's view of its storage. */
export type DeviceStorage = Pick<StorageManager, "estimate" | "persist" | "persisted">;

/** The room that this site has; null where the browser does not say. */
export async function readSpace(storage: DeviceStorage | undefined): Promise<DeviceSpace | null> {
  if (!storage) return null;
  const [{ usage, quota }, isPersistent] = await Promise.all([
    storage.estimate(),
    storage.persisted(),
  ]);
  if (usage === undefined || quota === undefined) return null;
  return { usedBytes: usage, freeBytes: Math.max(0, quota - usage), isPersistent };
}
