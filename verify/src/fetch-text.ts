/**
 * Asks the issuer for a text. Refuses to follow redirects, and answers that are too long or too slow: whoever can feed
 * this function decides who may call the service.
 */

export type Asked = {
  readonly headers: Readonly<Record<string, string>>
  /** For the whole answer. */
  readonly timeoutSeconds: number
  readonly mostBytes: number
  readonly fetch: typeof globalThis.fetch
}
/** The text of a 200; of another answer only its status. */
export type Answer =
  { readonly status: 200; readonly text: string } | { readonly status: number; readonly text?: undefined }

export async function fetchText(
  uri: URL,
  { headers, timeoutSeconds, mostBytes, fetch }: Asked,
): Promise<Answer> {
  const response = await fetch(uri, {
    headers: { accept: 'application/json', ...headers },
    // Not `error`, which Cloudflare's workerd does not have: a redirect is then an answer that is no 200.
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutSeconds * 1000), // reading the body included
  })
  if (response.status !== 200 || !response.body) {
    await response.body?.cancel()
    return { status: response.status }
  }
  const utf8 = new TextDecoder('utf-8', { fatal: true })
  let text = ''
  let length = 0
  for await (const chunk of response.body) {
    length += chunk.length
    // Counted as it arrives: a stated Content-Length need not be true.
    if (length > mostBytes) throw new Error(`${uri.href} answered with more than ${mostBytes} bytes`)
    text += utf8.decode(chunk, { stream: true })
  }
  return { status: 200, text: text + utf8.decode() }
}
