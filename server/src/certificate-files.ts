/** The certificate of the service and its key, from two files that whoever renews them replaces while the service runs. */
import { readFile } from 'node:fs/promises'
import type { BaseLogger } from 'pino'
import { ConfigProblems, flagOf, type Config } from './config.ts'
import { assertFit, type Certificate } from './http/tls.ts'
import { inWords } from './in-words.ts'

const LOOK_EVERY_MS = 10_000

type Files = { readonly cert: string; readonly key: string }

/** Undefined when the service speaks no TLS itself. */
export const certificateFilesOf = ({ tlsCert, tlsKey }: Config): Files | undefined =>
  tlsCert === undefined || tlsKey === undefined ? undefined : { cert: tlsCert, key: tlsKey }

/** @throws {ConfigProblems} when a file can't be read, or the two don't belong together */
export async function readCertificate({ cert, key }: Files): Promise<Certificate> {
  const read = (path: string): Promise<string> =>
    readFile(path, 'utf8').catch((error: unknown) => {
      throw new ConfigProblems([`The certificate ${inWords(error, path)}`])
    })
  const certificate = { cert: await read(cert), key: await read(key) }
  try {
    assertFit(certificate)
    return certificate
  } catch (error) {
    throw new ConfigProblems([
      `${flagOf('tlsCert')} and ${flagOf('tlsKey')} must be a certificate and the key that belongs to it, in PEM: ${(error as Error).message}.`,
    ])
  }
}

/**
 * Looks whether the files changed; `use` gets what is new and fits. While they don't fit, because only one of them was
 * replaced so far, the service goes on with what it has.
 */
export function watchCertificate(
  files: Files,
  shown: Certificate,
  use: (certificate: Certificate) => void,
  logger: Pick<BaseLogger, 'info' | 'warn'>,
  lookEveryMs = LOOK_EVERY_MS,
): { stop(): void } {
  let known = shown.cert
  let told: string | undefined
  const look = async (): Promise<void> => {
    try {
      const certificate = await readCertificate(files)
      told = undefined
      if (known === certificate.cert) return
      known = certificate.cert
      use(certificate)
      logger.info({ file: files.cert }, 'the certificate was renewed')
    } catch (error) {
      const { message } = error as Error
      if (message !== told) logger.warn({ file: files.cert }, `the certificate was not renewed: ${message}`)
      told = message
    }
  }
  const timer = setInterval(() => void look(), lookEveryMs)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}
