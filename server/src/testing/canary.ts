/**
 * Looks for secrets where none may be. Tests give it every secret they come across, then everything that was written:
 * logs, database files, answers, exports. It knows a secret in the usual disguises too.
 */
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
