/** A browser without a script, over real sockets: cookies of each origin, redirects, and the one form of a page. */
export type Page = { readonly url: string; readonly status: number; readonly text: string }

const unescaped = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&')

export function openBrowser() {
  const cookies = new Map<string, Map<string, string>>()

  async function send(url: string, form?: Readonly<Record<string, string>>, hops = 0): Promise<Page> {
    if (hops > 12) throw new Error(`Sent around without end: ${url}`)
    const { origin } = new URL(url)
    const own = cookies.get(origin) ?? new Map<string, string>()
    cookies.set(origin, own)
    const response = await fetch(url, {
      redirect: 'manual',
      headers: {
        cookie: [...own].map(([name, value]) => `${name}=${value}`).join('; '),
        accept: 'text/html',
        connection: 'close',
        ...(form && { 'sec-fetch-site': 'same-origin', origin }),
      },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    })
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
      own.set(name, value)
    }
    const text = await response.text()
    const location = response.headers.get('location')
    return location === null
      ? { url, status: response.status, text }
      : send(new URL(location, url).href, undefined, hops + 1)
  }

  return {
    open: (url: string) => send(url),
    /** The form of the page with what somebody filled in, by the button of this name. */
    submit({ url, text }: Page, filled: Readonly<Record<string, string>>): Promise<Page> {
      const action = /<form [^>]*action="([^"]+)"/.exec(text)?.[1] ?? url
      const fields = [...text.matchAll(/<input [^>]*type="hidden" name="([^"]+)" value="([^"]*)"/g)]
      const hidden = fields.map(([, name = '', value = '']) => [name, unescaped(value)])
      return send(new URL(unescaped(action), url).href, { ...Object.fromEntries(hidden), ...filled })
    },
  }
}
