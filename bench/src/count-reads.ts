/** Counts how often the whole service, over its HTTP face, asks its store for a token: in this process, with the real store. */
import { pino } from 'pino'
import { createApp } from '../../server/src/app.ts'
import { parseConfig } from '../../server/src/config.ts'
import { EXCHANGE_PATH } from './contenders.ts'
import type { Installation } from './installation.ts'

export async function countReads<Name extends string>(
  { env }: Installation,
  values: Readonly<Record<Name, readonly string[]>>,
): Promise<Record<Name, number>> {
  const config = parseConfig([], env)
  const app = await createApp(
    { ...config, publicUrl: config.publicUrl! },
    { logger: pino({ level: 'silent' }) },
  )
  let reads = 0
  const { exchange } = app.needs.store
  const find = exchange.findFacts
  Object.assign(exchange, {
    findFacts: (id: string) => {
      reads++
      return find(id)
    },
  })
  const counted = {} as Record<Name, number>
  try {
    for (const [name, presented] of Object.entries(values) as [Name, readonly string[]][]) {
      reads = 0
      for (const value of presented) {
        const { statusCode } = await app.server.inject({
          method: 'POST',
          url: EXCHANGE_PATH,
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          payload: `refresh_token=${value}`,
        })
        if (statusCode !== 400) throw new Error(`A token that is not valid was answered ${statusCode}`)
      }
      counted[name] = reads
    }
  } finally {
    await app.close()
  }
  return counted
}
