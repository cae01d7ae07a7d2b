/** The kinds of OAuth apps as people know them. */
import type { OAuthAppKind } from '@countersign/api'

export const KINDS: readonly {
  readonly kind: OAuthAppKind
  readonly label: string
  readonly description: string
}[] = [
  {
    kind: 'machine',
    label: 'Machine',
    description: 'A job or a service that acts for itself, with roles of its own. Nobody signs in.',
  },
  {
    kind: 'web',
    label: 'Web application',
    description: 'People sign in to it. It runs on a server, where it can keep a secret.',
  },
  {
    kind: 'native',
    label: 'Native or browser application',
    description: 'People sign in to it. It runs on their machine or in their browser, and keeps no secret.',
  },
]

export const kindInWords = (kind: OAuthAppKind): string =>
  KINDS.find((each) => each.kind === kind)?.label ?? kind
