/**
 * A value that must not be printed: a token, a password, a session id. It hides in every form of stringifying and is
 * read only by `reveal()`, which is easy to search for. It does not hide from a debugger or a heap snapshot.
 */
const HIDDEN = '[secret]'

export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  reveal(): string {
    return this.#value
  }

  toString(): string {
    return HIDDEN
  }

  toJSON(): string {
    return HIDDEN
  }

  [Symbol.toPrimitive](): string {
    return HIDDEN
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return HIDDEN
  }
}
