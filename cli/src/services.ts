/** `countersign services`: defines services out of a file, at the machine. Works beside a running service. */
import {
  applyServicesFile,
  exportServices,
  listServicesOf,
  ServicesFileProblems,
  type ListedService,
  type ServicesAnswer,
} from '@countersign/server'
import { canAsk, isYes } from './ask.ts'
import { noVerb, print, UsageError, whereHelp, type Command } from './command.ts'
import { configuration } from './configuration.ts'
import { ownFlags } from './own-flags.ts'
import { problemsInWords, servicesFileText } from './services-file.ts'
import { planInWords } from './services-plan.ts'

const USES = {
  apply: `countersign services apply FILE --organization NAME   makes services what FILE (JSON; - is standard input) says: adds
                                                      and changes them, shows the plan and asks before; all of it is
                                                      done or nothing; services that FILE does not mention are left alone
    --yes                                             does not ask, for scripts
    --dry-run                                         only shows the plan; exit code 3 when there is something to do`,
  list: `countersign services list                             shows the services of all organizations
    --organization NAME                               or of one
    --json                                            prints JSON, for scripts`,
  export: `countersign services export --organization NAME       prints what "services apply" takes: all that the
                                                      organization provides
countersign services export SERVICE… --organization NAME   or those that are named`,
} as const
type Verb = keyof typeof USES

const WHAT_NAME_IS = `
NAME is the short name or the id of an organization, as "countersign organizations list" shows them.`

const helpOf = (uses: readonly string[]): string => `${uses.join('\n')}\n${WHAT_NAME_IS}\n${whereHelp()}`

const OWN_FLAGS = ['organization', 'yes', 'dry-run', 'json']
const ALONE: Readonly<Record<Verb, readonly string[]>> = {
  apply: ['yes', 'dry-run'],
  list: ['json'],
  export: [],
}
const SOMETHING_TO_DO = 3

type Given = ReturnType<typeof ownFlags>

async function apply({ words, values, alone, rest }: Given): Promise<number> {
  const [path, ...more] = words
  if (path === undefined || more.length > 0) {
    throw new UsageError(['"services apply" takes one file, right after the word; - is standard input.'])
  }
  const organization = organizationIn(values)
  const isDryRun = alone.has('dry-run')
  const isAsked = !isDryRun && !alone.has('yes')
  if (isAsked && (path === '-' || !canAsk())) {
    throw new UsageError([
      'Nobody can be asked here. Look at the plan with --dry-run, and then apply it with --yes.',
    ])
  }
  const config = configuration(rest, OWN_FLAGS)
  const text = await servicesFileText(path)
  const answer = async (...[plan, { name }]: Parameters<Asked['answer']>): Promise<ServicesAnswer> => {
    if (isDryRun) return 'no'
    if (!isAsked) return 'asItIsThen'
    print(planInWords(plan, name))
    return (await isYes('Do this?')) ? 'asShown' : 'no'
  }
  const applied = await applyServicesFile(config, { organization, text, answer }).catch((error: unknown) => {
    if (error instanceof ServicesFileProblems) return error
    throw error
  })
  if (applied instanceof ServicesFileProblems) {
    for (const line of problemsInWords(applied, path)) process.stderr.write(`countersign: ${line}\n`)
    return 1
  }
  if (!isAsked || applied.outcome === 'nothingToDo') {
    print(planInWords(applied.plan, applied.organization.name))
  }
  if (applied.outcome === 'nothingToDo') print('Nothing to do.')
  else if (applied.outcome === 'done') print('Done.')
  else print('Nothing was changed.')
  return applied.outcome === 'notDone' ? (isDryRun ? SOMETHING_TO_DO : 1) : 0
}
type Asked = Parameters<typeof applyServicesFile>[1]

async function list({ words, values, alone, rest }: Given): Promise<number> {
  if (words.length > 0) throw new UsageError([`"${words[0]}" is not understood. See --help.`])
  const services = await listServicesOf(configuration(rest, OWN_FLAGS), values['organization'])
  if (alone.has('json')) print(JSON.stringify(services.map(inJson), null, 2))
  else if (services.length === 0) print('There are no services.')
  else for (const service of services) print(lineOf(service))
  return 0
}

async function exportThem({ words, values, rest }: Given): Promise<number> {
  const organization = organizationIn(values)
  print(JSON.stringify(await exportServices(configuration(rest, OWN_FLAGS), organization, words), null, 2))
  return 0
}

function organizationIn(values: Given['values']): string {
  const { organization } = values
  if (organization !== undefined) return organization
  throw new UsageError(['--organization is missing: which one provides them? Flags stand after the words.'])
}

const inJson = ({ service, organization, isOwn, offers }: ListedService) => ({
  organization: organization.name,
  ...{ id: service.id, name: service.name, displayName: service.displayName, isOwn },
  ...{ roles: service.roles.length, permissions: service.permissions.length },
  ...(isOwn && { offers }),
})

function lineOf({ service, organization, isOwn, offers }: ListedService): string {
  const { id, name, displayName, roles, permissions } = service
  const offered = offers.toAll ? 'all' : `${offers.organizationIds.length}`
  const whose = isOwn ? `own, offered to: ${offered}` : 'added'
  return `${id}  ${organization.name}  ${name}  "${displayName}"  roles: ${roles.length}  permissions: ${permissions.length}  ${whose}`
}

const verbs: Readonly<Record<Verb, (given: Given) => Promise<number>>> = { apply, list, export: exportThem }

const isVerb = (word: string): word is Verb => Object.hasOwn(USES, word)

export const servicesCommand: Command = {
  name: 'services',
  summary: 'Define services out of a file, list or export them',
  help: ([verb = '']) => helpOf(isVerb(verb) ? [USES[verb]] : Object.values(USES)),
  async run([verb, ...argv]) {
    if (verb === undefined) {
      print(helpOf(Object.values(USES)))
      return 2
    }
    if (!isVerb(verb)) throw noVerb('services', verb, Object.keys(USES))
    return verbs[verb](ownFlags(argv, { valued: ['organization'], alone: ALONE[verb] }))
  },
}
