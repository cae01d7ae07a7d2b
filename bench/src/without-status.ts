/**
 * Takes the status claim out of the service's sources while they are loaded, to measure what it costs. `as_of` stays: what
 * is remembered of rights goes by it as well.
 */
import { registerHooks } from 'node:module'

const TAKEN_OUT: Readonly<Record<string, readonly RegExp[]>> = {
  'store/exchange/exchange-facts.ts': [
    / *'api_token_secrets\.status_list',\n/,
    / *'api_token_secrets\.status_index',\n/,
    / *status: \{ list: row\.status_list[^\n]*\n/,
  ],
}

registerHooks({
  load(url, context, next) {
    const loaded = next(url, context)
    const [, taken] = Object.entries(TAKEN_OUT).find(([path]) => url.endsWith(path)) ?? []
    if (taken === undefined) return loaded
    let source =
      typeof loaded.source === 'string' ? loaded.source : Buffer.from(loaded.source as Uint8Array).toString()
    for (const part of taken) {
      if (!part.test(source)) throw new Error(`${url} has no ${part.source} any more`)
      source = source.replace(part, '')
    }
    return { ...loaded, source }
  },
})
