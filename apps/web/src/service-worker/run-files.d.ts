declare module "virtual:run-files" {
  /** What a run of every tab takes beside the page, as paths from the app's root. */
  const paths: readonly string[];
  export default paths;
}
