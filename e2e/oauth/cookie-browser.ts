/** A browser without a script, over a real socket: cookies, redirects, and one form a page. Knows neither side's pages. */

type Visit = {
  readonly status: number
  readonly text: string
  /** Where it stands, or the address of another site that it was sent to. */
  readonly url: string
}

export type CookieBrowser = ReturnType<typeof openCookieBrowser>

const unescaped = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&')

/** @param fill what somebody writes into the form of a page, beside what is in it */
export function openCookieBrowser(site: string, fill: (page: string) => Readonly<Record<string, string>>) {
  const cookies = new Map<string, string>()

  async function send(url: string, form?: Readonly<Record<string, string>>): Promise<Visit> {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: cookie(), origin: site },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    })
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
      if (value === '') cookies.delete(name)
      else cookies.set(name, value)
    }
    const location = response.headers.get('location')
    if (location === null) return { status: response.status, text: await response.text(), url }
    await response.body?.cancel()
    const next = new URL(location, url)
    return next.origin === site ? send(next.href) : { status: response.status, text: '', url: next.href }
  }

  async function submit({ text, url }: Visit): Promise<Visit> {
    const action = unescaped(/<form[^>]* action="([^"]+)"/.exec(text)?.[1] ?? '')
    const kept = [...text.matchAll(/<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"/g)]
    const fields = kept.map(([, name = '', value = '']) => [name, unescaped(value)] as const)
    return send(new URL(action, url).href, { ...Object.fromEntries(fields), ...fill(text) })
  }

  /** As a request carries them. */
  const cookie = (): string => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')

  return {
    cookie,
    open: (url: string) => send(url),
    post: send,
    /** Signs in and allows what is asked, until it is sent back. */
    async agree(url: string): Promise<Visit> {
      let visit = await send(url)
      for (let pages = 0; pages < 6 && visit.status === 200 && visit.text.includes('<form'); pages++)
        visit = await submit(visit)
      return visit
    },
  }
}
