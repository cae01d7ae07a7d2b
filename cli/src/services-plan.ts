/** A plan for services, in words: what comes, what changes, what goes, and how many people and API tokens lose something. */
import { isStepToDo, type ServicesPlan, type ServiceStep } from '@countersign/server'

export function planInWords({ steps, untouched }: ServicesPlan, organization: string): string {
  const toDo = steps.filter(isStepToDo)
  const added = toDo.filter(({ service }) => service === undefined).length
  const counts = `${added} to add, ${toDo.length - added} to change, ${steps.length - toDo.length} as the file says already`
  return [
    `Services of ${organization}: ${counts}.`,
    ...steps.flatMap(stepInWords),
    ...(untouched === 0 ? [] : [`Left alone, because the file does not mention them: ${untouched}.`]),
  ].join('\n')
}

function stepInWords(step: ServiceStep): string[] {
  const { wanted, service } = step
  if (!isStepToDo(step)) return [`  = ${wanted.name}: nothing to do`]
  if (service === undefined) {
    const { roles, permissions } = wanted
    const line = `  + ${wanted.name} "${wanted.displayName}", new: ${named('role', roles.length)}, ${named('permission', permissions.length)}`
    return [line, ...offersInWords(step)]
  }
  return [
    `  ~ ${wanted.name} "${wanted.displayName}"`,
    ...differenceInWords(step),
    ...offersInWords(step),
    ...lossesInWords(step),
  ]
}

function differenceInWords({ difference, service, wanted }: ServiceStep): string[] {
  if (difference === undefined || service === undefined) return []
  const { isRenamed, isDescribed, isReordered } = difference
  const lines = (sign: string, what: string, names: readonly string[]): string[] =>
    names.map((name) => `      ${sign} ${what} ${name}`)
  return [
    ...(isRenamed ? [`      ~ called "${wanted.displayName}" instead of "${service.displayName}"`] : []),
    ...(isDescribed ? ['      ~ another description'] : []),
    ...lines('+', 'permission', difference.permissionsAdded),
    ...lines('-', 'permission', difference.permissionsRemoved),
    ...lines('~', 'another description of', difference.permissionsDescribed),
    ...lines('+', 'role', difference.rolesAdded),
    ...lines('-', 'role', difference.rolesRemoved),
    ...lines('~', 'another display name of', difference.rolesRenamed),
    ...difference.widened.map(
      ({ role, permissions }) => `      ~ ${role} gives more: ${permissions.join(', ')}`,
    ),
    ...difference.narrowed.map(
      ({ role, permissions }) => `      ~ ${role} gives no more: ${permissions.join(', ')}`,
    ),
    ...(isReordered ? ['      ~ another order'] : []),
  ]
}

function offersInWords({ offers }: ServiceStep): string[] {
  if (offers === undefined) return []
  const { toAll, organizationIds, withdrawn } = offers
  const to = toAll ? 'all organizations' : named('other organization', organizationIds.length)
  const gone = withdrawn === 0 ? '' : `; taken from ${withdrawn} that had added it`
  return [`      ~ offered to ${to}${gone}`]
}

function lossesInWords({ losses: { here, elsewhere } }: ServiceStep): string[] {
  const lines: string[] = []
  if (here.people + here.machines > 0) {
    lines.push(`      ! here ${whoAndWhat(here)} lose something`)
  }
  if (elsewhere.organizations > 0) {
    lines.push(
      `      ! in ${named('other organization', elsewhere.organizations)} ${whoAndWhat(elsewhere)} lose something`,
    )
  }
  return lines.length === 0 ? ['      nobody loses anything'] : lines
}

type Losing = { readonly people: number; readonly apiTokens: number; readonly machines: number }

const whoAndWhat = ({ people, apiTokens, machines }: Losing) =>
  `${people === 1 ? '1 person' : `${people} people`} and ${named('live API token', apiTokens)}${
    machines === 0 ? '' : ` and ${named('OAuth app', machines)}`
  }`

const named = (what: string, count: number): string => `${count} ${what}${count === 1 ? '' : 's'}`
