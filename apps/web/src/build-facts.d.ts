/** Where the WebAssembly runtime lies, relative to the app's root, with a slash at its end; set by the build. */
declare const __ORT_PATH__: string;
/** The same for the viewer of the API. */
declare const __SWAGGER_PATH__: string;
/** False in the static site, which has no server behind its pages. */
declare const __HAS_SERVER__: boolean;
