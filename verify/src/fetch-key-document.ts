/**
 * Fetches the issuer's key document as text. Refuses redirects, anything but a 200, answers that are too long or
 * too slow: whoever can feed this function decides who may call the service.
 */

export type FetchKeyDocument = () => Promise<string>

const MAX_BYTES = 64 * 1024 // about a hundred RSA keys

export function keyDocumentAt(
  uri: URL,
  timeoutSeconds: number,
  fetch: typeof globalThis.fetch,
): FetchKeyDocument {
  return async () => {
    const response = await fetch(uri, {
      headers: { accept: 'application/json' },
      // Not `error`, which Cloudflare's workerd does not have: a redirect is then an answer that is no 200.
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutSeconds * 1000), // reading the body included
    })
    if (response.status !== 200 || !response.body) throw new Error(`${uri.href} answered ${response.status}`)
    const utf8 = new TextDecoder('utf-8', { fatal: true })
    let text = ''
    let length = 0
    for await (const chunk of response.body) {
      length += chunk.length
      // Counted as it arrives: a stated Content-Length need not be true.
      if (length > MAX_BYTES) throw new Error(`${uri.href} answered with more than ${MAX_BYTES} bytes`)
      text += utf8.decode(chunk, { stream: true })
    }
    return text + utf8.decode()
  }
}
