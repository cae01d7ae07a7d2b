/** The certificate that this service shows where it speaks TLS itself, without a proxy in front. */
import { createSecureContext } from 'node:tls'

/** Both in PEM. */
export type Certificate = { readonly cert: string; readonly key: string }

/** TLS 1.2 with ciphers of forward secrecy alone, and TLS 1.3. */
export const secureOptions = (certificate: Certificate) =>
  ({
    ...certificate,
    minVersion: 'TLSv1.2',
    ciphers:
      'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256:ECDHE+AESGCM:ECDHE+CHACHA20',
  }) as const

/** @throws {Error} when the two can't be read or don't belong together */
export function assertFit(certificate: Certificate): void {
  createSecureContext(secureOptions(certificate))
}
