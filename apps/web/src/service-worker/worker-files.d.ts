declare module "virtual:worker-files" {
  /** The files of web workers, as paths from the app's root. */
  const paths: readonly string[];
  export default paths;
}
