// The models of this device as the page holds them: a download goes on when its panel is closed and
// when another tab of the app is shown.
import type { DeviceModels } from "@pilotlight/ui/models";

/** The page's one view of its models, loaded when the panel is opened first. */
export class OpenedModels {
  #models: Promise<DeviceModels> | null = null;

  /** The models, read anew. @throws when the code of the panel cannot be loaded */
  async open(appUrl: string): Promise<DeviceModels> {
    this.#models ??= this.#load(appUrl);
    const models = await this.#models;
    await models.load();
    return models;
  }

  async #load(appUrl: string): Promise<DeviceModels> {
    try {
      const { openModels } = await import("./page-models.ts");
      return openModels(appUrl);
    } catch (error) {
      this.#models = null;
      throw error;
    }
  }
}
