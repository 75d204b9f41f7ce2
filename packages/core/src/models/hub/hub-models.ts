// Models of the Hugging Face hub that the pipelines can run instead of the embedded ones.

/** A model of the hub, before anything of it was fetched. */
export interface HubModel {
  /** Its id on the hub. */
  readonly id: string;
  /** The task that it runs here. */
  readonly task: string;
  /** The name shown with answers. */
  readonly name: string;
  /** What its download takes, roughly; the hub tells the exact number before it starts. */
  readonly aboutBytes: number;
  readonly licence: string;
  /** What its authors published; not measured by us. */
  readonly published: string;
}

/** The models that are one click, or one `npm run models:pull`, away. */
export const hubModels: readonly HubModel[] = [
  {
    id: "Xenova/distilbert-base-uncased-finetuned-sst-2-english",
    task: "sentiment-analysis",
    name: "DistilBERT (SST-2)",
    aboutBytes: 68_000_000,
    licence: "Apache-2.0",
    published: "91.3 % of SST-2 dev right, as published",
  },
  {
    id: "Xenova/distilbert-base-cased-distilled-squad",
    task: "question-answering",
    name: "DistilBERT (SQuAD)",
    aboutBytes: 66_000_000,
    licence: "Apache-2.0",
    published: "F1 86.9, exact 79.1 on SQuAD 1.1 dev, as published",
  },
];
