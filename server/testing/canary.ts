/**
 * Looks for secrets where none may be. Tests give it every secret they come across, then everything that was written:
 * logs, databases, traces, answers, exports. It knows a secret in the usual disguises too.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { context, INVALID_SPAN_CONTEXT, ROOT_CONTEXT, trace, type Context } from '@opentelemetry/api'
import pg from 'pg'

export type Canary = ReturnType<typeof createCanary>

export function createCanary() {
  const disguises = new Map<string, readonly Buffer[]>()
  return {
    /** Remembers a secret and gives it back. */
    keep(name: string, secret: string): string {
      disguises.set(name, disguisesOf(secret))
      return secret
    },
    /** An API token or another string of its layout: also without its public first part and its checksum. */
    keepToken(name: string, value: string): string {
      disguises.set(name, disguisesOf(value.slice(16, 59)))
      return value
    },
    /** The names of the secrets that are in it. */
    findIn(written: string | Uint8Array): string[] {
      const bytes = Buffer.from(written)
      return [...disguises]
        .filter(([, forms]) => forms.some((form) => bytes.includes(form)))
        .map(([name]) => name)
    },
    size: (): number => disguises.size,
  }
}

function disguisesOf(secret: string): Buffer[] {
  const bytes = Buffer.from(secret)
  // Base64 of a text depends on where in a larger one it stands; these are the parts that don't.
  const base64 = [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64url')
    return encoded.slice(offset === 0 ? 0 : offset + 1, Math.floor(((offset + bytes.length) * 8) / 6))
  })
  const forms = [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    bytes.toString('hex'),
    ...base64,
    ...base64.map((text) => text.replaceAll('-', '+').replaceAll('_', '/')),
  ]
  return [...new Set(forms)].map((form) => Buffer.from(form))
}

/** SQLite's files as they lie on the disk, what was deleted and not overwritten yet included. */
export async function databaseFilesIn(folder: string): Promise<Buffer> {
  const names = (await readdir(folder)).filter((name) => name.startsWith('countersign.db'))
  return Buffer.concat(await Promise.all(names.map((name) => readFile(join(folder, name)))))
}

/** Every row of every table of a PostgreSQL database, as it writes them itself: bytes in hexadecimal. */
export async function everyRowIn(connectionString: string): Promise<Buffer> {
  const asWritten = { getTypeParser: () => (text: string) => text }
  const client = new pg.Client({ connectionString, types: asWritten })
  await client.connect()
  const tables = await client.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema')`,
  )
  const written: string[] = []
  for (const { name } of tables.rows) {
    const { rows } = await client.query<unknown[]>({ text: `select * from ${name}`, rowMode: 'array' })
    written.push(name, ...rows.map((row) => row.join('\n')))
  }
  await client.end()
  return Buffer.from(written.join('\n'))
}

/** From now on, in this process: everything that an OpenTelemetry SDK would be told, as text. */
export function recordSpans(): string[] {
  const told: string[] = []
  const tell = (...given: unknown[]): void => {
    told.push(inspect(given, { depth: null, maxStringLength: null, maxArrayLength: null }))
  }
  const tracer = Object.assign(trace.getTracer('canary'), {
    startSpan(...given: unknown[]) {
      tell(...given.slice(0, 2))
      const span = trace.wrapSpanContext(INVALID_SPAN_CONTEXT)
      const spans: typeof span = new Proxy(span, {
        get:
          (_, method) =>
          (...more: unknown[]) => {
            tell(method, ...more)
            return spans
          },
      })
      return spans
    },
  })
  trace.setGlobalTracerProvider({ getTracer: () => tracer })
  const storage = new AsyncLocalStorage<Context>()
  context.setGlobalContextManager({
    active: () => storage.getStore() ?? ROOT_CONTEXT,
    with: (active, work, self, ...given) => storage.run(active, () => work.call(self as never, ...given)),
    bind: (_active, target) => target,
    enable() {
      return this
    },
    disable() {
      return this
    },
  })
  return told
}
