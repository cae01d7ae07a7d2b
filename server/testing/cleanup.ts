/** A test or a suite, as far as it is needed to clean up after it. Releases run in the order they were given. */
export type Cleanup = { after(release: () => Promise<void>): void }
