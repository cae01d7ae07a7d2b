import type { Certificate } from './tls.ts'

/** What HTTP is told by the configuration. */
export type HttpSettings = {
  /** The origin people and scripts use, with its path prefix and no final slash. Never taken from a request. */
  readonly publicUrl: string
  /** Addresses of proxies whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[]
  /** Whether browsers that saw us over TLS must use it for hosts below ours too. */
  readonly hstsIncludesSubdomains: boolean
  /** Whether the compatible exchange takes an API token from the query string. */
  readonly acceptsTokenInUrl: boolean
  /** Whether an application may be known by the URL at which it says who it is. */
  readonly acceptsClientUrls: boolean
  /** Failed exchanges that one address may make in a minute; 0 for any number. */
  readonly failedExchangesPerMinute: number
  /** Undefined when it speaks no TLS itself. */
  readonly certificate: Certificate | undefined
  /** Where the built console is; undefined when it is not installed: then there is only the API. */
  readonly consoleFolder: string | undefined
}
