/** Given to persons one by one, so that it is always known who holds them: never to a group or an OAuth app. */
import type { GivableRole } from '@countersign/api'

const NAMED_ONLY = ['org_owner', 'platform_operator']

export const isForOthers = ({ serviceId, name }: GivableRole): boolean =>
  serviceId !== null || !NAMED_ONLY.includes(name)
