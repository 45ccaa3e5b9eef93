/** What stands in place of a secret, wherever something is printed. */
export const MASK = "[secret]";

/**
 * A credential from the moment it is parsed. Every form in which JavaScript prints a value gives the same mask, whatever
 * the credential and however long it is; only `reveal()` gives the value, and only for writing it where it belongs.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The credential itself. Never pass the result to a message, a report or an error. */
  reveal(): string {
    return this.#value;
  }

  /** Whether both hold the same credential; compared in memory, nothing of it is kept. */
  equals(other: Secret): boolean {
    return this.#value === other.#value;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  get [Symbol.toStringTag](): string {
    return "Secret";
  }

  [Symbol.toPrimitive](): string {
    return MASK;
  }

  /** What `console.log` and `util.inspect` print; the symbol is Node's public hook for it. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return MASK;
  }
}
