/**
 * The code of a page could not be loaded. Browsers remember that: only the console loaded anew asks for it again.
 */
export class PageNotLoaded extends Error {
  override readonly name = 'PageNotLoaded'
  readonly isServerReachable: boolean

  constructor(isServerReachable: boolean, cause: unknown) {
    super('The code of a page could not be loaded.', { cause })
    this.isServerReachable = isServerReachable
  }
}
