/** What every dialog about one API token is given. */
import type { ApiToken } from '@countersign/api'

export type TokenDialog = {
  readonly token: ApiToken
  readonly organizationId: string
  readonly isOpen: boolean
  readonly onClose: () => void
}
