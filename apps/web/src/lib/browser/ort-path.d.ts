/** Where the WebAssembly runtime lies, relative to the app's root; set by the build. */
declare const __ORT_PATH__: string;
