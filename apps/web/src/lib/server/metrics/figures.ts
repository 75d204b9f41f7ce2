// Figures of a registry, with one beginning to all their names.
import { Counter, Gauge, Histogram, type Registry } from "prom-client";

const prefix = "pilotlight_";

/** What a figure is, and by what it is told apart. */
interface FigureOptions<Label extends string> {
  readonly name: string;
  /** What it counts, as whoever reads the page is told. */
  readonly help: string;
  readonly labels?: readonly Label[];
}

interface HistogramOptions<Label extends string> extends FigureOptions<Label> {
  /** The upper bounds of the buckets. */
  readonly bounds: readonly number[];
}

interface ReadOptions extends FigureOptions<never> {
  /** What it is, whenever it is asked for. */
  readonly read: () => number;
}

interface StateOptions<Label extends string> extends FigureOptions<Label> {
  /** Sets the values, whenever they are asked for. */
  readonly set: (gauge: Gauge<Label>) => void;
}

// From a kept answer to a large model that wakes first.
const waits = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 180, 600];

/** Makes the figures of one registry. */
export class Figures {
  readonly #registry: Registry;

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  /** A number that only grows, counted here. */
  counter<const Label extends string>(options: FigureOptions<Label>): Counter<Label> {
    return new Counter<Label>(this.#config(options));
  }

  /** A number that only grows, counted elsewhere. */
  readCounter({ read, ...options }: ReadOptions): void {
    const counter: Counter<never> = new Counter<never>({
      ...this.#config(options),
      collect: () => {
        counter.reset();
        counter.inc(read());
      },
    });
  }

  /** How often a value was within which bounds. */
  histogram<const Label extends string>({
    bounds,
    ...options
  }: HistogramOptions<Label>): Histogram<Label> {
    return new Histogram<Label>({ ...this.#config(options), buckets: [...bounds] });
  }

  /** A histogram of seconds, from milliseconds to minutes. */
  seconds<const Label extends string>(options: FigureOptions<Label>): Histogram<Label> {
    return this.histogram({ ...options, bounds: waits });
  }

  /** A number that comes and goes, set when it is asked for. */
  gauge<const Label extends string>({ set, ...options }: StateOptions<Label>): void {
    const gauge: Gauge<Label> = new Gauge<Label>({
      ...this.#config(options),
      collect: () => {
        set(gauge);
      },
    });
  }

  #config<Label extends string>({ name, help, labels = [] }: FigureOptions<Label>) {
    return { name: prefix + name, help, labelNames: [...labels], registers: [this.#registry] };
  }
}
