/** Lets a cancel message in: awaited between the steps of long work. @throws InferenceError `aborted` */
export type Checkpoint = () => Promise<void>;
