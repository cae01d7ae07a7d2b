/**
 * Whether a connection to PostgreSQL goes through TLS is said by the URL alone, and where it says nothing the server is
 * verified by name: only this machine may be spoken to in the clear.
 */
const VERIFIED = 'verify-full'
/** The driver verifies with these too, which others do not: what is meant is written out. */
const STRICTER_THAN_ELSEWHERE = ['require', 'verify-ca']
const MODES = [VERIFIED, ...STRICTER_THAN_ELSEWHERE, 'disable']

/** What is wrong with how a URL asks for TLS, completing "it must be …"; undefined when nothing is. */
export function refusedTls(url: string): string | undefined {
  const { searchParams } = new URL(url)
  const given = searchParams.getAll('sslmode')
  if (searchParams.has('ssl') || searchParams.has('uselibpqcompat'))
    return 'a URL that asks for TLS by sslmode alone'
  if (given.length > 1) return 'a URL with one sslmode'
  if (given.every((mode) => MODES.includes(mode))) return undefined
  return 'a URL with sslmode=verify-full, which is also what is meant where there is no sslmode, or with sslmode=disable where the network itself is safe'
}

/** The same URL with its mode written out. */
export function withTls(url: string): string {
  const written = new URL(url)
  written.searchParams.set('sslmode', modeOf(written))
  return written.href
}

/** Whether what is asked and answered can be read on the way. */
export function isInTheClear(url: string): boolean {
  const parsed = new URL(url)
  return modeOf(parsed) === 'disable' && !isThisMachine(parsed)
}

function modeOf(url: URL): string {
  const given = url.searchParams.get('sslmode') ?? (isThisMachine(url) ? 'disable' : VERIFIED)
  return given === 'disable' ? given : VERIFIED
}

/** A socket or a loopback address; a parameter named host wins, as the driver reads it. */
function isThisMachine({ hostname, searchParams }: URL): boolean {
  const host = searchParams.get('host') ?? decodeURIComponent(hostname)
  return (
    ['', 'localhost', '[::1]', '::1'].includes(host) ||
    host.startsWith('/') ||
    /^127(\.[0-9]{1,3}){3}$/.test(host)
  )
}
