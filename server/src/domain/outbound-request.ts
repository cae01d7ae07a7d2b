/** A request of ours to an address that somebody else chose, and what comes of it. Knows no protocol. */
export type OutboundRequest = {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** An answer that is longer is none. */
  readonly mostBytes: number
  /** For all of it, finding the address included. */
  readonly withinMs: number
}

export type OutboundAnswer =
  /** `text` is the body; a redirect is an answer like any other. */
  | {
      readonly outcome: 'answered'
      readonly status: number
      readonly contentType: string
      readonly text: string
    }
  /** In words for whoever chose the address. Nothing in it was found out behind our walls. */
  | { readonly outcome: 'failed'; readonly said: string }

export type Outbound = {
  /** Never throws for what the other side says or does. */
  readonly fetch: (request: OutboundRequest) => Promise<OutboundAnswer>
  /** Why an address is never asked, before anybody tries; undefined for one that may be. */
  readonly refusedUrl: (url: string) => string | undefined
  /** Closes connections that are kept for the next request. */
  readonly close: () => void
}
