/** What an app wants of a person, however it asks: in their browser (RFC 6749) or on a device of theirs (RFC 8628). */

export type Wanted = {
  readonly scope: string | null
  /** RFC 8707. */
  readonly resources: readonly string[]
  /** Where the app chooses the organization. */
  readonly organizationId: string | null
  /** Of the key that everything from it is bound to (RFC 9449). */
  readonly dpopThumbprint: string | null
}

export type NotWanted = {
  readonly error: 'invalid_request' | 'invalid_scope' | 'invalid_target'
  readonly detail: string
}

type Given = {
  get(name: string): string | undefined
  all(name: string): readonly string[]
}

export const SHA256_BASE64URL = /^[A-Za-z0-9_-]{43}$/
const LONGEST_SCOPE = 2048
const MOST_RESOURCES = 20
const LONGEST_RESOURCE = 500
const LONGEST_ORGANIZATION = 64
/** RFC 6749, section 3.3. */
const SCOPE = /^[\x20\x21\x23-\x5b\x5d-\x7e]+$/
const ORGANIZATION_LINK = /^(?:https?:\/\/[^/?#]+)?(?:\/[^?#]*)?\/orgs\/([^/?#]+)\/?$/

/** Read once each. */
export const WANTED_ONCE = ['scope', 'dpop_jkt', 'orgId', 'org_id', 'orgLink'] as const

export function wantedIn(given: Given): Wanted | NotWanted {
  const broken = RULES.find(({ isBroken }) => isBroken(given))
  if (broken !== undefined) return { error: broken.error, detail: broken.detail }
  return {
    scope: given.get('scope') ?? null,
    resources: given.all('resource'),
    organizationId: organizationsIn(given)[0] ?? null,
    dpopThumbprint: given.get('dpop_jkt') ?? null,
  }
}

/** In this order, since only one is told. */
const RULES: readonly (NotWanted & { readonly isBroken: (given: Given) => boolean })[] = [
  {
    isBroken: ({ get }) => (get('scope')?.length ?? 0) > LONGEST_SCOPE,
    error: 'invalid_request',
    detail: 'scope is too long. Send a shorter one.',
  },
  {
    isBroken: ({ get }) => !SCOPE.test(get('scope') ?? ' '),
    error: 'invalid_scope',
    detail: 'scope has characters that no scope has (RFC 6749, section 3.3).',
  },
  {
    isBroken: ({ get }) => get('dpop_jkt') !== undefined && !SHA256_BASE64URL.test(get('dpop_jkt') ?? ''),
    error: 'invalid_request',
    detail: 'dpop_jkt must be the SHA-256 thumbprint of a key (RFC 7638): 43 characters.',
  },
  {
    isBroken: ({ all }) =>
      all('resource').length > MOST_RESOURCES || all('resource').some((resource) => !isResource(resource)),
    error: 'invalid_target',
    detail: 'A resource must be a whole address without a fragment, and there may be 20 of them.',
  },
  {
    isBroken: (given) => {
      const [named, ...others] = organizationsIn(given)
      return others.length > 0 || named === '' || (named?.length ?? 0) > LONGEST_ORGANIZATION
    },
    error: 'invalid_request',
    detail: 'orgId and orgLink must name one organization.',
  },
]

/** Those that are named, each once; an empty one stands for a link that leads to none. */
function organizationsIn({ get }: Given): string[] {
  const link = get('orgLink')
  const linked = link === undefined ? undefined : (ORGANIZATION_LINK.exec(link)?.[1] ?? '')
  return [...new Set([get('orgId'), get('org_id'), linked].filter((named) => named !== undefined))]
}

const isResource = (resource: string): boolean =>
  resource.length <= LONGEST_RESOURCE && URL.canParse(resource) && !resource.includes('#')
