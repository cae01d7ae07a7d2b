/** Reads server-sent events (WHATWG HTML, section 9.2.6) off the bytes as they come. Refuses events that never end. */
export type ServerEvent = { readonly event: string; readonly id: string | undefined; readonly data: string }

const MOST_CHARACTERS = 512 * 1024

export async function* eventsIn(
  bytes: ReadableStream<Uint8Array>,
  heard: () => void,
): AsyncGenerator<ServerEvent> {
  const utf8 = new TextDecoder()
  let rest = ''
  for await (const chunk of bytes) {
    heard()
    rest += utf8.decode(chunk, { stream: true })
    for (let end = rest.indexOf('\n\n'); end >= 0; end = rest.indexOf('\n\n')) {
      const event = eventOf(rest.slice(0, end))
      rest = rest.slice(end + 2)
      if (event) yield event
    }
    if (rest.length > MOST_CHARACTERS) throw new Error('An event is too long')
  }
}

function eventOf(text: string): ServerEvent | undefined {
  const fields = new Map<string, string>()
  for (const line of text.split('\n')) {
    const [, name = '', value = ''] = /^([a-z]+): ?(.*)$/.exec(line) ?? []
    if (name !== '') fields.set(name, value)
  }
  const data = fields.get('data')
  if (data === undefined) return undefined
  return { event: fields.get('event') ?? 'message', id: fields.get('id'), data }
}
