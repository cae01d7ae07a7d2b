/**
 * The configuration: one table that is the parser, the `--help` text and the reference page. Flags win over the
 * environment; an unknown flag or `COUNTERSIGN_` variable is an error; all problems are told at once.
 */
import { ACCESS_TOKEN_SECONDS, ACCESS_TOKEN_TYPES, type AccessTokenType } from './domain/access-token.ts'
import { SIGNING_ALGORITHMS, type SigningAlgorithm } from './domain/signing-key.ts'
import { flagsIn } from './command-line.ts'
import { variablesIn } from './config-env-file.ts'
import { secretIn } from './config-secret-file.ts'
import { isServiceLink } from './config-service-links.ts'
import { nearestOf } from './nearest.ts'
import * as text from './config-values.ts'

type Setting<Value> = {
  readonly help: string
  /** As one would write it; undefined when there is no default. */
  readonly fallback?: string
  /** A secret has no flag: command lines can be read by everyone on the machine. */
  readonly isSecret?: true
  /** @throws {Error} whose message completes "NAME must be …" */
  readonly parse: (given: string) => Value
}

const setting = <Value>(row: Setting<Value>): Setting<Value> => row

export const SETTINGS = {
  envFile: setting({
    help: 'A file with settings, NAME=value a line as systemd reads them. What is set in the environment or by a flag wins',
    parse: text.path,
  }),
  publicUrl: setting({
    help: 'The URL that people and scripts use, and the issuer in every token. https, except on a loopback address. Default: http://<host>:<port>',
    parse: text.publicUrl,
  }),
  host: setting({ help: 'The address to listen on', fallback: '127.0.0.1', parse: text.host }),
  port: setting({
    help: 'The port to listen on; 0 for any free one',
    fallback: '8080',
    parse: text.wholeNumber(0, 65_535),
  }),
  tlsCert: setting({
    help: 'A file with the certificate, and those between it and its authority, in PEM: then the service speaks TLS itself. It is read again when it changes',
    parse: text.path,
  }),
  tlsKey: setting({ help: 'A file with the key of the certificate, in PEM', parse: text.path }),
  dataDir: setting({
    help: 'Where master.key and the SQLite database are kept',
    fallback: './countersign-data',
    parse: text.path,
  }),
  databaseUrl: setting({
    help: 'postgres://user:password@host:port/database, for more than one machine. Through TLS, verified by name, unless it is this machine; sslmode=disable says otherwise. Default: SQLite in the data directory',
    isSecret: true,
    parse: text.databaseUrl,
  }),
  masterKey: setting({
    help: '32 bytes in base64 or hex, instead of the file in the data directory',
    isSecret: true,
    parse: text.anything,
  }),
  masterKeyFile: setting({
    help: 'A file with the master key, instead of the one in the data directory',
    parse: text.path,
  }),
  domain: setting({
    help: 'The domain of people added here: the first part of every subject',
    fallback: 'local',
    parse: text.domain,
  }),
  accessTokenSeconds: setting({
    help: `How long an access token lives, ${ACCESS_TOKEN_SECONDS.shortest} to ${ACCESS_TOKEN_SECONDS.longest} seconds`,
    fallback: String(ACCESS_TOKEN_SECONDS.usual),
    parse: text.wholeNumber(ACCESS_TOKEN_SECONDS.shortest, ACCESS_TOKEN_SECONDS.longest),
  }),
  signingAlgorithm: setting<SigningAlgorithm>({
    help: `How access tokens are signed: ${SIGNING_ALGORITHMS.join(', ')}`,
    fallback: 'RS256',
    parse: text.oneOf(SIGNING_ALGORITHMS),
  }),
  accessTokenType: setting<AccessTokenType>({
    help: `The typ in the header of access tokens: ${ACCESS_TOKEN_TYPES.join(' or ')}. JWT for services whose library refuses the other, as that of Spring Boot does; @countersign/verify is then told so too`,
    fallback: 'at+jwt',
    parse: text.oneOf(ACCESS_TOKEN_TYPES),
  }),
  keyRotationDays: setting({
    help: 'The age at which a signing key is replaced',
    fallback: '90',
    parse: text.wholeNumber(1, 3650),
  }),
  apiTokensPerPerson: setting({
    help: 'API tokens in force that one person may have in an organization',
    fallback: '200',
    parse: text.wholeNumber(1, 100_000),
  }),
  openInvitations: setting({
    help: 'Invitations of one organization that may wait to be accepted at a time',
    fallback: '1000',
    parse: text.wholeNumber(1, 100_000),
  }),
  roleRequestsPerPerson: setting({
    help: 'Requests for roles of one person in an organization that may wait for a decision at a time',
    fallback: '10',
    parse: text.wholeNumber(1, 10_000),
  }),
  roleRequestDays: setting({
    help: 'How many days a request for a role waits for a decision',
    fallback: '7',
    parse: text.wholeNumber(1, 365),
  }),
  groupsPerOrganization: setting({
    help: 'Groups that one organization may have',
    fallback: '1000',
    parse: text.wholeNumber(1, 100_000),
  }),
  groupsPerPerson: setting({
    help: 'Groups of an organization that one person may be in; each exchange reads what they hold',
    fallback: '50',
    parse: text.wholeNumber(1, 1000),
  }),
  membersPerGroup: setting({
    help: 'People that one group may have',
    fallback: '10000',
    parse: text.wholeNumber(1, 1_000_000),
  }),
  rightsPerGroup: setting({
    help: 'Rights that one group may hold: roles, and the permissions of each',
    fallback: '400',
    parse: text.wholeNumber(1, 10_000),
  }),
  customRolesPerOrganization: setting({
    help: 'Custom roles that one organization may have',
    fallback: '100',
    parse: text.wholeNumber(1, 10_000),
  }),
  servicesPerOrganization: setting({
    help: 'Services that an organization may have: its own, and those that it added',
    fallback: '200',
    parse: text.wholeNumber(1, 10_000),
  }),
  feedStreamsPerService: setting({
    help: 'Open feeds of revocations that one service may have at each server',
    fallback: '1000',
    parse: text.wholeNumber(1, 10_000),
  }),
  rightsPerService: setting({
    help: 'Rights that a service may define: its permissions, its roles, and the permissions in each role',
    fallback: '2000',
    parse: text.wholeNumber(1, 10_000),
  }),
  oauthAppsPerOrganization: setting({
    help: 'OAuth apps that an organization may have: its own, and those that it added',
    fallback: '100',
    parse: text.wholeNumber(1, 10_000),
  }),
  secretsPerOauthApp: setting({
    help: 'Secrets of one OAuth app that may be in force at a time',
    fallback: '2',
    parse: text.wholeNumber(1, 10),
  }),
  trustedProxies: setting({
    help: 'Addresses or networks of proxies whose X-Forwarded-For is believed, separated by commas',
    fallback: '',
    parse: text.networks,
  }),
  hstsSubdomains: setting<'include' | 'exclude'>({
    help: 'Whether browsers must use TLS for every host below that of the public URL too (includeSubDomains): include or exclude',
    fallback: 'include',
    parse: text.oneOf(['include', 'exclude']),
  }),
  tokenInUrl: setting<'accept' | 'refuse'>({
    help: 'Whether the compatible exchange takes API tokens from the query string: accept or refuse',
    fallback: 'accept',
    parse: text.oneOf(['accept', 'refuse']),
  }),
  clientIdMetadata: setting<'accept' | 'refuse'>({
    help: 'Whether people may sign in to applications that are registered nowhere and say who they are at the URL that is their client id: accept or refuse',
    fallback: 'refuse',
    parse: text.oneOf(['accept', 'refuse']),
  }),
  failedExchangesPerMinute: setting({
    help: 'Exchanges with an invalid API token that one address may try in a minute; 0 for any number',
    fallback: '300',
    parse: text.wholeNumber(0, 1_000_000),
  }),
  smtpHost: setting({
    help: 'The mail server that takes our mails. Without it they are files in outbox/ of the data directory, and are not sent',
    parse: text.host,
  }),
  smtpPort: setting({
    help: 'The port of the mail server. Default: 587, 465 with tls, 25 with none',
    parse: text.wholeNumber(1, 65_535),
  }),
  smtpSecurity: setting<'starttls' | 'tls' | 'none'>({
    help: 'How the connection to the mail server is encrypted: starttls, tls from the first byte, or none, which refuses a password but on a loopback address',
    fallback: 'starttls',
    parse: text.oneOf(['starttls', 'tls', 'none']),
  }),
  smtpUser: setting({ help: 'Who signs in at the mail server', parse: text.anything }),
  smtpPassword: setting({
    help: 'The password of COUNTERSIGN_SMTP_USER',
    isSecret: true,
    parse: text.anything,
  }),
  mailFrom: setting({
    help: 'The address that mails come from. Default: countersign@ and the host of the public URL',
    parse: text.mailAddress,
  }),
  mailReplyTo: setting({ help: 'The address that answers to mails go to', parse: text.mailAddress }),
  mailEnvelopeFrom: setting({
    help: 'The address that mails are returned to when they can’t be delivered. Default: the one they come from',
    parse: text.mailAddress,
  }),
  outboundAddresses: setting<'public' | 'any'>({
    help: 'Which addresses that others chose are asked: public for https and addresses that are everybody’s, any for http and private ones too, when they are in your own network',
    fallback: 'public',
    parse: text.oneOf(['public', 'any']),
  }),
  metricsPort: setting({
    help: 'The port on which Prometheus is answered at /metrics. Without it there are no metrics',
    parse: text.wholeNumber(0, 65_535),
  }),
  metricsHost: setting({
    help: 'The address on which Prometheus is answered',
    fallback: '127.0.0.1',
    parse: text.host,
  }),
  logLevel: setting<(typeof LOG_LEVELS)[number]>({
    help: 'How much to log: debug, info, warn, error',
    fallback: 'info',
    parse: text.oneOf(['debug', 'info', 'warn', 'error']),
  }),
}
const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const

type Parsed = { [Name in keyof typeof SETTINGS]: ReturnType<(typeof SETTINGS)[Name]['parse']> }
type Optional =
  | ('envFile' | 'publicUrl' | 'tlsCert' | 'tlsKey' | 'databaseUrl' | 'masterKey' | 'masterKeyFile')
  | (
      | 'metricsPort'
      | 'smtpHost'
      | 'smtpPort'
      | 'smtpUser'
      | 'smtpPassword'
      | 'mailFrom'
      | 'mailReplyTo'
      | 'mailEnvelopeFrom'
    )
export type Config = Omit<Parsed, Optional> & { [Name in Optional]?: Parsed[Name] } & {
  /** The files that secrets came from. */
  readonly secretFiles: readonly string[]
}

const PREFIX = 'COUNTERSIGN_'
const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
export const flagOf = (name: string): string => `--${kebab(name)}`
export const variableOf = (name: string): string => PREFIX + kebab(name).replaceAll('-', '_').toUpperCase()

/** Every problem of a configuration, each a sentence. */
export class ConfigProblems extends Error {
  override readonly name = 'ConfigProblems'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.problems = problems
  }
}

/**
 * `otherFlags` are those that the command has taken out of the line already: one that is wrong may have been meant as one.
 * @throws {ConfigProblems} with all that is wrong
 */
export function parseConfig(
  argv: readonly string[],
  environment: Environment,
  otherFlags: readonly string[] = [],
): Config {
  const problems: string[] = []
  const flags = flagsOf(argv, otherFlags, problems)
  const given = settingsIn(environment)
  const file = flags['envFile'] || given[variableOf('envFile')]
  const named = { ...(file && settingsIn(variablesIn(file, problems))), ...given }
  const { env, secretFiles } = withSecretsFromFiles(named, problems)
  const variables = new Map(Object.keys(SETTINGS).map((name) => [variableOf(name), name]))
  for (const variable of Object.keys(env)) {
    if (variables.has(variable)) continue
    const meant = nearestOf(variable.slice(PREFIX.length), [...variables.values()])
    problems.push(
      meant === undefined
        ? `${variable} is not known. See --help.`
        : `${variable} is not known; did you mean ${variableOf(meant)}?`,
    )
  }
  const config: Record<string, unknown> = { secretFiles }
  for (const [name, { parse, fallback }] of TABLE) {
    const variable = variableOf(name)
    const [source, given] =
      flags[name] === undefined ? [variable, env[variable]] : [flagOf(name), flags[name]]
    const value = given === undefined || given === '' ? fallback : given
    if (value === undefined) continue
    try {
      config[name] = parse(value)
    } catch (error) {
      problems.push(`${source} must be ${(error as Error).message}.`)
    }
  }
  problems.push(...mailProblems(config), ...tlsProblems(config))
  if (problems.length > 0) throw new ConfigProblems(problems)
  return config as Config
}

/** What each alone is right and together can't be. */
function mailProblems({ smtpHost, smtpUser, smtpPassword, smtpSecurity }: Partial<Config>): string[] {
  const problems: string[] = []
  if ((smtpUser === undefined) !== (smtpPassword === undefined))
    problems.push(
      `${variableOf('smtpUser')} and ${variableOf('smtpPassword')} go together: set both or neither.`,
    )
  const isFar = smtpHost !== undefined && !text.isLoopback(smtpHost) && smtpHost !== '::1'
  if (smtpPassword !== undefined && smtpSecurity === 'none' && isFar)
    problems.push(
      `${variableOf('smtpSecurity')} must be starttls or tls when there is a password: without it everyone on the way can read it.`,
    )
  return problems
}

const tlsProblems = ({ tlsCert, tlsKey }: Partial<Config>): string[] =>
  (tlsCert === undefined) === (tlsKey === undefined)
    ? []
    : [`${flagOf('tlsCert')} and ${flagOf('tlsKey')} go together: set both or neither.`]

/** A secret may stand in a file of its own, which `NAME_FILE` names, as secrets of containers do. */
function withSecretsFromFiles(
  given: Environment,
  problems: string[],
): { readonly env: Environment; readonly secretFiles: readonly string[] } {
  const env: Record<string, string | undefined> = { ...given }
  const secretFiles: string[] = []
  for (const [name, { isSecret }] of TABLE) {
    const variable = variableOf(name)
    const path = given[fileVariableOf(name)]
    if (isSecret === undefined || isSetting(fileVariableOf(name)) || path === undefined) continue
    delete env[fileVariableOf(name)]
    if (path === '') continue
    if (given[variable] !== undefined && given[variable] !== '')
      problems.push(`${variable} and ${fileVariableOf(name)} are both set: keep one of them.`)
    else env[variable] = secretIn(path, fileVariableOf(name), problems)
    secretFiles.push(path)
  }
  return { env, secretFiles }
}

const fileVariableOf = (name: string): string => `${variableOf(name)}_FILE`
const isSetting = (variable: string): boolean => TABLE.some(([name]) => variableOf(name) === variable)

type Environment = Readonly<Record<string, string | undefined>>

/** What is meant for us; an empty variable is as good as none. */
function settingsIn(environment: Environment): Environment {
  const ours = Object.entries(environment).filter(
    ([variable, value]) =>
      variable.startsWith(PREFIX) &&
      !variable.startsWith(`${PREFIX}TEST_`) &&
      !isServiceLink(variable, value ?? ''),
  )
  const isSet = ([variable, value]: readonly [string, string | undefined]): boolean =>
    value !== '' || !Object.keys(SETTINGS).some((name) => variableOf(name) === variable)
  return Object.fromEntries(ours.filter(isSet))
}

const TABLE = Object.entries<Setting<unknown>>(SETTINGS)

function flagsOf(argv: readonly string[], others: readonly string[], problems: string[]): Environment {
  const open = TABLE.filter(([, { isSecret }]) => !isSecret)
  const secret = TABLE.filter(([, { isSecret }]) => isSecret)
  const valued = open.map(([name]) => kebab(name))
  const refused = Object.fromEntries(secret.map(([name]) => [kebab(name), insteadOfFlag(name)]))
  const { values } = flagsIn(argv, { valued, others, refused }, problems)
  return Object.fromEntries(open.map(([name]) => [name, values[kebab(name)]]))
}

const insteadOfFlag = (name: string): string =>
  `everyone on the machine can read command lines. Set ${variableOf(name)} in the environment or in a file for --env-file, or name a file with it by ${fileVariableOf(name)}.`

/** The table as text for a terminal, or the rows of it that are asked for. */
export function configHelp(names: readonly SettingName[] = SETTING_NAMES): string {
  return names
    .map((name) => {
      const { help, fallback, isSecret }: Setting<unknown> = SETTINGS[name]
      const given = isSecret
        ? `${variableOf(name)}, or ${fileVariableOf(name)} for a file with it`
        : `${flagOf(name)}, ${variableOf(name)}`
      return `  ${given}\n      ${help}${fallback ? ` (default ${fallback})` : ''}`
    })
    .join('\n')
}

export type SettingName = keyof typeof SETTINGS
const SETTING_NAMES = Object.keys(SETTINGS) as SettingName[]
