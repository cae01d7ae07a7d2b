/**
 * The `scope` of OAuth (RFC 6749, section 3.3): words of OpenID Connect, and names of rights, which narrow as they do in an
 * exchange. Without any name of a right nothing is narrowed: what an app may get at most is chosen where it is made.
 */
export const OPENID_WORDS = ['openid', 'profile', 'email', 'address', 'phone', 'groups', 'offline_access']

/** Where it is asked for in the platform's own way, an ID token with these is expected whatever is asked for. */
const TOLD_BY_PLATFORM = ['openid', 'profile', 'email']

/** An app without OpenID is told nothing more by it. */
export const platformScope = (scope: string | undefined): string =>
  [...new Set([...(scope ?? '').split(' ').filter(Boolean), ...TOLD_BY_PLATFORM])].join(' ')

export type AskedScope = {
  /** The words of OpenID Connect, and of ours for groups. */
  readonly words: ReadonlySet<string>
  /** Names of roles and permissions, space-separated; undefined when none is asked for by name. */
  readonly rights: string | undefined
}

export function askedScope(scope: string | null | undefined): AskedScope {
  const names = (scope ?? '').split(' ').filter(Boolean)
  const rights = names.filter((name) => !OPENID_WORDS.includes(name))
  return {
    words: new Set(names.filter((name) => OPENID_WORDS.includes(name))),
    rights: rights.length === 0 ? undefined : rights.join(' '),
  }
}
