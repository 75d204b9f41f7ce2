// Swagger UI as far as this page uses it. Its bundle is a plain script, which leaves one function behind.

/** A component in the viewer. */
type ViewerComponent = (props: Readonly<Record<string, unknown>>) => unknown;

/** What a plugin is handed. */
interface ViewerSystem {
  /** The viewer's own copy. */
  readonly React: {
    readonly createElement: (
      type: unknown,
      props: Readonly<Record<string, unknown>> | null,
      ...children: readonly unknown[]
    ) => unknown;
  };
  /** @param isContainer true for a component that gets its values from the viewer's state */
  readonly getComponent: (name: string, isContainer?: boolean) => unknown;
}

/** Gives components that take the places of the viewer's own, by their names. */
export type ViewerPlugin = (system: ViewerSystem) => {
  readonly components: Readonly<Record<string, ViewerComponent>>;
};

interface ViewerOptions {
  readonly domNode: HTMLElement;
  readonly url: string;
  readonly plugins: readonly ViewerPlugin[];
  /** The name of the component that is the whole. */
  readonly layout: string;
  /** Null: no description is sent to anybody's checker. */
  readonly validatorUrl: null;
  readonly deepLinking: boolean;
  readonly defaultModelsExpandDepth: number;
  readonly onComplete: () => void;
}

/** Shows a description in an element. */
export type Viewer = (options: ViewerOptions) => unknown;

/** The viewer that the script has left in the scope. @throws Error when it has not */
export function parseViewer(scope: object): Viewer {
  const viewer: unknown = Reflect.get(scope, "SwaggerUIBundle");
  if (typeof viewer !== "function") throw new Error("The viewer's script left no viewer.");
  return viewer as Viewer;
}
